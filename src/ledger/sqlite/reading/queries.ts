// The verbs that only read.

import type { Fact } from '../../../journey/fact.ts'
import type { MessageSubject } from '../../../journey/message.ts'
import type { Transfer } from '../../../journey/transfer.ts'
import type { Condition } from '../../contract/conditions.ts'
import type { Poll } from '../../contract/receiving.ts'
import { type NamedQuery, namedAmong } from '../../contract/searching.ts'
import type { Attempt, ListQuery, SameQuery, StateCount } from '../../contract/transfers.ts'
import {
  pollOf,
  attemptOf,
  conditionOf,
  factOf,
  offerKey,
  stateCountOf,
  transferOf,
} from '../rows.ts'
import { isListed } from './local-lists.ts'
import { named } from './search-slice.ts'
import type { Statements, Value } from '../database/statements.ts'
import { over, unfinished, received, beforeQueue } from '../state-lists.ts'

const maximumPerList = 10_000

export function selectTransfers(sql: Statements, query: ListQuery): readonly Transfer[] {
  const newestFirst = query.order !== 'oldest'
  const conditions: [string, Value[]][] = []
  const add = (condition: string, ...values: Value[]) => conditions.push([condition, values])
  if (query.direction !== undefined) add('direction = ?', query.direction)
  if (query.states !== undefined)
    add(`state IN (${query.states.map(() => '?').join(', ')})`, ...query.states)
  if (query.bank !== undefined) add('bank = ?', query.bank)
  if (query.virtualFile !== undefined) add('virtual_file = ?', query.virtualFile)
  if (query.folder !== undefined) add('folder = ?', query.folder)
  if (query.name !== undefined) add(...named(query.name))
  if (query.warned === true) add('warnings IS NOT NULL')
  if (query.sinceMs !== undefined) add('created_ms >= ?', query.sinceMs)
  if (query.updatedBeforeMs !== undefined) add('updated_ms < ?', query.updatedBeforeMs)
  if (query.after !== undefined) add(newestFirst ? 'sequence < ?' : 'sequence > ?', query.after)
  const order = `sequence ${newestFirst ? 'DESC' : 'ASC'}`
  const where =
    conditions.length === 0
      ? ''
      : `WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`
  const rows = sql.all(
    `SELECT * FROM transfers ${where} ORDER BY ${order} LIMIT ?`,
    ...conditions.flatMap(([, values]) => values),
    between(0, query.limit, maximumPerList),
  )
  return rows.map((row) => transferOf(row, sql.reader))
}

export function namedSo(sql: Statements, query: NamedQuery): readonly Transfer[] {
  const { idEnd, name, localUid, limit } = query
  const rows = sql.all(
    `SELECT * FROM transfers
     WHERE sequence > (SELECT max(sequence) FROM transfers) - ?1
       AND (name = ?2 OR upload_name = ?2 OR substr(id, -length(?3)) = ?3)
       ${localUid === undefined ? '' : `AND ${isListed.replace('?', '?5')}`}
     ORDER BY sequence DESC LIMIT ?4`,
    namedAmong,
    name,
    idEnd,
    limit,
    ...(localUid === undefined ? [] : [localUid]),
  )
  return rows.map((row) => transferOf(row, sql.reader))
}

/** SQLite treats a limit below zero as no limit. */
function between(least: number, wanted: number, most: number): number {
  return Math.max(least, Math.min(wanted, most))
}

export function summary(
  sql: Statements,
  sinceMs: number,
  localUid?: number,
): readonly StateCount[] {
  const rows = sql.all(
    `SELECT direction, bank, environment, folder, virtual_file, state, count(*) AS count, min(created_ms) AS oldest_ms, sum(size_bytes) AS bytes
     FROM transfers
     WHERE (state IN (${unfinished}) OR (state IN (${over}) AND updated_ms >= ?))
       ${localUid === undefined ? '' : `AND ${isListed}`}
     GROUP BY direction, bank, environment, folder, virtual_file, state ORDER BY direction DESC, bank, folder, state`,
    sinceMs,
    ...(localUid === undefined ? [] : [localUid]),
  )
  return rows.map(stateCountOf)
}

export function facts(
  sql: Statements,
  query: { readonly transferId: string } | { readonly after: number; readonly limit: number },
): readonly Fact[] {
  const rows =
    'transferId' in query
      ? sql.all('SELECT * FROM facts WHERE transfer_id = ? ORDER BY sequence', query.transferId)
      : sql.all(
          'SELECT * FROM facts WHERE sequence > ? ORDER BY sequence LIMIT ?',
          query.after,
          between(0, query.limit, maximumPerList),
        )
  return rows.map((row) => factOf(row, sql.reader))
}

export function listAttempts(sql: Statements, transferId: string): readonly Attempt[] {
  return sql
    .all('SELECT * FROM attempts WHERE transfer_id = ? ORDER BY started_ms, number', transferId)
    .map(attemptOf)
}

export function count(sql: Statements, folder: string, states: readonly string[]): number {
  const places = states.map(() => '?').join(', ')
  const row = sql.one(
    `SELECT count(*) AS count FROM transfers WHERE folder = ? AND state IN (${places})`,
    folder,
    ...states,
  )
  return (row?.['count'] as number | undefined) ?? 0
}

/** Reads no more of the queue than it counts. */
const queuedUpTo = `SELECT count(*) AS count FROM (
  SELECT 1 FROM transfers WHERE direction = 'out' AND state = 'queued' AND lane = '' AND bank = ? LIMIT ?)`

export function queued(sql: Statements, bank: string, atMost: number): number {
  return Number(sql.one(queuedUpTo, bank, atMost)?.['count'] ?? 0)
}

export function findSame(sql: Statements, query: SameQuery): Transfer | null {
  const row = findSameRow(sql, query)
  return row === null ? null : transferOf(row, sql.reader)
}

/**
 * A transfer that was given up no longer counts. Of two that are looked at together, only the younger one
 * finds the other.
 */
const counts = `id <> ? AND state NOT IN ('cancelled', 'failed', 'rejected')
  AND (sequence < coalesce((SELECT sequence FROM transfers WHERE id = ?), 9e15) OR state NOT IN (${beforeQueue}))`

/** The duplicate that a person must know is the one that was sent, however often it came again since. */
const firstAtTheBank = 'confirmed_ms IS NULL, sequence'

function findOffer(sql: Statements, query: Extract<SameQuery, { by: 'offer' }>) {
  const key = offerKey(query.bank, query.pesit)
  if (query.whole === undefined)
    return sql.one(
      'SELECT * FROM transfers WHERE offer_key = ? ORDER BY sequence DESC LIMIT 1',
      key,
    )
  const { sha256, exceptId } = query.whole
  return sql.one(
    `SELECT * FROM transfers WHERE offer_key = ?1 AND sha256 IS NOT NULL AND sha256 = coalesce(?2, sha256) AND id <> ?3
     ORDER BY sequence DESC LIMIT 1`,
    key,
    sha256,
    exceptId,
  )
}

function findSameRow(sql: Statements, query: SameQuery) {
  switch (query.by) {
    case 'content':
      return sql.one(
        `SELECT * FROM transfers WHERE sha256 = ? AND bank = ? AND virtual_file = ? AND direction = ? AND created_ms >= ? AND ${counts} ORDER BY ${firstAtTheBank} LIMIT 1`,
        query.sha256,
        query.bank,
        query.virtualFile,
        query.direction,
        query.sinceMs,
        query.exceptId,
        query.exceptId,
      )
    case 'offer':
      return findOffer(sql, query)
    case 'label':
      return sql.one(
        `SELECT * FROM transfers
         WHERE direction = 'in' AND pesit IS NOT NULL AND bank = ? AND virtual_file = ? AND json_extract(pesit, '$.label') = ?
           AND state IN (${received}) AND NOT (state = 'archived' AND name = '')
         ORDER BY sequence DESC LIMIT 1`,
        query.bank,
        query.virtualFile,
        query.label,
      )
    case 'dropped':
      return sql.one(
        `SELECT * FROM transfers WHERE direction = 'out' AND look <> '' AND folder = ? AND name = ?
         ORDER BY sequence DESC LIMIT 1`,
        query.folder,
        query.name,
      )
    case 'number':
      return findByNumber(sql, query.bank, query.about)
  }
}

/** A message may omit the date and the parties; what it contains must match what was sent. */
function findByNumber(sql: Statements, bank: string, about: MessageSubject) {
  return sql.one(
    `SELECT * FROM transfers
     WHERE direction = 'out' AND pesit IS NOT NULL AND bank = ?1 AND json_extract(pesit, '$.transferNumber') = ?2
       AND json_extract(pesit, '$.fileName') = ?3 AND json_extract(pesit, '$.fileType') = ?4
       AND (?5 = '' OR json_extract(pesit, '$.creationDate') = ?5)
     ORDER BY sequence DESC LIMIT 1`,
    bank,
    about.transferNumber,
    about.fileName,
    about.fileType,
    about.creationDate,
  )
}

export function conditions(sql: Statements): readonly Condition[] {
  return sql
    .all('SELECT * FROM conditions ORDER BY since_ms')
    .map((row) => conditionOf(row, sql.reader))
}

export function newestPolls(sql: Statements, perInbox: number): readonly Poll[] {
  const rows = sql.all(
    `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY inbox, virtual_file ORDER BY sequence DESC) AS place FROM asks) WHERE place <= ? ORDER BY sequence DESC`,
    perInbox,
  )
  return rows.map((row) => pollOf(row, sql.reader))
}
