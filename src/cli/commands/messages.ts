// `tell` and `messages`: PeSIT messages to and from banks.

import { type Message, ownMessage } from '../../journey/message.ts'
import type { SendMessageOutcome } from '../../journey/order.ts'
import { timeForPeople } from '../../lib/time/time-for-people.ts'
import { type CommonOptions, dataFolder, withLedger, zoneOf } from '../context.ts'
import { requestJson } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Output, printable } from '../output.ts'
import { isOutcome, printRefusal } from '../refused.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
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
  const { body } = await requestJson(dataFolder(options), {
    method: 'POST',
    path: '/messages',
    body: { about, text, actor: userName() },
  })
  if (!isOutcome(body, ['done', 'refused', 'unknown'])) return printRefusal(body, output)
  const outcome = body as SendMessageOutcome
  if (output.json) output.value(outcome)
  else if (outcome.kind === 'done') {
    const reply = outcome.reply === '' ? '' : ` It answered: “${printable(outcome.reply)}”`
    output.line(`${printable(outcome.bank)} took the message.${reply}`)
  } else if (outcome.kind === 'refused') output.error(printable(outcome.sentence))
  else
    output.error(
      printable(sentenceOf(message('TRANSFER-UNKNOWN', { asked: target }), { zone: 'UTC' })),
    )
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
  if (found.length === 0) output.line('No message came or went.')
  else
    output.table(
      ['WHEN', 'BANK', '', 'ABOUT', 'TEXT'],
      found.map((message) => rowOf(message, zoneOf(options))),
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
