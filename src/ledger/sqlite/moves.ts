// Birth, moves and taking: the verbs that write a state. Each runs inside a transaction of commit.ts, and
// writes the state and its fact together.

import { assert } from '../../lib/assert.ts'
import type { Fact } from '../../journey/fact.ts'
import { nextState, type TransferEvent, type TransferState } from '../../journey/next-state.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { DueOutcome, Move, MoveOutcome, NewTransfer, TransferPatch } from '../ledger.ts'
import { columnOf, offerKey, type Row, transferOf } from './rows.ts'
import type { Statements, Value } from './statements.ts'

const attemptStates = new Set<TransferState>(['sending', 'finishing', 'receiving'])

export function recordOne(sql: Statements, born: NewTransfer, nowMs: number): Transfer {
  const known = find(sql, born.id)
  if (known !== null) return known
  const key =
    born.direction === 'in' && born.pesit !== null ? offerKey(born.bank, born.pesit) : null
  sql.run(
    `INSERT INTO transfers (id, direction, state, version, bank, virtual_file, folder, name, look, size_bytes, priority, lane, pesit, offer_key, reason, code, created_ms, updated_ms)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    born.id,
    born.direction,
    born.state,
    born.bank,
    born.virtualFile,
    born.folder,
    born.name,
    born.look,
    born.sizeBytes,
    born.priority,
    born.lane,
    born.pesit === null ? null : JSON.stringify(born.pesit),
    key,
    born.reason,
    born.code,
    nowMs,
    nowMs,
  )
  writeFact(sql, {
    transferId: born.id,
    atMs: nowMs,
    event: 'recorded',
    from: null,
    to: born.state,
    sentence: born.sentence,
    actor: born.actor,
    detail: {},
  })
  const made = find(sql, born.id)
  assert(made !== null, 'a transfer that was written is there')
  return made
}

export function moveOne(sql: Statements, move: Move, nowMs: number): MoveOutcome {
  const transfer = find(sql, move.id)
  if (transfer === null) return { kind: 'unknown' }
  if (transfer.version !== move.version) return { kind: 'stale', transfer }
  const to = nextState(transfer.direction, transfer.state, move.event)
  if (to === undefined) return { kind: 'refused', transfer }
  return { kind: 'moved', ...step(sql, transfer, { ...move, to, nowMs }) }
}

interface Step {
  readonly to: TransferState
  readonly event: TransferEvent
  readonly patch?: TransferPatch
  readonly sentence: string
  readonly actor?: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly nowMs: number
}

function step(
  sql: Statements,
  transfer: Transfer,
  { to, event, patch = {}, sentence, actor = 'daemon', detail = {}, nowMs }: Step,
) {
  const changes = Object.entries(patch).filter(([, value]) => value !== undefined)
  const columns = changes.map(([property]) => `${columnOf[property as keyof typeof columnOf]} = ?`)
  const values = changes.map(([property, value]) =>
    property === 'pesit' && value !== null ? JSON.stringify(value) : (value as Value),
  )
  sql.run(
    `UPDATE transfers SET ${['state = ?', 'version = version + 1', 'updated_ms = ?', ...columns].join(', ')} WHERE id = ?`,
    to,
    nowMs,
    ...values,
    transfer.id,
  )
  noteAttempt(sql, transfer, { to, event, nowMs })
  const fact = writeFact(sql, {
    transferId: transfer.id,
    atMs: nowMs,
    event,
    from: transfer.state,
    to,
    sentence,
    actor,
    detail,
  })
  const moved = find(sql, transfer.id)
  assert(moved !== null, 'a transfer that was moved is there')
  return { transfer: moved, fact }
}

function noteAttempt(
  sql: Statements,
  before: Transfer,
  { to, event, nowMs }: { to: TransferState; event: TransferEvent; nowMs: number },
): void {
  const { id } = before
  if (event === 'attempt-started') {
    sql.run(
      'INSERT OR REPLACE INTO attempts (transfer_id, number, started_ms) VALUES (?, ?, ?)',
      id,
      before.attempts + 1,
      nowMs,
    )
  } else if (attemptStates.has(before.state) && !attemptStates.has(to)) {
    sql.run(
      'UPDATE attempts SET ended_ms = ?, outcome = ? WHERE transfer_id = ? AND ended_ms IS NULL',
      nowMs,
      event,
      id,
    )
  }
}

function writeFact(sql: Statements, fact: Omit<Fact, 'sequence'>): Fact {
  const { transferId, atMs, event, from, to, sentence, actor, detail } = fact
  const row = sql.one(
    'INSERT INTO facts (transfer_id, at_ms, event, from_state, to_state, sentence, actor, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence',
    transferId,
    atMs,
    event,
    from,
    to,
    sentence,
    actor,
    JSON.stringify(detail),
  )
  assert(row !== null, 'a fact that was written has a number')
  return { ...fact, sequence: row['sequence'] as number }
}

export function find(sql: Statements, id: string): Transfer | null {
  const row = sql.one('SELECT * FROM transfers WHERE id = ?', id)
  return row === null ? null : transferOf(row)
}

/** Not over, so that a younger one of its lane must wait. */
const inTheWay = `('claimed', 'sealed', 'held', 'queued', 'sending', 'finishing', 'in-doubt', 'waiting')`
const laneIsFree = `(lane = '' OR NOT EXISTS (
  SELECT 1 FROM transfers AS older WHERE older.lane = transfers.lane AND older.lane <> '' AND older.sequence < transfers.sequence AND older.state IN ${inTheWay}))`

export function takeDueOne(sql: Statements, bank: string, nowMs: number): DueOutcome {
  const row = nextDue(sql, bank, nowMs)
  if (row === null) return { kind: 'none', dueMs: nextDueMs(sql, bank) }
  const transfer = transferOf(row)
  const attempts = transfer.attempts + 1
  const sentence =
    attempts === 1
      ? `Its turn has come: calling ${bank}.`
      : `Calling ${bank} again, attempt ${attempts}.`
  const started = {
    to: 'sending',
    event: 'attempt-started',
    patch: { attempts, dueMs: null },
    sentence,
    nowMs,
  } as const
  return { kind: 'taken', transfer: step(sql, transfer, started).transfer }
}

/** What waited longest past its time comes before what is new, within one priority. */
function nextDue(sql: Statements, bank: string, nowMs: number): Row | null {
  const waiting = sql.one(
    `SELECT * FROM transfers WHERE direction = 'out' AND state = 'waiting' AND bank = ? AND due_ms <= ? AND ${laneIsFree} ORDER BY priority, sequence LIMIT 1`,
    bank,
    nowMs,
  )
  const queued = sql.one(
    `SELECT * FROM transfers WHERE direction = 'out' AND state = 'queued' AND bank = ? AND ${laneIsFree} ORDER BY priority, sequence LIMIT 1`,
    bank,
  )
  if (waiting === null || queued === null) return waiting ?? queued
  return (queued['priority'] as number) < (waiting['priority'] as number) ? queued : waiting
}

function nextDueMs(sql: Statements, bank: string): number | null {
  const row = sql.one(
    `SELECT min(due_ms) AS due FROM transfers WHERE direction = 'out' AND state = 'waiting' AND bank = ?`,
    bank,
  )
  return (row?.['due'] as number | null | undefined) ?? null
}
