// Transfers at birth for tests, and the moves that bring one where a test wants it.

import type { TransferEvent } from '../../src/journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../src/journey/payments.ts'
import type { PesitIdentity, Transfer } from '../../src/journey/transfer.ts'
import type { NewTransfer } from '../../src/journey/new-transfer.ts'
import type { TransferPatch } from '../../src/ledger/contract/moves.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { newId } from '../../src/lib/id.ts'
import { saying } from './messages.ts'

export function newTransfer(over: Partial<NewTransfer> = {}): NewTransfer {
  return {
    id: newId(),
    direction: 'out',
    state: 'claimed',
    bank: 'bnp',
    virtualFile: 'VIREMENTS',
    folder: '/data/outbox',
    name: 'salaires.xml',
    look: '20261124-090000-1',
    sizeBytes: 1234,
    priority: 1,
    lane: '',
    pesit: null,
    reason: null,
    sentence: saying('Claimed in the outbox.'),
    actor: 'daemon',
    ...over,
  }
}

export function newStatement(over: Partial<NewTransfer> = {}): NewTransfer {
  return newTransfer({
    direction: 'in',
    state: 'asked',
    virtualFile: 'RELEVES',
    folder: '/data/inbox',
    name: '',
    look: '',
    sizeBytes: null,
    sentence: saying('Asked the bank.'),
    ...over,
  })
}

export const identity: PesitIdentity = {
  partner: 'ACME',
  server: 'BNPARIBAS',
  fileType: 0,
  fileName: 'VIREMENTS',
  transferNumber: 17,
  creationDate: '261124090000',
  label: '',
  client: 'ACME-PARIS',
  finalBank: 'BNP-ORLEANS',
  articleBytes: 506,
  articleFormat: 'variable',
  dataCode: 'binary',
  maximumKilobytes: 2,
  opened: false,
}

/** What a pain.001 with this message id orders: one payment from one account. */
export function paymentsOf(
  reference: string,
  over: Partial<PaymentsIdentity> = {},
): PaymentsIdentity {
  const {
    account = 'FR7630006000011234567890189',
    count = 1,
    total = '10.00',
  } = {
    account: over.accounts?.[0],
    ...over,
  }
  return {
    format: 'pain.001',
    key: JSON.stringify(['pain.001', reference, count, total, [account]]),
    dates: null,
    referenceKeys: [JSON.stringify(['pain.001', account, reference])],
    referenceStrength: 'distinct',
    reference,
    count,
    total,
    currency: 'EUR',
    accounts: [account ?? ''],
    ...over,
  }
}

/** Moves a transfer through the events, each from the version before. */
export async function drive(
  ledger: Ledger,
  id: string,
  events: readonly TransferEvent[],
  patch: TransferPatch = {},
): Promise<Transfer> {
  let transfer = await ledger.find(id)
  for (const [index, event] of events.entries()) {
    if (transfer === null) throw new Error(`no transfer ${id}`)
    const last = index === events.length - 1
    const outcome = await ledger.move({
      id,
      version: transfer.version,
      event,
      sentence: saying(`It was ${event}.`),
      ...(last ? { patch } : {}),
    })
    if (outcome.kind !== 'moved') throw new Error(`${event} of ${id}: ${outcome.kind}`)
    transfer = outcome.transfer
  }
  if (transfer === null) throw new Error(`no transfer ${id}`)
  return transfer
}

/** A transfer that stands in the queue of its bank. */
export async function queued(ledger: Ledger, over: Partial<NewTransfer> = {}): Promise<Transfer> {
  const born = newTransfer(over)
  await ledger.record([born])
  return drive(ledger, born.id, ['sealed', 'check-passed'])
}

/** A transfer that was cut off and waits until a time. */
export async function waiting(
  ledger: Ledger,
  dueMs: number | null,
  over: Partial<NewTransfer> = {},
): Promise<Transfer> {
  const { id } = await queued(ledger, over)
  return drive(ledger, id, ['attempt-started', 'cut'], { dueMs, attempts: 1 })
}
