// Deliveries in SQLite. Of those about one subject to one webhook, only the first unfinished one has a due
// time: so the next delivery is read from an index, however many stand behind it.

import { assert } from '../../../lib/assert.ts'
import { newId } from '../../../lib/id.ts'
import { type Notice, triedForMs } from '../../../journey/reported/notice.ts'
import type {
  Deliveries,
  Delivery,
  DeliveryCount,
  DeliveryOutcome,
  DeliveryState,
  DueDeliveries,
} from '../../contract/deliveries.ts'
import type { Reader } from '../../../wording/entry.ts'
import { messageFrom, messageIn, messageText, whatOf } from '../../../wording/sentence.ts'
import type { Row } from '../rows.ts'
import type { Statements, Value } from '../database/statements.ts'

const maximumPerList = 1_000

export function addDelivery(
  sql: Statements,
  wanted: {
    readonly webhook: string
    readonly subject: string
    readonly notice: Notice
    readonly nowMs: number
  },
): Delivery {
  const { webhook, subject, notice, nowMs } = wanted
  const id = newId()
  sql.run(
    `INSERT INTO deliveries (id, webhook, subject, event, notice, state, created_ms, due_ms, until_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6,
       CASE WHEN EXISTS (SELECT 1 FROM deliveries WHERE webhook = ?2 AND subject = ?3 AND state = 'pending') THEN NULL ELSE ?6 END, ?7)`,
    id,
    webhook,
    subject,
    notice.event,
    noticeText(notice),
    nowMs,
    nowMs + triedForMs,
  )
  const made = findDelivery(sql, id)
  assert(made !== null, 'a delivery that was written is there')
  return made
}

export function dueDeliveries(
  sql: Statements,
  { webhook, nowMs, limit, except = [] }: Parameters<Deliveries['dueDeliveries']>[0],
): DueDeliveries {
  const skipped = new Set(except)
  const found = sql
    .all(
      `SELECT * FROM deliveries WHERE webhook = ? AND state = 'pending' AND due_ms <= ?
       ORDER BY due_ms, sequence LIMIT ?`,
      webhook,
      nowMs,
      limit + skipped.size,
    )
    .filter((row) => !skipped.has(row['sequence'] as number))
    .slice(0, limit)
  const next = sql.one(
    "SELECT min(due_ms) AS due FROM deliveries WHERE webhook = ? AND state = 'pending' AND due_ms > ?",
    webhook,
    nowMs,
  )
  return {
    deliveries: found.map((row) => deliveryOf(row, sql.reader)),
    nextMs: (next?.['due'] as number | null | undefined) ?? null,
  }
}

export function settleDelivery(
  sql: Statements,
  { sequence, outcome, nowMs }: { sequence: number; outcome: DeliveryOutcome; nowMs: number },
): void {
  if (outcome.kind === 'later') {
    sql.run(
      "UPDATE deliveries SET due_ms = ? WHERE sequence = ? AND state = 'pending'",
      outcome.againMs,
      sequence,
    )
    return
  }
  const over = outcome.kind === 'delivered' || outcome.againMs === null
  const state = outcome.kind === 'delivered' ? 'delivered' : over ? 'dead' : 'pending'
  const settled = sql.run(
    `UPDATE deliveries SET state = ?, attempts = attempts + 1, last_ms = ?, status = ?, failure = ?, due_ms = ?, done_ms = ?
     WHERE sequence = ? AND state = 'pending'`,
    state,
    nowMs,
    outcome.status,
    outcome.kind === 'delivered' ? '' : messageText(outcome.failure),
    outcome.kind === 'delivered' ? null : outcome.againMs,
    over ? nowMs : null,
    sequence,
  )
  // If the delivery was dropped meanwhile, the next one already has its time.
  const past =
    over && settled === 1 ? sql.one('SELECT * FROM deliveries WHERE sequence = ?', sequence) : null
  if (past !== null) scheduleNext(sql, past, nowMs)
}

/** Gives the next delivery about the same subject its due time, unless another one has it. */
function scheduleNext(sql: Statements, { webhook, subject }: Row, nowMs: number): void {
  const next = sql.one(
    "SELECT sequence, (SELECT max(due_ms) FROM deliveries WHERE webhook = ?1 AND subject = ?2 AND state = 'pending') AS taken FROM deliveries WHERE webhook = ?1 AND subject = ?2 AND state = 'pending' ORDER BY sequence LIMIT 1",
    webhook as string,
    subject as string,
  )
  if (next === null || next['taken'] !== null) return
  sql.run('UPDATE deliveries SET due_ms = ? WHERE sequence = ?', nowMs, next['sequence'] as number)
}

export function redeliver(sql: Statements, id: string, nowMs: number): Delivery | null {
  const found = findDelivery(sql, id)
  const row = sql.one(
    'SELECT 1 AS there FROM webhooks WHERE id = ? AND removed_ms IS NULL',
    found?.webhook ?? '',
  )
  if (found === null || row === null) return null
  if (found.state === 'pending') {
    if (found.dueMs !== null) sql.run('UPDATE deliveries SET due_ms = ? WHERE id = ?', nowMs, id)
    return findDelivery(sql, id)
  }
  sql.run(
    `UPDATE deliveries SET state = 'pending', done_ms = NULL, until_ms = ?, due_ms = CASE WHEN EXISTS
       (SELECT 1 FROM deliveries AS other WHERE other.webhook = deliveries.webhook AND other.subject = deliveries.subject AND other.state = 'pending')
       THEN NULL ELSE ? END WHERE id = ?`,
    nowMs + triedForMs,
    nowMs,
    id,
  )
  return findDelivery(sql, id)
}

export function dropDelivery(sql: Statements, id: string, nowMs: number): boolean {
  const found = findDelivery(sql, id)
  if (found === null || (found.state !== 'pending' && found.state !== 'dead')) return false
  sql.run(
    "UPDATE deliveries SET state = 'dropped', due_ms = NULL, done_ms = ? WHERE id = ?",
    nowMs,
    id,
  )
  if (found.state === 'pending')
    scheduleNext(sql, { webhook: found.webhook, subject: found.subject }, nowMs)
  return true
}

/** Drops all pending deliveries of a webhook. */
export function dropPending(sql: Statements, webhook: string, nowMs: number): void {
  sql.run(
    "UPDATE deliveries SET state = 'dropped', due_ms = NULL, done_ms = ? WHERE webhook = ? AND state IN ('pending', 'dead')",
    nowMs,
    webhook,
  )
}

export function deliveries(
  sql: Statements,
  query: Parameters<Deliveries['deliveries']>[0],
): readonly Delivery[] {
  const { webhook, localUid, states, subject, before, limit } = query
  const conditions: [string, readonly Value[]][] = []
  if (webhook !== undefined) conditions.push(['webhook = ?', [webhook]])
  if (localUid !== undefined)
    conditions.push(['webhook IN (SELECT id FROM webhooks WHERE local_uid = ?)', [localUid]])
  if (subject !== undefined) conditions.push(['subject = ?', [subject]])
  if (before !== undefined) conditions.push(['sequence < ?', [before]])
  if (states !== undefined)
    conditions.push([`state IN (${states.map(() => '?').join(', ')})`, states])
  const where =
    conditions.length === 0 ? '' : `WHERE ${conditions.map(([text]) => text).join(' AND ')}`
  return sql
    .all(
      `SELECT * FROM deliveries ${where} ORDER BY sequence DESC LIMIT ?`,
      ...conditions.flatMap(([, values]) => values),
      Math.max(0, Math.min(limit, maximumPerList)),
    )
    .map((row) => deliveryOf(row, sql.reader))
}

export function findDelivery(sql: Statements, id: string): Delivery | null {
  const row = sql.one('SELECT * FROM deliveries WHERE id = ?', id)
  return row === null ? null : deliveryOf(row, sql.reader)
}

export function deliveryCounts(sql: Statements): readonly DeliveryCount[] {
  const counts = new Map<string, DeliveryCount>()
  const rows = sql.all(
    `SELECT webhook, state, count(*) AS count, min(sequence) AS oldest FROM deliveries
     WHERE state IN ('pending', 'dead') GROUP BY state, webhook`,
  )
  for (const row of rows) {
    const webhook = row['webhook'] as string
    const before = counts.get(webhook) ?? { webhook, pending: 0, dead: 0, oldestMs: null }
    const count = row['count'] as number
    counts.set(
      webhook,
      row['state'] === 'dead'
        ? { ...before, dead: count }
        : { ...before, pending: count, oldestMs: createdMsOf(sql, row['oldest'] as number) },
    )
  }
  return [...counts.values()]
}

function createdMsOf(sql: Statements, sequence: number): number | null {
  const row = sql.one('SELECT created_ms FROM deliveries WHERE sequence = ?', sequence)
  return (row?.['created_ms'] as number | undefined) ?? null
}

export function forgetDeliveries(sql: Statements, beforeMs: number, limit: number): number {
  return sql.run(
    `DELETE FROM deliveries WHERE sequence IN (
       SELECT sequence FROM deliveries WHERE state IN ('delivered', 'dead', 'dropped') AND done_ms < ? LIMIT ?)`,
    beforeMs,
    limit,
  )
}

/** A message may carry more than code and arguments, such as the kind of an outcome: that is not stored. */
function noticeText({ message, ...rest }: Notice): string {
  const { code, arguments: values } = message
  return JSON.stringify({ ...rest, message: { code, arguments: values } })
}

function noticeIn(text: string): Notice {
  const { message, ...rest } = JSON.parse(text) as Omit<Notice, 'message'> & {
    readonly message: { readonly code: string; readonly arguments: unknown }
  }
  return { ...rest, message: messageFrom(message.code, JSON.stringify(message.arguments)) }
}

function deliveryOf(row: Row, reader: Reader): Delivery {
  const failure = row['failure'] === '' ? null : messageIn(row['failure'] as string)
  return {
    sequence: row['sequence'] as number,
    id: row['id'] as string,
    webhook: row['webhook'] as string,
    subject: row['subject'] as string,
    event: row['event'] as Delivery['event'],
    notice: noticeIn(row['notice'] as string),
    state: row['state'] as DeliveryState,
    createdMs: row['created_ms'] as number,
    dueMs: row['due_ms'] as number | null,
    untilMs: row['until_ms'] as number,
    attempts: row['attempts'] as number,
    lastMs: row['last_ms'] as number | null,
    status: row['status'] as number | null,
    failure,
    error: failure === null ? '' : whatOf(failure, reader),
    doneMs: row['done_ms'] as number | null,
  }
}
