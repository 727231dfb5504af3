// Keeps and compares the checksums of rows (ledger/audit/checksum.ts), because SQLite has no checksums of its
// pages.
//
//   Two triggers of each table write the checksum of every row that is inserted or updated, by any
// connection.
//   They name all columns of their table, and are created anew when a migration changed the columns. A start
//   compares rows by the lists of columns in the stored triggers, before any migration is applied: all rows
//   that can still act, and the newest of the others. A transfer is also compared whenever it is read
//   (ledger/sqlite/rows.ts).
//
// A connection without the checksum function cannot write to these tables: each of its INSERTs fails.

import { assert } from '../../../lib/assert.ts'
import { checksumColumn, rowChecksum } from '../../audit/checksum.ts'
import type { Database } from './driver.ts'
import { unfinished } from '../state-lists.ts'

const functionName = 'row_checksum'

interface ProtectedTable {
  readonly name: string
  /** The newest first, for tables with more rows than a start compares. */
  readonly newestFirst: string
  /** The rows that are compared at each start, however many there are. */
  readonly acting?: { readonly from: string; readonly where: string }
  /** How many other rows are compared at a start. */
  readonly compared?: number
}

/** A row takes about 10 µs. */
const rowsCompared = 20_000
const ofUnfinished = `transfer_id IN (SELECT id FROM transfers WHERE state IN (${unfinished}))`
const all = Number.MAX_SAFE_INTEGER

const protectedTables: readonly ProtectedTable[] = [
  {
    name: 'transfers',
    newestFirst: 'sequence DESC',
    // By the index: a row whose state flipped is still found under the state that it had.
    acting: { from: 'transfers INDEXED BY transfers_state', where: `state IN (${unfinished})` },
  },
  {
    name: 'sync_points',
    newestFirst: 'transfer_id DESC, number DESC',
    acting: { from: 'sync_points', where: ofUnfinished },
  },
  { name: 'counters', newestFirst: 'name', compared: all },
  {
    name: 'attempts',
    newestFirst: 'rowid DESC',
    acting: { from: 'attempts', where: ofUnfinished },
  },
  // These rows have no order of time, and are short.
  { name: 'payment_references', newestFirst: 'key, transfer_id', compared: 100_000 },
  { name: 'ledger_ids', newestFirst: 'one' },
  { name: 'starts', newestFirst: 'number DESC' },
  { name: 'api_keys', newestFirst: 'id', compared: all },
  { name: 'webhooks', newestFirst: 'id', compared: all },
  { name: 'cursors', newestFirst: 'name', compared: all },
  { name: 'final_points', newestFirst: 'bank', compared: all },
  { name: 'conditions', newestFirst: 'subject', compared: all },
  {
    name: 'deliveries',
    newestFirst: 'sequence DESC',
    acting: { from: 'deliveries INDEXED BY deliveries_state', where: "state = 'pending'" },
  },
  {
    name: 'messages',
    newestFirst: 'sequence DESC',
    acting: { from: 'messages', where: 'applied = 0' },
  },
  { name: 'call_keys', newestFirst: 'at_ms DESC' },
  {
    name: 'fetches',
    newestFirst: 'id DESC',
    acting: { from: 'fetches', where: "result = 'running'" },
  },
  { name: 'hand_overs', newestFirst: 'transfer_id DESC' },
  { name: 'local_lists', newestFirst: 'local_user, created_ms DESC, sequence DESC' },
  { name: 'asks', newestFirst: 'sequence DESC' },
  { name: 'first_sights', newestFirst: 'folder, name' },
]

/** Each connection that writes, or that compares checksums in SQL, needs it. */
export function offerChecksum(database: Database): void {
  database.function(functionName, { deterministic: true, varargs: true }, rowChecksum)
}

/**
 * Creates the triggers anew where they do not match the columns of their table, with the checksums of all
 * rows.
 */
export function protectRows(database: Database): void {
  const work = protectedTables.flatMap(({ name }) => {
    const { columns, key } = shapeOf(database, name)
    const wanted = triggersOf(name, columns, key)
    return sameTriggers(storedTriggers(database, name), wanted) ? [] : [{ name, columns, wanted }]
  })
  if (work.length === 0) return
  const isOwn = !database.isTransaction
  if (isOwn) database.exec('BEGIN IMMEDIATE')
  try {
    for (const { name, columns, wanted } of work) {
      for (const trigger of namesOf(name)) database.exec(`DROP TRIGGER IF EXISTS ${trigger}`)
      database.exec(`UPDATE ${name} SET ${checksumColumn} = ${checksumOf(name, columns)}`)
      for (const sql of wanted) database.exec(sql)
    }
    if (isOwn) database.exec('COMMIT')
  } catch (error) {
    if (isOwn && database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Says what is wrong with the first row that is not as it was written; null when all rows that were compared
 * are.
 */
export function spoiledRow(database: Database): string | null {
  for (const table of protectedTables) {
    const wrong = wrongIn(database, table)
    if (wrong !== null) return wrong
  }
  return null
}

function wrongIn(database: Database, table: ProtectedTable): string | null {
  const { name } = table
  const { columns: there, key, isProtected } = shapeOf(database, name)
  if (!isProtected) return null
  const stored = storedTriggers(database, name)
  if (stored.length < namesOf(name).length) {
    const written = database
      .prepare(`SELECT 1 FROM ${name} WHERE ${checksumColumn} IS NOT NULL LIMIT 1`)
      .get()
    return written === undefined ? null : `a trigger of the table ${name} is gone`
  }
  const columns = columnsIn(stored[0] ?? '')
  if (columns.length === 0 || columns.some((column) => !there.includes(column)))
    return `the triggers of the table ${name} are not what was written`
  try {
    const spoiled = firstSpoiled(database, table, { columns, key })
    return spoiled === null
      ? null
      : `the row ${spoiled} of the table ${name} is not what was written there`
  } catch (error) {
    // A number that the driver cannot return was never written.
    if ((error as { code?: string }).code !== 'ERR_OUT_OF_RANGE') throw error
    return `a number in the table ${name} is not what was written there`
  }
}

function firstSpoiled(
  database: Database,
  { name, newestFirst, acting, compared = rowsCompared }: ProtectedTable,
  { columns, key }: Pick<Shape, 'columns' | 'key'>,
): string | null {
  const differs = `${checksumColumn} IS NOT ${checksumOf(name, columns)}`
  const which = `json_array(${name === 'transfers' ? 'id' : key.join(', ')}) AS which`
  const newest = `(SELECT * FROM ${name} ORDER BY ${newestFirst} LIMIT ${compared})`
  const looks = [`SELECT ${which} FROM ${newest} WHERE ${differs} LIMIT 1`]
  if (acting !== undefined)
    looks.unshift(
      `SELECT ${which} FROM ${acting.from} WHERE ${acting.where} AND ${differs} LIMIT 1`,
    )
  for (const look of looks) {
    const row = database.prepare(look).get() as { which: string } | undefined
    if (row !== undefined) return (JSON.parse(row.which) as unknown[]).join(', ')
  }
  return null
}

interface Shape {
  /** In their order, without the checksum column. */
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly isProtected: boolean
}

function shapeOf(database: Database, table: string): Shape {
  const rows = database
    .prepare(`SELECT name, pk FROM pragma_table_info('${table}') ORDER BY cid`)
    .all() as { name: string; pk: number }[]
  const columns = rows.filter(({ name }) => name !== checksumColumn)
  return {
    columns: columns.map(({ name }) => name),
    key: rows
      .filter(({ pk }) => pk > 0)
      .toSorted((one, other) => one.pk - other.pk)
      .map(({ name }) => name),
    isProtected: columns.length < rows.length,
  }
}

function checksumOf(table: string, columns: readonly string[], of = ''): string {
  return `${functionName}('${table}', ${columns.map((column) => `${of}${column}`).join(', ')})`
}

function namesOf(table: string): readonly string[] {
  return [`${table}_checksum_insert`, `${table}_checksum_update`]
}

/** Neither trigger fires itself or the other: the one column that they change fires no trigger. */
function triggersOf(
  table: string,
  columns: readonly string[],
  key: readonly string[],
): readonly string[] {
  assert(key.length > 0, `${table} has a primary key`)
  const same = key.map((column) => `${column} = NEW.${column}`).join(' AND ')
  const keep = `BEGIN UPDATE ${table} SET ${checksumColumn} = ${checksumOf(table, columns, 'NEW.')} WHERE ${same}; END`
  const [insert, update] = namesOf(table)
  return [
    `CREATE TRIGGER ${insert} AFTER INSERT ON ${table} ${keep}`,
    `CREATE TRIGGER ${update} AFTER UPDATE OF ${columns.join(', ')} ON ${table} ${keep}`,
  ]
}

function storedTriggers(database: Database, table: string): readonly string[] {
  const rows = database
    .prepare('SELECT sql FROM sqlite_schema WHERE name IN (?, ?) ORDER BY name')
    .all(...namesOf(table)) as { sql: string }[]
  return rows.map(({ sql }) => sql)
}

function sameTriggers(stored: readonly string[], wanted: readonly string[]): boolean {
  return stored.length === wanted.length && stored.every((sql, index) => sql === wanted[index])
}

/** The columns that a stored trigger includes in the checksum. */
function columnsIn(trigger: string): readonly string[] {
  const [, list = ''] = new RegExp(`${functionName}\\('\\w+', ([^)]*)\\)`).exec(trigger) ?? []
  return list.split(', ').flatMap((column) => /^NEW\.(\w+)$/.exec(column)?.[1] ?? [])
}
