// Corrects stored times after the clock was set back: times in the future would delay everything that waits.
// Runs inside a transaction of ledger/sqlite/database/commit.ts.

import type { Statements } from './database/statements.ts'

/** A smaller step is an ordinary correction of the clock. */
const setBackMs = 1_000

export function clockSetBack(sql: Statements, nowMs: number): number {
  sql.run(`UPDATE conditions SET since_ms = ?1 WHERE since_ms > ?1 + ${setBackMs}`, nowMs)
  sql.run(
    `UPDATE deliveries SET until_ms = ?1 + max(0, until_ms - created_ms), created_ms = ?1,
       due_ms = CASE WHEN due_ms IS NULL THEN NULL ELSE min(due_ms, ?1) END
     WHERE state = 'pending' AND created_ms > ?1 + ${setBackMs}`,
    nowMs,
  )
  sql.run(
    `UPDATE deliveries SET due_ms = ?1, last_ms = ?1
     WHERE state = 'pending' AND due_ms IS NOT NULL AND last_ms > ?1 + ${setBackMs}`,
    nowMs,
  )
  sql.run(
    `UPDATE transfers SET original_due_ms = ?1 + max(0, original_due_ms - updated_ms)
     WHERE original_due_ms IS NOT NULL AND updated_ms > ?1 + ${setBackMs}`,
    nowMs,
  )
  return sql.run(
    `UPDATE transfers SET due_ms = ?1 + max(0, due_ms - updated_ms), updated_ms = ?1
     WHERE state IN ('waiting', 'in-doubt') AND due_ms IS NOT NULL AND updated_ms > ?1 + ${setBackMs}`,
    nowMs,
  )
}
