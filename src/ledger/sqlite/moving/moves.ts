// Recording and moving transfers: the verbs that write a state. Each runs inside a transaction of
// ledger/sqlite/database/commit.ts, and writes the state, its fact and the deliveries to webhooks that result
// from the fact together. (ledger/sqlite/sending/take-due.ts finds whose turn it is, and moves it by `step`.)

import { attemptStates } from '../../../journey/moves/state-sets.ts'
import { assert } from '../../../lib/assert.ts'
import {
  nextState,
  type TransferEvent,
  type TransferState,
} from '../../../journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../../journey/payments.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import type { CodedMessage } from '../../../wording/catalogue.ts'
import { argumentsText } from '../../../wording/sentence.ts'
import type { NewTransfer } from '../../../journey/new-transfer.ts'
import type { Move, MoveOutcome, TransferPatch } from '../../contract/moves.ts'
import { writeFact } from '../facts.ts'
import { scheduleForFact } from '../webhooks/schedule-deliveries.ts'
import { replacedBy } from './replacing.ts'
import {
  columnOf,
  offerKeyOf,
  paymentsColumns,
  pesitText,
  transferOf,
  warningsText,
} from '../rows.ts'
import { addToLists } from '../reading/local-lists.ts'
import type { Statements, Value } from '../database/statements.ts'
import { saveSync } from '../sending/sync-points.ts'

export function recordOne(sql: Statements, born: NewTransfer, nowMs: number): Transfer {
  const known = find(sql, born.id)
  if (known !== null) return known
  sql.run(
    `INSERT INTO transfers (id, direction, state, version, bank, virtual_file, folder, name, look, size_bytes, sha256, priority, lane, pesit, offer_key, code, reason_arguments, upload_name, environment, created_ms, updated_ms, local_uid)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, (SELECT local_uid FROM fetches WHERE id = ?)))`,
    born.id,
    born.direction,
    born.state,
    born.bank,
    born.virtualFile,
    born.folder,
    born.name,
    born.look,
    born.sizeBytes,
    born.sha256 ?? null,
    born.priority,
    born.lane,
    pesitText(born.pesit),
    offerKeyOf(born, born.pesit),
    ...reasonColumns(born.reason).map(([, value]) => value),
    born.uploadName ?? '',
    born.environment ?? 'production',
    nowMs,
    nowMs,
    born.localUid ?? null,
    born.id,
  )
  const fact = writeFact(sql, {
    transferId: born.id,
    atMs: nowMs,
    event: 'recorded',
    from: null,
    to: born.state,
    text: born.sentence,
    actor: born.actor,
    detail: born.detail ?? {},
  })
  const made = find(sql, born.id)
  assert(made !== null, 'a transfer that was written is there')
  if (made.localUid !== undefined) addToLists(sql, made.localUid, made.id)
  scheduleForFact(sql, made, fact)
  return made
}

export function moveOne(sql: Statements, move: Move, nowMs: number): MoveOutcome {
  const may = mayMove(sql, move)
  if (may.kind !== 'may') return may
  if (move.syncPoint !== undefined) saveSync(sql, move.id, move.syncPoint)
  return { kind: 'moved', ...step(sql, may.transfer, { ...move, to: may.to, nowMs }) }
}

/** Whether the table allows such a move from the version that was read. */
export function mayMove(
  sql: Statements,
  move: Move,
):
  | Exclude<MoveOutcome, { kind: 'moved' }>
  | { readonly kind: 'may'; readonly transfer: Transfer; readonly to: TransferState } {
  const transfer = find(sql, move.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.version !== move.version) return { kind: 'stale', transfer }
  const to = nextState(transfer.direction, transfer.state, move.event)
  return to === undefined ? { kind: 'refused', transfer } : { kind: 'may', transfer, to }
}

interface Step {
  readonly to: TransferState
  readonly event: TransferEvent
  readonly patch?: TransferPatch
  readonly sentence: CodedMessage
  readonly actor?: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly nowMs: number
}

/** Writes a move that the table allows. */
export function step(
  sql: Statements,
  transfer: Transfer,
  { to, event, patch = {}, sentence, actor = 'daemon', detail = {}, nowMs }: Step,
) {
  const changes = changesOf(transfer, patch)
  const columns = changes.map(([column]) => `${column} = ?`)
  const values = changes.map(([, value]) => value)
  sql.run(
    `UPDATE transfers SET ${['state = ?', 'version = version + 1', 'updated_ms = ?', ...columns].join(', ')} WHERE id = ?`,
    to,
    nowMs,
    ...values,
    transfer.id,
  )
  if (patch.payments !== undefined) keepReferences(sql, transfer.id, patch.payments)
  noteAttempt(sql, transfer, { to, event, detail, nowMs })
  const fact = writeFact(sql, {
    transferId: transfer.id,
    atMs: nowMs,
    event,
    from: transfer.state,
    to,
    text: sentence,
    actor,
    detail,
  })
  const moved = find(sql, transfer.id)
  assert(moved !== null, 'a transfer that was moved is there')
  scheduleForFact(sql, moved, fact)
  if (to === 'sent' && transfer.state !== 'sent') closeReplaced(sql, moved, nowMs)
  return { transfer: moved, fact }
}

/** The bank has the file: no older transfer with the same payments needs to wait for a person any more. */
function closeReplaced(sql: Statements, by: Transfer, nowMs: number): void {
  for (const { transfer, ...move } of replacedBy(sql, by)) {
    const to = nextState(transfer.direction, transfer.state, move.event)
    assert(to !== undefined, `the table has ${move.event} from ${transfer.state}`)
    step(sql, transfer, { ...move, to, nowMs })
  }
}

function changesOf(
  transfer: Transfer,
  patch: TransferPatch,
): readonly (readonly [string, Value])[] {
  const changes: (readonly [string, Value])[] = []
  for (const [property, value] of Object.entries(patch)) {
    if (['pesit', 'reason', 'payments', 'warnings'].includes(property) || value === undefined)
      continue
    changes.push([columnOf[property as keyof typeof columnOf], value as Value])
  }
  if (patch.reason !== undefined) changes.push(...reasonColumns(patch.reason))
  if (patch.payments !== undefined) changes.push(...paymentsColumns(patch.payments))
  if (patch.warnings !== undefined) changes.push(['warnings', warningsText(patch.warnings)])
  if (patch.pesit === undefined) return changes
  const key = offerKeyOf(transfer, patch.pesit)
  return [...changes, ['pesit', pesitText(patch.pesit)], ['offer_key', key]]
}

/** The reason of the state: null when there is nothing to say. */
function reasonColumns(reason: CodedMessage | null): readonly [string, Value][] {
  return [
    ['code', reason?.code ?? ''],
    ['reason_arguments', reason === null ? '' : argumentsText(reason)],
  ]
}

function keepReferences(sql: Statements, id: string, payments: PaymentsIdentity | null): void {
  for (const key of payments?.referenceKeys ?? [])
    sql.run('INSERT OR IGNORE INTO payment_references (key, transfer_id) VALUES (?, ?)', key, id)
}

/** Stores payments that had not been read when the file was judged. It is no move, so it writes no fact. */
export function keepPayments(sql: Statements, id: string, payments: PaymentsIdentity | null): void {
  const columns = paymentsColumns(payments)
  const changed = sql.run(
    `UPDATE transfers SET ${columns.map(([column]) => `${column} = ?`).join(', ')} WHERE id = ? AND payments IS NULL`,
    ...columns.map(([, value]) => value),
    id,
  )
  if (changed > 0) keepReferences(sql, id, payments)
}

function noteAttempt(
  sql: Statements,
  before: Transfer,
  { to, event, detail, nowMs }: Pick<Step, 'to' | 'event' | 'detail' | 'nowMs'>,
): void {
  const { id } = before
  if (event === 'attempt-started') {
    sql.run(
      'INSERT OR REPLACE INTO attempts (transfer_id, number, started_ms) VALUES (?, ?, ?)',
      id,
      before.attempts + 1,
      nowMs,
    )
  } else if (attemptStates.includes(before.state) && !attemptStates.includes(to)) {
    sql.run(
      'UPDATE attempts SET ended_ms = ?, outcome = ?, detail = ? WHERE transfer_id = ? AND ended_ms IS NULL',
      nowMs,
      event,
      JSON.stringify(detail ?? {}),
      id,
    )
  }
}

export function find(sql: Statements, id: string): Transfer | null {
  const row = sql.one('SELECT * FROM transfers WHERE id = ?', id)
  return row === null ? null : transferOf(row, sql.reader)
}
