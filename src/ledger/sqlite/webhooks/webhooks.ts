// Webhooks and cursors in SQLite.

import type { EventName } from '../../../journey/reported/event-name.ts'
import type { NewWebhook, Webhook } from '../../contract/deliveries.ts'
import { dropPending } from './deliveries.ts'
import { localUidOf, type Row } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

export function selectWebhooks(sql: Statements): readonly Webhook[] {
  return sql
    .all('SELECT * FROM webhooks WHERE removed_ms IS NULL ORDER BY created_ms, id')
    .map(webhookOf)
}

export function saveWebhook(sql: Statements, webhook: NewWebhook, nowMs: number): Webhook {
  const { id, origin, url, events, header, secret, previousSecret, previousUntilMs } = webhook
  const { localUid } = webhook
  sql.run(
    `INSERT INTO webhooks (id, origin, url, events, header, secret, previous_secret, previous_until_ms, created_ms, local_uid)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET origin = excluded.origin, url = excluded.url, events = excluded.events,
       header = excluded.header, secret = excluded.secret, previous_secret = excluded.previous_secret,
       previous_until_ms = excluded.previous_until_ms, removed_ms = NULL, disabled_ms = NULL,
       local_uid = excluded.local_uid`,
    id,
    origin,
    url,
    JSON.stringify(events),
    header,
    secret,
    previousSecret,
    previousUntilMs,
    nowMs,
    localUid ?? null,
  )
  const row = sql.one('SELECT * FROM webhooks WHERE id = ?', id)
  return webhookOf(row ?? {})
}

export function markRemoved(sql: Statements, id: string, nowMs: number): boolean {
  // Its secrets are removed at once; the row stays, because its deliveries refer to it.
  const removed = sql.run(
    "UPDATE webhooks SET removed_ms = ?, secret = '', previous_secret = '' WHERE id = ? AND removed_ms IS NULL",
    nowMs,
    id,
  )
  if (removed === 0) return false
  dropPending(sql, id, nowMs)
  return true
}

export function disableWebhook(sql: Statements, id: string, nowMs: number): void {
  sql.run('UPDATE webhooks SET disabled_ms = ? WHERE id = ? AND disabled_ms IS NULL', nowMs, id)
  dropPending(sql, id, nowMs)
}

export function configureWebhooks(
  sql: Statements,
  configured: readonly NewWebhook[],
  nowMs: number,
): void {
  const kept = new Set(configured.map(({ id }) => id))
  for (const { id, origin } of selectWebhooks(sql))
    if (origin === 'config' && !kept.has(id)) markRemoved(sql, id, nowMs)
  for (const webhook of configured) saveWebhook(sql, webhook, nowMs)
}

function webhookOf(row: Row): Webhook {
  return {
    id: row['id'] as string,
    origin: row['origin'] as Webhook['origin'],
    url: row['url'] as string,
    events: JSON.parse(row['events'] as string) as EventName[],
    header: row['header'] as string,
    secret: row['secret'] as string,
    previousSecret: row['previous_secret'] as string,
    previousUntilMs: row['previous_until_ms'] as number | null,
    createdMs: row['created_ms'] as number,
    disabledMs: row['disabled_ms'] as number | null,
    ...localUidOf(row),
  }
}

export function cursor(sql: Statements, name: string): number | null {
  const row = sql.one('SELECT sequence FROM cursors WHERE name = ?', name)
  return row === null ? null : (row['sequence'] as number)
}

export function saveCursor(sql: Statements, name: string, sequence: number): void {
  sql.run(
    'INSERT INTO cursors (name, sequence) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence',
    name,
    sequence,
  )
}
