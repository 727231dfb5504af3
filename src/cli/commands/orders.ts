// `retry`, `cancel`, `release`, `take-over`, `poll`: operator commands. They go through the daemon so that
// only one process moves a transfer.

import { resolve } from 'node:path'
import type { Poll } from '../../ledger/contract/receiving.ts'
import type { OrderOutcome } from '../../journey/order.ts'
import type { TakeOverOutcome } from '../../http/routes/control.ts'
import { type CommonOptions, dataFolder } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { isOutcome, printRefusal } from '../refused.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { userName } from '../user-name.ts'

export interface OrderOptions extends CommonOptions {
  readonly reason?: string
  readonly received?: boolean
  readonly resend?: boolean
  readonly again?: string
}

export async function order(
  verb: 'retry' | 'hold' | 'cancel' | 'release',
  id: string,
  { options, output }: { options: OrderOptions; output: Output },
): Promise<ExitCode> {
  if (options.received === true && options.resend === true) {
    output.error(
      '--received and --resend say the opposite of each other. Ask the bank, then say one of them.',
    )
    return exitCodes.usage
  }
  const doubt = options.received === true ? 'received' : options.resend === true ? 'resend' : null
  const body = {
    actor: userName(),
    reason: options.reason ?? '',
    ...(verb === 'release' ? { doubt, again: options.again ?? null } : {}),
  }
  const { body: answer } = await requestJson(dataFolder(options), {
    method: 'POST',
    path: `/transfers/${encodeURIComponent(id)}/${verb}`,
    body,
  })
  if (!isOutcome(answer, ['done', 'stopping', 'refused', 'unknown']))
    return printRefusal(answer, output)
  const outcome = answer as OrderOutcome
  if (output.json) output.value(outcome)
  else say(output, id, outcome)
  return outcome.kind === 'done' || outcome.kind === 'stopping' ? exitCodes.done : exitCodes.failed
}

function say(output: Output, id: string, outcome: OrderOutcome): void {
  switch (outcome.kind) {
    case 'done':
      return output.line(
        `${printable(outcome.transfer.name) || id} is ${outcome.transfer.state} now.`,
      )
    case 'stopping':
      return output.line(
        `${printable(outcome.transfer.name) || id} is being stopped. See: pesit-drop show ${outcome.transfer.id}`,
      )
    case 'refused':
      return output.error(printable(outcome.sentence))
    case 'unknown':
      return output.error(
        printable(sentenceOf(message('TRANSFER-UNKNOWN', { asked: id }), { zone: 'UTC' })),
      )
  }
}

export async function pollInboxes(
  virtualFile: string | undefined,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const { status, body } = await requestJson(dataFolder(options), {
    method: 'POST',
    path: '/inboxes/poll',
    body: { virtualFile: virtualFile ?? null },
  })
  if (status !== 200) return printRefusal(body, output)
  const asks = body as readonly Poll[]
  if (output.json) output.value(asks)
  else if (asks.length === 0)
    output.error(
      virtualFile === undefined
        ? 'No inbox is configured.'
        : `No inbox has the virtual file ${printable(virtualFile)}.`,
    )
  else for (const asked of asks) output.line(`${asked.virtualFile}: ${printable(asked.sentence)}`)
  const well =
    asks.length > 0 && asks.every(({ result }) => result === 'nothing' || result === 'received')
  return well ? exitCodes.done : exitCodes.failed
}

export async function takeOver(
  folder: string,
  { options, output }: { options: OrderOptions; output: Output },
): Promise<ExitCode> {
  const body = {
    folder: resolve(folder),
    actor: userName(),
    reason: options.reason ?? '',
  }
  const { status, body: answer } = await requestJson(dataFolder(options), {
    method: 'POST',
    path: '/outboxes/take-over',
    body,
  })
  if (status !== 200 && status !== 409) return printRefusal(answer, output)
  const { kind, sentence } = answer as TakeOverOutcome
  if (output.json) output.value(answer)
  else if (kind === 'done') output.line(printable(sentence))
  else output.error(printable(sentence))
  return kind === 'done' ? exitCodes.done : exitCodes.failed
}
