// Claimed originals that remain after the end of their transfer, in SQLite. The writing verb runs inside a
// transaction of ledger/sqlite/database/commit.ts.

import type { Transfer } from '../../../journey/transfer.ts'
import type { Originals } from '../../contract/outboxes.ts'
import { transferOf } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

export function originalsDue(
  sql: Statements,
  { untilMs, after, limit }: Parameters<Originals['originalsDue']>[0],
): readonly Transfer[] {
  return sql
    .all(
      `SELECT * FROM transfers WHERE original_due_ms IS NOT NULL AND original_due_ms <= ?
         AND (original_due_ms, sequence) > (?, ?)
       ORDER BY original_due_ms, sequence LIMIT ?`,
      untilMs,
      after?.originalDueMs ?? 0,
      after?.sequence ?? 0,
      limit,
    )
    .map((row) => transferOf(row, sql.reader))
}

export function originalsIn(
  sql: Statements,
  folder: string,
): readonly Pick<Transfer, 'look' | 'name'>[] {
  return sql
    .all(
      'SELECT look, name FROM transfers INDEXED BY transfers_original_folder WHERE folder = ? AND original_due_ms IS NOT NULL',
      folder,
    )
    .map(({ look, name }) => ({ look: look as string, name: name as string }))
}

export function originalRemoved(sql: Statements, id: string): void {
  sql.run('UPDATE transfers SET original_due_ms = NULL WHERE id = ?', id)
}
