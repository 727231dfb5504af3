// One slice of a walk: the rows in it, and where it ends.

import type { Transfer } from '../../../journey/transfer.ts'
import type { SearchPosition, SearchQuery, Total } from '../../contract/searching.ts'
import { anyOf, beyond, type SqlCondition, orderOf, type Path, upTo } from './search-path.ts'
import { isListed } from './local-lists.ts'
import { transferOf } from '../rows.ts'
import type { Statements } from '../database/statements.ts'

interface Stretch {
  readonly path: Path
  readonly after: SearchPosition | null
  /** How many rows of the path are looked at. */
  readonly size: number
}

/** The matches in the next `size` rows of a path. `end` is null when these were the last rows. */
export function readSlice(
  sql: Statements,
  query: SearchQuery,
  stretch: Stretch & { readonly left: number },
): { readonly transfers: readonly Transfer[]; readonly end: SearchPosition | null } {
  const { path, after, left } = stretch
  const end = skipSlice(sql, query, stretch)
  const bounds = [
    ...path.within,
    ...(after === null ? [] : [beyond(path, query.order, after)]),
    ...(end === null ? [] : [upTo(path, query.order, end)]),
  ]
  return { transfers: select(sql, query, { path, bounds, limit: left }), end }
}

/** All rows of a path with few rows, and one more than requested if there is one. */
export function selectSlice(sql: Statements, query: SearchQuery, path: Path): readonly Transfer[] {
  const { after, order, limit } = query
  const bounds = [...path.within, ...(after === null ? [] : [beyond(path, order, after)])]
  return select(sql, query, { path, bounds, limit: limit + 1 })
}

/** The position `size` rows further on; null when there are fewer. Only the index is read. */
export function skipSlice(
  sql: Statements,
  { order }: SearchQuery,
  { path, after, size }: Stretch,
): SearchPosition | null {
  if (path.first === null && path.within.length === 0) return stepped(sql, { order, after, size })
  const bounds = [...path.within, ...(after === null ? [] : [beyond(path, order, after)])]
  const row = sql.one(
    `SELECT ${path.first === null ? '' : `${path.first}, `}sequence FROM ${path.keys ?? path.from} ${whereOf(bounds)}
     ORDER BY ${orderOf(path, order)} LIMIT 1 OFFSET ?`,
    ...valuesOf(bounds),
    size - 1,
  )
  if (row === null) return null
  const [createdMs = 0, updatedMs = 0] = [row['created_ms'], row['updated_ms']] as number[]
  return { sequence: row['sequence'] as number, createdMs, updatedMs }
}

/** As a number of steps over the index; counting would read rows of the table itself. */
function stepped(
  sql: Statements,
  { order, after, size }: Pick<Stretch, 'after' | 'size'> & Pick<SearchQuery, 'order'>,
): SearchPosition | null {
  const last = Number(sql.one('SELECT max(sequence) AS last FROM transfers')?.['last'] ?? 0)
  const newest = order === 'newest'
  const from = Math.min(after?.sequence ?? (newest ? last + 1 : 0), last + 1)
  const sequence = newest ? from - size : from + size
  const over = newest ? sequence <= 1 : sequence >= last
  return over ? null : { sequence, createdMs: 0, updatedMs: 0 }
}

function select(
  sql: Statements,
  query: SearchQuery,
  { path, bounds, limit }: { path: Path; bounds: readonly SqlCondition[]; limit: number },
): readonly Transfer[] {
  const conditions = [...bounds, ...filtersOf(query)]
  const rows = sql.all(
    `SELECT transfers.* FROM ${path.from} ${whereOf(conditions)} ORDER BY ${orderOf(path, query.order)} LIMIT ?`,
    ...valuesOf(conditions),
    limit,
  )
  return rows.map((row) => transferOf(row, sql.reader))
}

function filtersOf(query: SearchQuery): readonly SqlCondition[] {
  const { direction, states, bank, virtualFile, name, localUid, sinceMs, untilMs, warned } = query
  const filters: SqlCondition[] = []
  if (direction !== undefined) filters.push(['direction = ?', direction])
  if (states !== undefined) filters.push(anyOf('state', states))
  if (localUid !== undefined) filters.push([isListed, localUid])
  if (bank !== undefined) filters.push(['bank = ?', bank])
  if (virtualFile !== undefined) filters.push(['virtual_file = ?', virtualFile])
  if (name !== undefined) filters.push(named(name))
  if (warned === true) filters.push(['warnings IS NOT NULL'])
  if (sinceMs !== undefined) filters.push(['created_ms >= ?', sinceMs])
  if (untilMs !== undefined) filters.push(['created_ms < ?', untilMs])
  return filters
}

/** Matches a part of the name under which the file is sent or was uploaded, ignoring case. */
export function named(part: string): SqlCondition {
  const has = (column: string) => `instr(lower(${column}), lower(?)) > 0`
  return [`(${has('name')} OR ${has('upload_name')})`, part, part]
}

/** The totals of the `size` transfers after a sequence. `end` is null when these were the last. */
export function totalsOf(
  sql: Statements,
  after: number,
  size: number,
  localUid?: number,
): { readonly totals: readonly Total[]; readonly end: number | null } {
  const end = stepped(sql, { order: 'oldest', after: { ...nowhere, sequence: after }, size })
  const rows = sql.all(
    `SELECT state, count(*) AS count, sum(coalesce(size_bytes, 0)) AS bytes FROM transfers NOT INDEXED
     WHERE sequence > ? AND sequence <= ?${localUid === undefined ? '' : ` AND ${isListed}`} GROUP BY state`,
    after,
    end?.sequence ?? Number.MAX_SAFE_INTEGER,
    ...(localUid === undefined ? [] : [localUid]),
  )
  return { totals: rows as unknown as readonly Total[], end: end?.sequence ?? null }
}

const nowhere = { sequence: 0, createdMs: 0, updatedMs: 0 }

function whereOf(conditions: readonly SqlCondition[]): string {
  return conditions.length === 0
    ? ''
    : `WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`
}

function valuesOf(conditions: readonly SqlCondition[]) {
  return conditions.flatMap(([, ...values]) => values)
}
