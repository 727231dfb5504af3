// Migrations of the ledger: numbered files of SQL, each applied once. All that are due run in one
// transaction,
// with the number of the last one in `user_version`. A ledger never goes back to an earlier version.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assert } from '../../../lib/assert.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { protectRows } from './checksums.ts'
import type { Database } from './driver.ts'
import { message } from '../../../wording/catalogue.ts'

/** Set by the first migration: distinguishes a ledger from any other database. */
export const applicationId = 0x50_53_49_54

const folder = new URL('../migrations/', import.meta.url)

/** @throws KnownError LEDGER-FAILED for a ledger of a newer program. */
export function migrate(path: string, database: Database): void {
  const known = stepsInOrder().length
  const done = versionOf(database)
  if (done > known) throw newer(path, done, known)
  applySteps(database, done, () => protectRows(database))
  if (done === known) protectRows(database)
}

/**
 * `atEnd` runs in the transaction of the last migration. It prepares no statement itself: with this SQLite, a
 * connection that ever prepared one is not fully closed by closing it.
 */
export function applySteps(database: Database, done: number, atEnd = () => {}): void {
  const steps = stepsInOrder()
  for (const [index, step] of steps.entries()) {
    if (index < done) continue
    const sql = readFileSync(fileURLToPath(new URL(step, folder)), 'utf8')
    const isLast = index === steps.length - 1
    applyOne(database, `${sql}\n;PRAGMA user_version = ${index + 1};`, isLast ? atEnd : undefined)
  }
}

function applyOne(database: Database, sql: string, atEnd = () => {}): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(sql)
    atEnd()
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** A reader cannot migrate a ledger to the version of this program. @throws KnownError LEDGER-FAILED. */
export function requireVersion(path: string, database: Database): void {
  const known = stepsInOrder().length
  const done = versionOf(database)
  if (done > known) throw newer(path, done, known)
  if (done === known) return
  throw new KnownError(message('LEDGER-FAILED', { why: 'older', path, version: done, known }))
}

function newer(path: string, done: number, known: number): KnownError {
  return new KnownError(message('LEDGER-FAILED', { why: 'newer', path, version: done, known }))
}

function stepsInOrder(): readonly string[] {
  const steps = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  for (const [index, step] of steps.entries())
    assert(Number.parseInt(step, 10) === index + 1, `${step} must be step ${index + 1}`)
  return steps
}

function versionOf(database: Database): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number }
  return row.user_version
}
