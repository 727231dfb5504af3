// Which transfer is next at a bank. Ordered by priority, then by age: either the first one without a lane
// that
// is queued, or that waits and is due; or the head of a lane, when it is in such a state. The head is the
// oldest unfinished transfer of a lane: those behind it are not looked at, however many they are.

import { unsent } from '../state-lists.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import type { DueOutcome } from '../../contract/queue.ts'
import { message } from '../../../wording/catalogue.ts'
import { step } from '../moving/moves.ts'
import { type Row, transferOf } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

export interface Turn {
  readonly bank: string
  readonly nowMs: number
  /** Transfers that were claimed in these folders are skipped. */
  readonly except: readonly string[]
}

export function takeDueOne(sql: Statements, turn: Turn): DueOutcome {
  const { bank, nowMs } = turn
  const transfer = nextDue(sql, turn)
  if (transfer === null) return { kind: 'none', dueMs: nextDueMs(sql, bank, nowMs) }
  const attempts = transfer.attempts + 1
  const sentence = message('ATTEMPT-STARTED', { bank, attempt: attempts })
  const started = {
    to: 'sending',
    event: 'attempt-started',
    patch: { attempts, dueMs: null },
    sentence,
    nowMs,
  } as const
  return { kind: 'taken', transfer: step(sql, transfer, started).transfer }
}

function nextDue(sql: Statements, { bank, nowMs, except }: Turn): Transfer | null {
  const leftOut = JSON.stringify(except)
  const rows: (Row | null)[] = [
    sql.one(queuedFreely, bank, leftOut),
    sql.one(waitingFreely, bank, nowMs, leftOut),
    sql.one(headsOfLanes, bank, nowMs, leftOut),
  ]
  const found = rows.filter((row) => row !== null).map((row) => transferOf(row, sql.reader))
  const [first] = found.sort((a, b) => a.priority - b.priority || a.sequence - b.sequence)
  return first ?? null
}

/** A waiting transfer without a time is due: nothing may wait for ever unnoticed. */
const timeHasCome = 'coalesce(due_ms, 0) <= ?'
/** A file that a program uploaded lies in no folder. */
const notLeftOut =
  "(transfers.look = '' OR transfers.folder NOT IN (SELECT value FROM json_each(?)))"

export const queuedFreely = `SELECT * FROM transfers
  WHERE direction = 'out' AND state = 'queued' AND lane = '' AND bank = ? AND ${notLeftOut}
  ORDER BY priority, sequence LIMIT 1`

export const waitingFreely = `SELECT * FROM transfers
  WHERE direction = 'out' AND state = 'waiting' AND lane = '' AND bank = ? AND ${timeHasCome} AND ${notLeftOut}
  ORDER BY priority, sequence LIMIT 1`

/** An unsent transfer makes younger ones of its lane wait. */
const eldestBeyond = (lane: string) =>
  `(SELECT sequence FROM transfers INDEXED BY transfers_lane WHERE lane > ${lane} AND lane <> '' AND state IN (${unsent}) ORDER BY lane, sequence LIMIT 1)`

/**
 * Steps from lane to lane in their index, without reading the rows behind the heads. Without this query
 * SQLite would read them all.
 */
export const headsOfLanes = `WITH RECURSIVE heads (sequence, lane) AS (
    SELECT sequence, lane FROM transfers WHERE sequence = ${eldestBeyond(`''`)}
    UNION ALL
    SELECT next.sequence, next.lane FROM heads JOIN transfers AS next ON next.sequence = ${eldestBeyond('heads.lane')}
  )
  SELECT transfers.* FROM heads CROSS JOIN transfers ON transfers.sequence = heads.sequence
  WHERE direction = 'out' AND bank = ? AND (state = 'queued' OR (state = 'waiting' AND ${timeHasCome})) AND ${notLeftOut}
  ORDER BY priority, transfers.sequence LIMIT 1`

export const nextTime = `SELECT min(due_ms) AS due FROM transfers
  WHERE direction = 'out' AND state = 'waiting' AND bank = ? AND due_ms > ?`

/** A due transfer that was not taken stands behind another in its lane: its time does not matter. */
function nextDueMs(sql: Statements, bank: string, nowMs: number): number | null {
  const row = sql.one(nextTime, bank, nowMs)
  return (row?.['due'] as number | null | undefined) ?? null
}
