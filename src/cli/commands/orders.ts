// `retry`, `cancel`, `release`, `take-over`, `poll`: operator commands. They go through the daemon so that
// only one process moves a transfer.

import { resolve } from 'node:path'
import type { Poll } from '../../ledger/contract/receiving.ts'
import type { OrderOutcome } from '../../journey/order.ts'
import type { TakeOverOutcome } from '../../http/routes/control.ts'
import { type CommonOptions, daemonOf } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { type Answered, isOutcome, printRefusal } from '../refused.ts'
import { type Said, say, sayError } from '../say.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
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
    sayError(message('DOUBT-ANSWERED-TWICE', {}), { options, output })
    return exitCodes.usage
  }
  const doubt = options.received === true ? 'received' : options.resend === true ? 'resend' : null
  const body = {
    actor: userName(),
    reason: options.reason ?? '',
    ...(verb === 'release' ? { doubt, again: options.again ?? null } : {}),
  }
  const { body: answer } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: `/transfers/${encodeURIComponent(id)}/${verb}`,
    body,
  })
  if (!isOutcome(answer, ['done', 'stopping', 'refused', 'unknown']))
    return printRefusal(answer, options, output)
  const outcome = answer as Answered<OrderOutcome>
  if (output.json) output.value(outcome)
  else print(id, outcome, { options, output })
  return outcome.kind === 'done' || outcome.kind === 'stopping' ? exitCodes.done : exitCodes.failed
}

function print(id: string, outcome: Answered<OrderOutcome>, said: Said): void {
  switch (outcome.kind) {
    case 'done': {
      const { name, state } = outcome.transfer
      return say(message('ORDER-DONE', { name: name || id, state }), said)
    }
    case 'stopping': {
      const { id: stopped, name } = outcome.transfer
      return say(message('ORDER-STOPPING', { id: stopped, name: name || id }), said)
    }
    case 'refused':
      return said.output.error(printable(outcome.sentence))
    case 'unknown':
      return sayError(message('TRANSFER-UNKNOWN', { asked: id, keyless: false }), said)
  }
}

export async function pollInboxes(
  virtualFile: string | undefined,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const { status, body } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/inboxes/poll',
    body: { virtualFile: virtualFile ?? null },
  })
  if (status !== 200) return printRefusal(body, options, output)
  const asks = body as readonly Poll[]
  if (output.json) output.value(asks)
  else if (asks.length === 0)
    sayError(virtualFile === undefined ? message('INBOXES-NONE', {}) : noInbox(virtualFile), {
      options,
      output,
    })
  else for (const asked of asks) output.line(`${asked.virtualFile}: ${printable(asked.sentence)}`)
  const well =
    asks.length > 0 && asks.every(({ result }) => result === 'nothing' || result === 'received')
  return well ? exitCodes.done : exitCodes.failed
}

function noInbox(virtualFile: string): CodedMessage {
  const values = {
    bank: null,
    asked: `“${virtualFile}”`,
    known: [],
    to: 'receive',
    meant: null,
  } as const
  return message('VIRTUAL-FILE-UNKNOWN', values)
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
  const { status, body: answer } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/outboxes/take-over',
    body,
  })
  if (status !== 200 && status !== 409) return printRefusal(answer, options, output)
  const { kind, sentence } = answer as Answered<TakeOverOutcome>
  if (output.json) output.value(answer)
  else if (kind === 'done') output.line(printable(sentence))
  else output.error(printable(sentence))
  return kind === 'done' ? exitCodes.done : exitCodes.failed
}
