// `tell` and `messages`: PeSIT messages to and from banks.

import { type Message, ownMessage } from '../../journey/message.ts'
import type { SendMessageOutcome } from '../../journey/order.ts'
import { timeForPeople } from '../../lib/time/time-for-people.ts'
import { type CommonOptions, dataFolder, daemonOf, withLedger, readerOf } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { type Answered, isOutcome, printRefusal } from '../refused.ts'
import { say, sayError } from '../say.ts'
import { message } from '../../wording/catalogue.ts'
import { userName } from '../user-name.ts'

export interface MessageOptions extends CommonOptions {
  readonly text: string
  readonly virtualFile?: string
}

/** `target`: the id of a transfer, or the name of a bank if a virtual file is given. */
export async function sendMessageToBank(
  target: string,
  options: MessageOptions,
  output: Output,
): Promise<ExitCode> {
  const { text, virtualFile } = options
  const about = virtualFile === undefined ? { transferId: target } : { bank: target, virtualFile }
  const { body } = await requestJson(daemonOf(options), {
    method: 'POST',
    path: '/messages',
    body: { about, text, actor: userName() },
  })
  if (!isOutcome(body, ['done', 'refused', 'unknown'])) return printRefusal(body, options, output)
  const said = { options, output }
  const outcome = body as Answered<SendMessageOutcome>
  if (output.json) output.value(outcome)
  else if (outcome.kind === 'done')
    say(message('MESSAGE-TAKEN', { bank: outcome.bank, reply: outcome.reply }), said)
  else if (outcome.kind === 'refused') output.error(printable(outcome.sentence))
  else sayError(message('TRANSFER-UNKNOWN', { asked: target, keyless: false }), said)
  return outcome.kind === 'done' ? exitCodes.done : exitCodes.failed
}

export async function listMessages(
  options: CommonOptions & { readonly limit: number },
  output: Output,
): Promise<ExitCode> {
  const found = await withLedger(dataFolder(options), (ledger) =>
    ledger.messages({ limit: options.limit }),
  )
  if (output.json) {
    output.value(found)
    return exitCodes.done
  }
  if (found.length === 0) say(message('LIST-EMPTY', { of: 'messages' }), { options, output })
  else
    output.table(
      ['WHEN', 'BANK', '', 'ABOUT', 'TEXT'],
      found.map((one) => rowOf(one, readerOf(options).zone)),
    )
  return exitCodes.done
}

function rowOf(message: Message, zone: string): string[] {
  const { atMs, bank, direction, about, text } = message
  const arrow = direction === 'in' ? '← from it' : '→ to it'
  return [
    timeForPeople(atMs, zone),
    printable(bank),
    arrow,
    printable(subject(message)),
    printable(text === '' && about.fileType !== ownMessage ? '(acknowledged)' : text),
  ]
}

function subject({ about, transferId, applied }: Message): string {
  if (about.fileType === ownMessage) return `itself (${about.fileName})`
  const named = `${about.fileName} ${about.transferNumber}`
  if (transferId !== null) return `${named}, transfer ${transferId}`
  return applied ? `${named}, no transfer of ours` : `${named}, which is on its way`
}
