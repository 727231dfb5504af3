// Prepared statements, made once each.

import type { Reader } from '../../../wording/entry.ts'
import type { Database } from './driver.ts'
import type { Row } from '../rows.ts'

export type Value = string | number | null

export interface Statements {
  /** Of the chain of facts; who only reads has none to use. */
  readonly auditKey: Uint8Array
  /** Of the reader, for the sentences that are made of stored messages. */
  readonly reader: Reader
  all(sql: string, ...values: Value[]): Row[]
  one(sql: string, ...values: Value[]): Row | null
  /** The number of rows changed. */
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
