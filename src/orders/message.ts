// Tells a bank something by a PeSIT message: about a transfer, or of its own. What the bank took is on record
// here, and in the story of the transfer.

import type { Bank, MessageJob } from '../bank/bank.ts'
import { type MessageSubject, ownMessage } from '../journey/message.ts'
import type { Telling, TellOutcome } from '../journey/order.ts'
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
  /** PI 13 of a message of its own. */
  readonly nextNumber: (bank: string) => Promise<number>
  /** PI 51, now. */
  readonly date: () => string
}

export async function sendMessage(deps: SendMessageDeps, telling: Telling): Promise<TellOutcome> {
  const transfer =
    'transferId' in telling.about ? await deps.ledger.find(telling.about.transferId) : null
  if ('transferId' in telling.about && transfer === null) return { kind: 'unknown' }
  const name = 'bank' in telling.about ? telling.about.bank : (transfer?.bank ?? '')
  const bank = deps.bankNamed(name)
  if (bank === null) return { kind: 'refused', sentence: `No bank is called “${name}”.` }
  if (/[^\x20-\x7e\n]/.test(telling.text))
    return { kind: 'refused', sentence: 'A message holds printable ASCII only (PI 91).' }
  const subject = await subjectOf(deps, telling, transfer)
  if (subject === null)
    return {
      kind: 'refused',
      sentence: 'The bank does not know this transfer yet: there is nothing to tell it about.',
    }
  const { about, ends } = subject
  const outcome = await bank.sendMessage(
    { about, ...ends, text: telling.text },
    new AbortController().signal,
  )
  if (outcome.kind !== 'taken') return { kind: 'refused', sentence: outcome.sentence }
  await record(deps, telling, { bank: name, about, transfer })
  return { kind: 'done', bank: name, reply: outcome.reply }
}

interface Subject {
  readonly about: MessageSubject
  /** Who speaks, and to whom, where that differs from the connection. */
  readonly ends: Pick<MessageJob, 'sender' | 'receiver'>
}

async function subjectOf(
  deps: SendMessageDeps,
  telling: Telling,
  transfer: Transfer | null,
): Promise<Subject | null> {
  if ('bank' in telling.about) {
    const { bank, virtualFile } = telling.about
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

/** The file's identity as it travelled; of one that we received, who acknowledges is its receiver (PeSIT E An.B). */
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
  { text, actor }: Telling,
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
    sentence: `${actor} sent ${bank} a message about it: “${text}”. The bank took it.`,
    actor,
    detail: { message: text },
  })
}
