// Conditions in SQLite. Runs inside a transaction of ledger/sqlite/database/commit.ts.

import type { CodedMessage } from '../../wording/catalogue.ts'
import { argumentsText } from '../../wording/sentence.ts'
import { scheduleForCondition } from './webhooks/schedule-deliveries.ts'
import { conditionOf } from './rows.ts'
import type { Statements } from './database/statements.ts'

export function noteCondition(
  sql: Statements,
  noted: {
    readonly subject: string
    readonly condition: CodedMessage | null
    readonly nowMs: number
  },
): void {
  const { subject, condition, nowMs } = noted
  const row = sql.one('SELECT * FROM conditions WHERE subject = ?', subject)
  if (condition === null) {
    if (row === null) return
    sql.run('DELETE FROM conditions WHERE subject = ?', subject)
    scheduleForCondition(sql, conditionOf(row, sql.reader), { over: true, nowMs })
    return
  }
  // Only the beginning of a condition is reported: one that is noted again is the same one.
  if (row === null) {
    const begun = { subject, code: condition.code, message: condition, sinceMs: nowMs }
    scheduleForCondition(sql, begun, { over: false, nowMs })
  }
  sql.run(
    'INSERT INTO conditions (subject, code, arguments, since_ms) VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET code = excluded.code, arguments = excluded.arguments',
    subject,
    condition.code,
    argumentsText(condition),
    nowMs,
  )
}
