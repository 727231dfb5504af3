// `reassign`: moves what waits for one bank to another, and reports for each file whether it was moved.

import type { ReassignAnswer } from '../../http/routes/reassign.ts'
import { type CommonOptions, daemonOf } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { message } from '../../wording/catalogue.ts'
import { isOutcome, printRefusal } from '../refused.ts'
import { type Said, say } from '../say.ts'
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
  const { body: answer } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/reassign',
    body,
  })
  if (!isOutcome(answer, ['done', 'refused'])) return printRefusal(answer, options, output)
  const outcome = answer as Reassigned
  if (output.json) output.value(outcome)
  else if (outcome.kind === 'refused') output.error(printable(outcome.sentence))
  else print(outcome, { options, output })
  return outcome.kind === 'done' ? exitCodes.done : exitCodes.failed
}

type Reassigned =
  | ({ readonly kind: 'done' } & ReassignAnswer)
  | { readonly kind: 'refused'; readonly sentence: string }

function print({ moved, left }: ReassignAnswer, said: Said): void {
  say(message('REASSIGNED-COUNT', { moved: moved.length, left: left.length }), said)
  for (const { id, name, sentence } of moved)
    said.output.line(`  moved: ${printable(name)} (${id}). ${printable(sentence)}`)
  for (const { id, name, sentence } of left)
    said.output.line(`  not moved: ${printable(name)} (${id}). ${printable(sentence)}`)
}
