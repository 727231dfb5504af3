// Starts of the daemon in SQLite. Each function runs inside a transaction of
// ledger/sqlite/database/commit.ts.

import { randomBytes } from 'node:crypto'
import type { Start } from '../../contract/outboxes.ts'
import type { Statements } from '../database/statements.ts'

/** Short, because names of folders contain it. */
const idBytes = 6

export function beginStart(
  sql: Statements,
  token: string,
  nowMs: number,
): { readonly ledgerId: string; readonly number: number } {
  sql.run(
    'INSERT INTO ledger_ids (one, id) VALUES (1, ?) ON CONFLICT (one) DO NOTHING',
    randomBytes(idBytes).toString('hex'),
  )
  sql.run('INSERT INTO starts (token, at_ms) VALUES (?, ?)', token, nowMs)
  const row = sql.one(
    'SELECT number, (SELECT id FROM ledger_ids) AS id FROM starts WHERE token = ?',
    token,
  )
  return { ledgerId: row?.['id'] as string, number: row?.['number'] as number }
}

export function recordSigns(sql: Statements, token: string, signs: number): void {
  sql.run('UPDATE starts SET signs = max(signs, ?) WHERE token = ?', signs, token)
}

export function findStart(sql: Statements, token: string): Start | null {
  const row = sql.one('SELECT number, signs FROM starts WHERE token = ?', token)
  return row === null
    ? null
    : { token, number: row['number'] as number, signs: row['signs'] as number }
}
