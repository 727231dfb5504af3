// Which index a search uses, and in what order it reads. Pure, except for counting a few rows.

import type { SearchPosition, SearchQuery } from '../../contract/searching.ts'
import type { Statements, Value } from '../database/statements.ts'

export type SqlCondition = readonly [sql: string, ...values: Value[]]

export interface Path {
  /** The table and the index that must be used: SQLite's own choice could read the whole table. */
  readonly from: string
  /** Where rows are counted and skipped, when `from` is more than one table. */
  readonly keys?: string
  /** The first column of the order, before the sequence. */
  readonly first: 'created_ms' | 'updated_ms' | null
  /** The bounds that the index itself applies. */
  readonly within: readonly SqlCondition[]
}

/** This many or fewer are read at once. */
const few = 2_000

/** By a filter that few transfers match; null when there is none. */
export function narrowPath(sql: Statements, query: SearchQuery): Path | null {
  if (query.skip !== undefined || query.localUid !== undefined) return null
  const { states, bank, virtualFile, warned } = query
  const filters: [string, SqlCondition[]][] = []
  if (warned === true) filters.push(['transfers_warned', [['warnings IS NOT NULL']]])
  if (states !== undefined)
    filters.push(['transfers_state', [anyOf('state', states), anyOf('direction', ['out', 'in'])]])
  if (bank !== undefined) filters.push(['transfers_by_bank', [searched, ['bank = ?', bank]]])
  if (virtualFile !== undefined)
    filters.push(['transfers_by_file', [searched, ['virtual_file = ?', virtualFile]]])
  for (const [index, within] of filters) {
    const from = `transfers INDEXED BY ${index}`
    const where = within.map(([condition]) => condition).join(' AND ')
    const row = sql.one(
      `SELECT count(*) AS count FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ?)`,
      ...within.flatMap(([, ...values]) => values),
      few + 1,
    )
    if (Number(row?.['count']) <= few) return { from, first: firstOf(query), within }
  }
  return null
}

/** In the requested order, so that a walk can stop when it has enough. */
export function pathOf(query: SearchQuery): Path {
  const { bank, virtualFile, localUid, sinceMs, untilMs } = query
  const first = firstOf(query)
  const along = (index: string, ...within: SqlCondition[]): Path => {
    return { from: `transfers INDEXED BY ${index}`, first, within }
  }
  if (first === 'updated_ms') return along('transfers_changed')
  if (localUid !== undefined) {
    // CROSS JOIN makes SQLite read the list first, in its order.
    const from = 'local_lists CROSS JOIN transfers USING (created_ms, sequence)'
    return { from, keys: 'local_lists', first, within: [['local_user = ?', localUid]] }
  }
  if (first === 'created_ms')
    return along(
      'transfers_by_birth',
      searched,
      ...(sinceMs === undefined ? [] : [['created_ms >= ?', sinceMs] as const]),
      ...(untilMs === undefined ? [] : [['created_ms < ?', untilMs] as const]),
    )
  if (bank !== undefined) return along('transfers_by_bank', searched, ['bank = ?', bank])
  if (virtualFile !== undefined)
    return along('transfers_by_file', searched, ['virtual_file = ?', virtualFile])
  return { from: 'transfers NOT INDEXED', first, within: [] }
}

/**
 * Ordered by the clock between two times, or where many rows are skipped; otherwise by the sequence. The two
 * orders differ only where the clock was set back.
 */
function firstOf({ by, sinceMs, untilMs, skip, localUid }: SearchQuery): Path['first'] {
  if (by === 'change') return 'updated_ms'
  const byNumber = [sinceMs, untilMs, skip, localUid].every((one) => one === undefined)
  return byNumber ? null : 'created_ms'
}

/** Makes the indexes of searches usable (migrations/0008). */
const searched: SqlCondition = ['sequence > 0']

export function anyOf(column: string, values: readonly string[]): SqlCondition {
  return [`${column} IN (${values.map(() => '?').join(', ')})`, ...values]
}

/** The rows after a position in an order, or up to it. */
export function beyond(
  { first }: Path,
  order: SearchQuery['order'],
  at: SearchPosition,
): SqlCondition {
  const sign = order === 'newest' ? '<' : '>'
  if (first === null) return [`sequence ${sign} ?`, at.sequence]
  const ms = first === 'created_ms' ? at.createdMs : at.updatedMs
  return [`(${first}, sequence) ${sign} (?, ?)`, ms, at.sequence]
}

export function upTo(path: Path, order: SearchQuery['order'], at: SearchPosition): SqlCondition {
  const [condition, ...values] = beyond(path, order, at)
  return [
    condition.replace(order === 'newest' ? '<' : '>', order === 'newest' ? '>=' : '<='),
    ...values,
  ]
}

export function orderOf({ first }: Path, order: SearchQuery['order']): string {
  const direction = order === 'newest' ? 'DESC' : 'ASC'
  return `${first === null ? '' : `${first} ${direction}, `}sequence ${direction}`
}
