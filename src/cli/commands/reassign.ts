// `reassign`: moves what waits for one bank to another, and reports for each file whether it was moved.

import type { ReassignAnswer } from '../../http/routes/reassign.ts'
import { type CommonOptions, dataFolder } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { isOutcome, printRefusal } from '../refused.ts'
import { userName } from '../user-name.ts'

export async function reassignTransfers({
  options,
  output,
}: {
  readonly options: CommonOptions & {
    readonly from: string
    readonly to: string
    readonly reason?: string
  }
  readonly output: Output
}): Promise<ExitCode> {
  const { from, to, reason = '' } = options
  const body = { from, to, reason, actor: userName() }
  const { body: answer } = await requestJson(dataFolder(options), {
    method: 'POST',
    path: '/reassign',
    body,
  })
  if (!isOutcome(answer, ['done', 'refused'])) return printRefusal(answer, output)
  const outcome = answer as ReassignAnswer
  if (output.json) output.value(outcome)
  else if (outcome.kind === 'refused') output.error(printable(outcome.sentence))
  else say(output, outcome)
  return outcome.kind === 'done' ? exitCodes.done : exitCodes.failed
}

function say(output: Output, { moved, left }: Extract<ReassignAnswer, { kind: 'done' }>): void {
  const counted = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`
  output.line(`${counted(moved.length)} moved and held, ${counted(left.length)} not moved.`)
  for (const { id, name, sentence } of moved)
    output.line(`  moved: ${printable(name)} (${id}). ${printable(sentence)}`)
  for (const { id, name, sentence } of left)
    output.line(`  not moved: ${printable(name)} (${id}). ${printable(sentence)}`)
}
