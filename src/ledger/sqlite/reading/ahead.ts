// Which transfers stand before a transfer, in the order of ledger/sqlite/sending/take-due.ts.

import type { Ahead } from '../../contract/queue.ts'
import { type Row, transferOf } from '../rows.ts'
import type { Statements } from '../database/statements.ts'
import { unsent } from '../state-lists.ts'

/** An exact number beyond this is of no use. */
const countedAtMost = 1000

const isBefore = `direction = 'out' AND bank = ?1 AND id <> ?2
  AND (state = 'queued' OR (state = 'waiting' AND coalesce(due_ms, 0) <= ?3))
  AND (priority < ?4 OR (priority = ?4 AND sequence < ?5))`

export function ahead(sql: Statements, id: string, nowMs: number): Ahead | null {
  const row = sql.one('SELECT * FROM transfers WHERE id = ?', id)
  if (row === null) return null
  const { bank, priority, sequence, lane } = transferOf(row, sql.reader)
  const own = [bank, id, nowMs, priority, sequence]
  const counted = sql.one(
    `SELECT count(*) AS n FROM (SELECT 1 FROM transfers WHERE ${isBefore} LIMIT ${countedAtMost + 1})`,
    ...own,
  )
  const n = (counted?.['n'] as number | undefined) ?? 0
  const first = sql.one(
    `SELECT * FROM transfers WHERE ${isBefore} ORDER BY priority, sequence LIMIT 1`,
    ...own,
  )
  const elder =
    lane === ''
      ? null
      : sql.one(
          `SELECT * FROM transfers WHERE lane = ? AND sequence < ? AND state IN (${unsent}) ORDER BY sequence LIMIT 1`,
          lane,
          sequence,
        )
  const found = (one: Row | null) => (one === null ? null : transferOf(one, sql.reader))
  return {
    before: Math.min(n, countedAtMost),
    isMore: n > countedAtMost,
    first: found(first),
    elder: found(elder),
  }
}
