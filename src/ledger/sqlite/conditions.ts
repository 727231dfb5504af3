// Conditions in SQLite. Runs inside a transaction of ledger/sqlite/database/commit.ts.

import { argumentsText, textOf } from '../../wording/sentence.ts'
import type { NotedCondition } from '../contract/conditions.ts'
import { scheduleForCondition } from './webhooks/schedule-deliveries.ts'
import { conditionOf } from './rows.ts'
import type { Statements } from './database/statements.ts'

export function noteCondition(
  sql: Statements,
  noted: {
    readonly subject: string
    readonly condition: NotedCondition | null
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
  const text = 'arguments' in condition ? condition : condition.sentence
  if (row === null) {
    const begun = {
      subject,
      code: condition.code,
      sentence: textOf(text, sql.reader),
      sinceMs: nowMs,
    }
    scheduleForCondition(sql, begun, { over: false, nowMs })
  }
  sql.run(
    'INSERT INTO conditions (subject, code, sentence, arguments, since_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET code = excluded.code, sentence = excluded.sentence, arguments = excluded.arguments',
    subject,
    condition.code,
    typeof text === 'string' ? text : '',
    argumentsText(text),
    nowMs,
  )
}
