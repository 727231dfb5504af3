// Converts between rows of SQLite and the types of the rest of the program. The only file that knows both.

import type { Fact } from '../../journey/fact.ts'
import type { PaymentsIdentity } from '../../journey/payments.ts'
import type { PesitIdentity, SyncPoint, Transfer } from '../../journey/transfer.ts'
import { type Warning, warningsOf } from '../../journey/reported/warning.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { messageFrom, messageIn, sentenceOf } from '../../wording/sentence.ts'
import { KnownError } from '../../wording/known-error.ts'
import { isAsWritten } from '../audit/checksum.ts'
import type { Condition } from '../contract/conditions.ts'
import type { Poll } from '../contract/receiving.ts'
import type { Attempt, StateCount } from '../contract/transfers.ts'

export type Row = Record<string, unknown>

/** From a whole row of the table, without further columns. @throws KnownError LEDGER-DAMAGED. */
export function transferOf(row: Row, reader: Reader): Transfer {
  requireAsWritten(row)
  const code = row['code'] as string
  const reason = code === '' ? null : messageFrom(code, row['reason_arguments'] as string)
  return {
    id: row['id'] as string,
    direction: row['direction'] as Transfer['direction'],
    state: row['state'] as Transfer['state'],
    version: row['version'] as number,
    sequence: row['sequence'] as number,
    bank: row['bank'] as string,
    environment: row['environment'] as Transfer['environment'],
    virtualFile: row['virtual_file'] as string,
    folder: row['folder'] as string,
    name: row['name'] as string,
    uploadName: row['upload_name'] as string,
    ...localUidOf(row),
    look: row['look'] as string,
    sizeBytes: row['size_bytes'] as number | null,
    sha256: row['sha256'] as string | null,
    priority: row['priority'] as number,
    lane: row['lane'] as string,
    pesit: row['pesit'] === null ? null : (JSON.parse(row['pesit'] as string) as PesitIdentity),
    attempts: row['attempts'] as number,
    calls: row['calls'] as number,
    dueMs: row['due_ms'] as number | null,
    reason: reason === null ? '' : sentenceOf(reason, reader),
    message: reason,
    code,
    lastSync: row['last_sync'] as number,
    sameAs: row['same_as'] as string | null,
    confirmedMs: row['confirmed_ms'] as number | null,
    summary: row['summary'] as string,
    contentKey: row['content_key'] as string,
    originalDueMs: row['original_due_ms'] as number | null,
    payments: paymentsOf(row),
    warnings: warningsIn(row, reader),
    paymentsRead: row['payments'] !== null,
    createdMs: row['created_ms'] as number,
    updatedMs: row['updated_ms'] as number,
  }
}

/** Empty unless a call without a key made it. */
export function localUidOf(row: Row): { readonly localUid?: number } {
  const uid = row['local_uid'] as number | null
  return uid === null ? {} : { localUid: uid }
}

/** A row in which a bit has flipped is neither shown to anyone nor acted upon. */
function requireAsWritten(row: Row): void {
  if (isAsWritten('transfers', row)) return
  const { id, sequence } = row
  throw new KnownError(
    message('LEDGER-DAMAGED', { why: 'row', transfer: String(id), sequence: Number(sequence) }),
  )
}

/** Columns by the property of a patch; `pesit` is written with the key that is derived from it. */
export const columnOf = {
  name: 'name',
  bank: 'bank',
  environment: 'environment',
  sizeBytes: 'size_bytes',
  sha256: 'sha256',
  attempts: 'attempts',
  calls: 'calls',
  dueMs: 'due_ms',
  lastSync: 'last_sync',
  sameAs: 'same_as',
  confirmedMs: 'confirmed_ms',
  summary: 'summary',
  priority: 'priority',
  originalDueMs: 'original_due_ms',
} as const

/** The key has a column of its own, by which the row is found. */
function paymentsOf(row: Row): PaymentsIdentity | null {
  const text = row['payments'] as string | null
  const known = text === null ? null : (JSON.parse(text) as Omit<PaymentsIdentity, 'key'> | null)
  return known === null ? null : { ...known, key: row['content_key'] as string }
}

function warningsIn(row: Row, reader: Reader): readonly Warning[] {
  const text = row['warnings'] as string | null
  return text === null ? none : warningsOf(JSON.parse(text) as CodedMessage[], reader)
}

const none: readonly Warning[] = []

/** NULL when there are no warnings, as the index of warnings expects. */
export function warningsText(warnings: readonly CodedMessage[]): string | null {
  return warnings.length === 0 ? null : JSON.stringify(warnings)
}

export function paymentsColumns(
  payments: PaymentsIdentity | null,
): readonly (readonly [string, string | null])[] {
  const { key = '', ...rest } = payments ?? {}
  return [
    ['payments', payments === null ? 'null' : JSON.stringify(rest)],
    ['content_key', key],
    ['payment_dates', payments?.dates ?? null],
  ]
}

export function pesitText(identity: PesitIdentity | null): string | null {
  return identity === null ? null : JSON.stringify(identity)
}

/** The key of a file that a bank offered us; null for files that we send, and before there is an identity. */
export function offerKeyOf(
  { direction, bank }: Pick<Transfer, 'direction' | 'bank'>,
  identity: PesitIdentity | null,
): string | null {
  return direction === 'out' || identity === null ? null : offerKey(bank, identity)
}

/** Tells whether two offers of a bank are the same file (PeSIT E An.B): never PI 13 alone. */
export function offerKey(bank: string, identity: PesitIdentity): string {
  const { partner, fileType, fileName, transferNumber, creationDate, client, finalBank } = identity
  return JSON.stringify([
    bank,
    partner,
    fileType,
    fileName,
    transferNumber,
    creationDate,
    client,
    finalBank,
  ])
}

export function factOf(row: Row, reader: Reader): Fact {
  const told = factMessageOf(row)
  return {
    sequence: row['sequence'] as number,
    transferId: row['transfer_id'] as string,
    atMs: row['at_ms'] as number,
    event: row['event'] as Fact['event'],
    from: row['from_state'] as Fact['from'],
    to: row['to_state'] as Fact['to'],
    sentence: sentenceOf(told, reader),
    message: told,
    actor: row['actor'] as string,
    detail: JSON.parse(row['detail'] as string) as Fact['detail'],
  }
}

/** What the first versions wrote has a sentence instead: it is in the chain, and stays. */
function factMessageOf(row: Row): CodedMessage {
  const text = row['message'] as string
  return text === ''
    ? messageFrom('', JSON.stringify({ oldText: row['sentence'] }))
    : messageIn(text)
}

export function syncPointOf(row: Row): SyncPoint {
  return {
    number: row['number'] as number,
    offsetBytes: row['offset_bytes'] as number,
    articles: row['articles'] as number,
    confirmed: row['confirmed'] === 1,
    carry: row['carry'] as string,
  }
}

export function conditionOf(row: Row, reader: Reader): Condition {
  const told = messageFrom(row['code'] as string, row['arguments'] as string)
  return {
    subject: row['subject'] as string,
    code: row['code'] as string,
    sentence: sentenceOf(told, reader),
    message: told,
    sinceMs: row['since_ms'] as number,
  }
}

export function attemptOf(row: Row): Attempt {
  const detail = row['detail'] as string | null
  return {
    number: row['number'] as number,
    startedMs: row['started_ms'] as number,
    endedMs: row['ended_ms'] as number | null,
    outcome: row['outcome'] as string | null,
    detail: detail === null ? {} : (JSON.parse(detail) as Attempt['detail']),
  }
}

export function pollOf(row: Row, reader: Reader): Poll {
  const told = messageIn(row['message'] as string)
  return {
    inbox: row['inbox'] as string,
    bank: row['bank'] as string,
    virtualFile: row['virtual_file'] as string,
    atMs: row['at_ms'] as number,
    result: row['result'] as Poll['result'],
    files: row['files'] as number,
    message: told,
    sentence: sentenceOf(told, reader),
    slotMs: row['slot_ms'] as number | null,
    ...(row['drained'] === 1 ? { drained: true } : {}),
  }
}

export function stateCountOf(row: Row): StateCount {
  return {
    direction: row['direction'] as StateCount['direction'],
    bank: row['bank'] as string,
    environment: row['environment'] as StateCount['environment'],
    folder: row['folder'] as string,
    virtualFile: row['virtual_file'] as string,
    state: row['state'] as StateCount['state'],
    count: row['count'] as number,
    oldestMs: row['oldest_ms'] as number,
    bytes: (row['bytes'] as number | null) ?? 0,
  }
}
