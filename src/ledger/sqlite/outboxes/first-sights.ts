// When each entry of an outbox was first seen, in SQLite. Each function runs inside a transaction of
// ledger/sqlite/database/commit.ts.

import type { FirstSight } from '../../contract/outboxes.ts'
import type { Statements } from '../database/statements.ts'

export function firstSights(sql: Statements, folder: string): readonly FirstSight[] {
  return sql
    .all('SELECT name, since_ms, lain_ms FROM first_sights WHERE folder = ? ORDER BY name', folder)
    .map((row) => ({
      name: row['name'] as string,
      sinceMs: row['since_ms'] as number,
      lainMs: row['lain_ms'] as number,
    }))
}

export function keepFirstSights(
  sql: Statements,
  folder: string,
  { put, drop }: { readonly put: readonly FirstSight[]; readonly drop: readonly string[] },
): void {
  for (const name of drop)
    sql.run('DELETE FROM first_sights WHERE folder = ? AND name = ?', folder, name)
  for (const { name, sinceMs, lainMs } of put)
    sql.run(
      'INSERT INTO first_sights (folder, name, since_ms, lain_ms) VALUES (?, ?, ?, ?) ON CONFLICT (folder, name) DO UPDATE SET since_ms = excluded.since_ms, lain_ms = excluded.lain_ms',
      folder,
      name,
      sinceMs,
      lainMs,
    )
}

export function dropFirstSights(sql: Statements, except: readonly string[]): void {
  sql.run(
    'DELETE FROM first_sights WHERE folder NOT IN (SELECT value FROM json_each(?))',
    JSON.stringify(except),
  )
}
