// Keys of the API in SQLite.

import type { ApiKey, NewKey } from '../../contract/api-keys.ts'
import type { Row } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

export function insertKey(sql: Statements, key: NewKey, nowMs: number): boolean {
  if (sql.one('SELECT id FROM api_keys WHERE name = ? AND revoked_ms IS NULL', key.name) !== null)
    return false
  sql.run(
    'INSERT INTO api_keys (id, name, role, hash, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?, ?)',
    key.id,
    key.name,
    key.role,
    key.hash,
    nowMs,
    key.expiresMs,
  )
  return true
}

export function findKey(sql: Statements, id: string): ApiKey | null {
  const row = sql.one('SELECT * FROM api_keys WHERE id = ?', id)
  return row === null ? null : keyOf(row)
}

export function selectKeys(sql: Statements): readonly ApiKey[] {
  return sql.all('SELECT * FROM api_keys ORDER BY created_ms, id').map(keyOf)
}

export function revokeKey(sql: Statements, idOrName: string, nowMs: number): boolean {
  return (
    sql.run(
      'UPDATE api_keys SET revoked_ms = ?1 WHERE revoked_ms IS NULL AND (id = ?2 OR name = ?2)',
      nowMs,
      idOrName,
    ) > 0
  )
}

export function noteKeyUsed(sql: Statements, id: string, nowMs: number): void {
  sql.run('UPDATE api_keys SET used_ms = ? WHERE id = ?', nowMs, id)
}

function keyOf(row: Row): ApiKey {
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    role: row['role'] as ApiKey['role'],
    hash: row['hash'] as string,
    createdMs: row['created_ms'] as number,
    expiresMs: row['expires_ms'] as number,
    revokedMs: row['revoked_ms'] as number | null,
    usedMs: row['used_ms'] as number | null,
  }
}
