// Prepared statements; each is prepared once.

import type { Reader } from '../../../wording/entry.ts'
import type { Database } from './driver.ts'
import type { Row } from '../rows.ts'

export type Value = string | number | null

export interface Statements {
  /** The key of the chain of facts; a reader has none. */
  readonly auditKey: Uint8Array
  /** The reader for whom sentences are made from stored messages. */
  readonly reader: Reader
  all(sql: string, ...values: Value[]): Row[]
  one(sql: string, ...values: Value[]): Row | null
  /** Returns the number of rows changed. */
  run(sql: string, ...values: Value[]): number
}

export function statementsOf(database: Database, auditKey: Uint8Array, reader: Reader): Statements {
  const prepared = new Map<string, ReturnType<Database['prepare']>>()
  const get = (sql: string) => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  return {
    auditKey,
    reader,
    all: (sql, ...values) => get(sql).all(...values) as Row[],
    one: (sql, ...values) => (get(sql).get(...values) as Row | undefined) ?? null,
    run: (sql, ...values) => Number(get(sql).run(...values).changes),
  }
}
