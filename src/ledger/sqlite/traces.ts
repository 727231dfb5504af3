// What is written beside the transfers: sync points, conditions, asks. Each runs inside a transaction of
// ledger/sqlite/database/commit.ts.

import type { SyncPoint } from '../../journey/transfer.ts'
import { argumentsText, textOf } from '../../wording/sentence.ts'
import type { NotedCondition } from '../contract/conditions.ts'
import type { Poll } from '../contract/receiving.ts'
import { scheduleForCondition } from './schedule-deliveries.ts'
import { conditionOf } from './rows.ts'
import type { Statements } from './database/statements.ts'

/** Asks are a log of questions, not of files: of each file of an inbox the newest are enough. */
const maximumKept = 500

export function saveSync(sql: Statements, transferId: string, point: SyncPoint): void {
  if (!acknowledged(sql, transferId, point)) {
    const { number, offsetBytes, articles, confirmed, carry } = point
    sql.run('DELETE FROM sync_points WHERE transfer_id = ? AND number >= ?', transferId, number)
    if (number > 0)
      sql.run(
        'INSERT INTO sync_points (transfer_id, number, offset_bytes, articles, confirmed, carry) VALUES (?, ?, ?, ?, ?, ?)',
        transferId,
        number,
        offsetBytes,
        articles,
        confirmed ? 1 : 0,
        carry,
      )
  }
  sql.run(
    'UPDATE transfers SET last_sync = (SELECT coalesce(max(number), 0) FROM sync_points WHERE transfer_id = transfers.id AND confirmed = 1) WHERE id = ?',
    transferId,
  )
}

/** True when this is the word on a point that was on its way: those after it may be on theirs. */
function acknowledged(sql: Statements, transferId: string, point: SyncPoint): boolean {
  if (!point.confirmed) return false
  const noted = sql.run(
    'UPDATE sync_points SET confirmed = 1 WHERE transfer_id = ? AND number = ? AND offset_bytes = ? AND confirmed = 0',
    transferId,
    point.number,
    point.offsetBytes,
  )
  return noted === 1
}

/** A clock that is only being corrected moves by less. */
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
  // Only its beginning is told: one that is noted again is the same one.
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

export function recordPoll(sql: Statements, ask: Poll): void {
  sql.run(
    'INSERT INTO asks (inbox, bank, virtual_file, at_ms, result, files, sentence, slot_ms, drained) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ask.inbox,
    ask.bank,
    ask.virtualFile,
    ask.atMs,
    ask.result,
    ask.files,
    ask.sentence,
    ask.slotMs,
    ask.drained === true ? 1 : 0,
  )
  sql.run(
    `DELETE FROM asks WHERE inbox = ?1 AND virtual_file = ?2 AND sequence <=
     (SELECT sequence FROM asks WHERE inbox = ?1 AND virtual_file = ?2 ORDER BY sequence DESC LIMIT 1 OFFSET ${maximumKept})`,
    ask.inbox,
    ask.virtualFile,
  )
}
