// Sends a bank a PeSIT message: about a transfer, or independent of any. What the bank accepted is recorded
// as a message, and in the facts of the transfer.

import { type CodedMessage, message } from '../wording/catalogue.ts'
import { nearest } from '../lib/nearest.ts'
import type { Bank, MessageJob } from '../bank/bank.ts'
import { type MessageSubject, ownMessage } from '../journey/message.ts'
import type { MessageToBank, SendMessageOutcome } from '../journey/order.ts'
import { nextState } from '../journey/moves/next-state.ts'
import type { PesitIdentity, Transfer } from '../journey/transfer.ts'
import type { BankMessages } from '../ledger/contract/messages.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'

export interface SendMessageDeps {
  readonly ledger: Pick<BankMessages, 'recordMessage'> &
    Pick<TransferMoves, 'move'> &
    Pick<TransferReading, 'find'>
  readonly bankNamed: (name: string) => Bank | null
  /** The banks of the configuration. */
  readonly banks: readonly { readonly name: string }[]
  /** PI 13 of a message that is about no transfer. */
  readonly nextNumber: (bank: string) => Promise<number>
  /** PI 51: the current date. */
  readonly date: () => string
}

export async function sendMessage(
  deps: SendMessageDeps,
  messageToBank: MessageToBank,
): Promise<SendMessageOutcome> {
  const transfer =
    'transferId' in messageToBank.about
      ? await deps.ledger.find(messageToBank.about.transferId)
      : null
  if ('transferId' in messageToBank.about && transfer === null) return { kind: 'unknown' }
  const name = 'bank' in messageToBank.about ? messageToBank.about.bank : (transfer?.bank ?? '')
  const bank = deps.bankNamed(name)
  if (bank === null) return { kind: 'refused', message: bankUnknown(deps, name) }
  if (/[^\x20-\x7e\n]/.test(messageToBank.text))
    return { kind: 'refused', message: message('MESSAGE-NOT-ASCII', {}) }
  const subject = await subjectOf(deps, messageToBank, transfer)
  if (subject === null) return { kind: 'refused', message: message('MESSAGE-TOO-EARLY', {}) }
  const { about, ends } = subject
  const outcome = await bank.sendMessage(
    { about, ...ends, text: messageToBank.text },
    new AbortController().signal,
  )
  if (outcome.kind !== 'taken') return { kind: 'refused', message: outcome.message }
  await record(deps, messageToBank, { bank: name, about, transfer })
  return { kind: 'done', bank: name, reply: outcome.reply }
}

function bankUnknown({ banks }: Pick<SendMessageDeps, 'banks'>, asked: string): CodedMessage {
  const known = banks.map(({ name }) => name)
  return message('BANK-NAME-UNKNOWN', { asked, known, meant: nearest(asked, known) })
}

interface Subject {
  readonly about: MessageSubject
  /** Sender and receiver, where they differ from those of the connection. */
  readonly ends: Pick<MessageJob, 'sender' | 'receiver'>
}

async function subjectOf(
  deps: SendMessageDeps,
  messageToBank: MessageToBank,
  transfer: Transfer | null,
): Promise<Subject | null> {
  if ('bank' in messageToBank.about) {
    const { bank, virtualFile } = messageToBank.about
    return {
      ends: {},
      about: {
        fileType: ownMessage,
        fileName: virtualFile,
        transferNumber: await deps.nextNumber(bank),
        creationDate: deps.date(),
        client: '',
        finalBank: '',
      },
    }
  }
  if (transfer === null || transfer.pesit === null) return null
  return { about: identityOf(transfer), ends: endsOf(transfer.direction, transfer.pesit) }
}

/**
 * The identity of the file as it was transferred. Of a file that we received, the receiver acknowledges
 * (PeSIT E An.B): client and final bank change places.
 */
function identityOf({ pesit, direction }: Transfer): MessageSubject {
  const { fileType, fileName, transferNumber, creationDate, client, finalBank } =
    pesit as PesitIdentity
  const back = direction === 'in'
  return {
    fileType,
    fileName,
    transferNumber,
    creationDate,
    client: back ? finalBank : client,
    finalBank: back ? client : finalBank,
  }
}

function endsOf(
  direction: Transfer['direction'],
  { partner, server }: PesitIdentity,
): Subject['ends'] {
  return direction === 'in' ? { sender: partner, receiver: server } : {}
}

async function record(
  { ledger }: SendMessageDeps,
  { text, actor }: MessageToBank,
  told: {
    readonly bank: string
    readonly about: MessageSubject
    readonly transfer: Transfer | null
  },
): Promise<void> {
  const { bank, about, transfer } = told
  const transferId = transfer?.id ?? null
  await ledger.recordMessage({ bank, direction: 'out', about, text, transferId, applied: true })
  if (transfer === null) return
  const current = await ledger.find(transfer.id)
  if (current === null || nextState(current.direction, current.state, 'told') === undefined) return
  await ledger.move({
    id: current.id,
    version: current.version,
    event: 'told',
    sentence: message('MESSAGE-SENT', { actor, bank, text }),
    actor,
    detail: { message: text },
  })
}
