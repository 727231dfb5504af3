// Which received file answers which call, and which files a program already has. Each writing verb runs
// inside
// a transaction of ledger/sqlite/database/commit.ts.

import { received } from '../state-lists.ts'
import { nextState } from '../../../journey/moves/next-state.ts'
import { message } from '../../../wording/catalogue.ts'
import {
  type ClaimedReceived,
  type HandOver,
  type KeptForOthers,
  type WantedFile,
  keptForCallerMs,
} from '../../contract/fetches.ts'
import { findFetch } from './calls.ts'
import { writeFact } from '../facts.ts'
import { find } from '../moving/moves.ts'
import { transferOf } from '../rows.ts'
import type { Statements, Value } from '../database/statements.ts'

/**
 * The file is complete, neither a repetition nor damaged, and no program has it. A file that a fetch is
 * waiting for is visible to that fetch alone.
 */
const isFree = `direction = 'in' AND pesit IS NOT NULL AND bank = ? AND virtual_file = ?
  AND state IN (${received}) AND NOT (state = 'archived' AND name = '')
  AND created_ms >= ? AND id NOT IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM hand_overs WHERE transfer_id = transfers.id)
  AND NOT EXISTS (SELECT 1 FROM conditions WHERE subject = 'received:' || transfers.id)`

/**
 * The file is the answer to another call: one that ran at the same time, or one of another caller a short
 * while ago.
 */
const isAnswerOfAnother = `SELECT 1 FROM fetches AS other
  WHERE other.id <> ? AND other.result IN ('running', 'found')
    AND other.id NOT IN (SELECT value FROM json_each(?))
    AND (other.ended_ms IS NULL OR other.ended_ms >= ?
      OR (other.ended_ms >= ? AND (other.actor <> ? OR other.local_uid IS NOT ?)))`

/** The file belongs to another caller, who is being answered now or was a short while ago. */
const isKeptFor = `other.id <> ? AND other.result IN ('running', 'found')
  AND other.id NOT IN (SELECT value FROM json_each(?))
  AND (other.ended_ms IS NULL OR other.ended_ms >= ?) AND (other.actor <> ? OR other.local_uid IS NOT ?)`

const fits = `(json_extract(pesit, '$.label') IN (SELECT value FROM json_each(?))
  OR json_extract(pesit, '$.label') = '' OR json_extract(pesit, '$.fileName') IS ?)`

export function claimReceived(
  sql: Statements,
  claim: { readonly id: string; readonly wanted: WantedFile; readonly nowMs: number },
): ClaimedReceived | null {
  const fetch = findFetch(sql, claim.id)
  if (fetch === null || fetch.result !== 'running') return null
  const { labels, fileName, sinceMs, except, abandoned } = claim.wanted
  const isTaken = [
    ...[fetch.id, JSON.stringify(abandoned), fetch.atMs],
    ...[claim.nowMs - keptForCallerMs, fetch.actor, fetch.localUid ?? null],
  ]
  const values: Value[] = [
    ...[fetch.bank, fetch.virtualFile, sinceMs, JSON.stringify(except)],
    ...[...isTaken, ...isTaken],
    ...(labels.length === 0 ? [] : [JSON.stringify(labels), fileName]),
  ]
  const where = `${isFree}
    AND NOT EXISTS (${isAnswerOfAnother} AND other.id = transfers.id)
    AND NOT EXISTS (${isAnswerOfAnother} AND other.transfer_id = transfers.id)
    ${labels.length === 0 ? '' : `AND ${fits}`}`
  const row = sql.one(`SELECT * FROM transfers WHERE ${where} ORDER BY sequence LIMIT 1`, ...values)
  if (row === null) return null
  const transfer = transferOf(row, sql.reader)
  const counted = sql.one(`SELECT count(*) AS count FROM transfers WHERE ${where}`, ...values)
  sql.run(
    "UPDATE fetches SET transfer_id = ? WHERE id = ? AND result = 'running'",
    transfer.id,
    fetch.id,
  )
  return { transfer, waiting: Number(counted?.['count'] ?? 1) - 1 }
}

export function keptForOthers(
  sql: Statements,
  asked: { readonly id: string; readonly wanted: WantedFile; readonly nowMs: number },
): KeptForOthers | null {
  const { id, wanted, nowMs } = asked
  const fetch = findFetch(sql, id)
  if (fetch === null) return null
  const { labels, fileName, sinceMs, except, abandoned } = wanted
  const row = sql.one(
    `SELECT count(DISTINCT file) AS files, max(coalesce(ended_ms, ?)) AS last FROM (
       SELECT free.id AS file, other.ended_ms FROM (SELECT id FROM transfers WHERE ${isFree}
         ${labels.length === 0 ? '' : `AND ${fits}`}) AS free
       JOIN fetches AS other ON other.id = free.id OR other.transfer_id = free.id WHERE ${isKeptFor})`,
    ...[nowMs, fetch.bank, fetch.virtualFile, sinceMs, JSON.stringify(except)],
    ...(labels.length === 0 ? [] : [JSON.stringify(labels), fileName]),
    ...[fetch.id, JSON.stringify(abandoned), nowMs - keptForCallerMs],
    ...[fetch.actor, fetch.localUid ?? null],
  )
  const files = Number(row?.['files'] ?? 0)
  return files === 0 ? null : { files, untilMs: Number(row?.['last']) + keptForCallerMs }
}

export function recordHandOver(
  sql: Statements,
  over: {
    readonly id: string
    readonly how: HandOver
    readonly actor: string
    readonly nowMs: number
  },
): void {
  const { id, how, actor, nowMs } = over
  const transfer = find(sql, id)
  if (transfer === null || isHandedOver(sql, id)) return
  const to = nextState(transfer.direction, transfer.state, 'handed-over')
  if (to === undefined) return
  sql.run(
    'INSERT INTO hand_overs (transfer_id, at_ms, how, actor) VALUES (?, ?, ?, ?)',
    ...[id, nowMs, how, actor],
  )
  writeFact(sql, {
    ...{ transferId: id, atMs: nowMs, event: 'handed-over', from: transfer.state, to },
    text: message('STATEMENT-HANDED-OVER', { how, actor }),
    ...{ actor, detail: {} },
  })
}

export function isHandedOver(sql: Statements, id: string): boolean {
  return sql.one('SELECT 1 FROM hand_overs WHERE transfer_id = ?', id) !== null
}
