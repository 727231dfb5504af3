// The only door to SQLite: opens a ledger's file, checks that it is one, that it is whole, and that every
// commit will survive a power cut (WAL with synchronous = FULL, set and read back on each connection).

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from '@photostructure/sqlite'
import { assert } from '../../lib/assert.ts'
import { said } from '../../lib/files.ts'
import { KnownError } from '../../lib/known-error.ts'

export type Database = InstanceType<typeof DatabaseSync>

/** Older ones can corrupt a WAL that two connections share. */
const oldestSqlite = [3, 51, 3] as const
const migrationsFolder = new URL('./migrations/', import.meta.url)

/** The writer's connection; makes a new ledger where there is none. @throws KnownError LEDGER-DAMAGED. */
export function connectToWrite(path: string): Database {
  const isNew = path === ':memory:' || !existsSync(path)
  const database = opened(path, () => new DatabaseSync(path))
  check(path, database, isNew)
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;',
  )
  assertDurable(path, database)
  migrate(path, database)
  return database
}

/** A connection that can change nothing, beside the daemon or without it. */
export function connectToRead(path: string): Database {
  if (!existsSync(path)) throw new KnownError('LEDGER-MISSING', `There is no ledger at ${path}.`)
  const database = opened(path, () => new DatabaseSync(path, { readOnly: true }))
  try {
    database.exec('PRAGMA busy_timeout = 5000;')
    userVersion(database)
  } catch (cause) {
    throw damaged(path, cause)
  }
  return database
}

/** A second small database whose exclusive transaction is the lock: it dies with the process, so it is never stale. */
export function holdLock(path: string): Database | null {
  const database = new DatabaseSync(path)
  try {
    database.exec(
      'PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (by TEXT);',
    )
    return database
  } catch (error) {
    database.close()
    if (said(error).includes('locked') || said(error).includes('busy')) return null
    throw error
  }
}

function opened(path: string, open: () => Database): Database {
  try {
    return open()
  } catch (cause) {
    throw new KnownError('LEDGER-FAILED', `The ledger ${path} cannot be opened: ${said(cause)}.`, {
      cause,
    })
  }
}

function check(path: string, database: Database, isNew: boolean): void {
  let version = ''
  let health = ''
  try {
    version = String(single(database, 'SELECT sqlite_version() AS value'))
    health = isNew ? 'ok' : String(single(database, 'PRAGMA quick_check(1)'))
  } catch (cause) {
    database.close()
    throw damaged(path, cause)
  }
  assert(
    isRecent(version),
    `SQLite ${oldestSqlite.join('.')} or later is needed, this is ${version}`,
  )
  if (health !== 'ok') throw damaged(path, new Error(health))
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [needMajor, needMinor, needPatch] = oldestSqlite
  if (major !== needMajor) return major > needMajor
  if (minor !== needMinor) return minor > needMinor
  return patch >= needPatch
}

function damaged(path: string, cause: unknown): KnownError {
  return new KnownError(
    'LEDGER-DAMAGED',
    `The ledger ${path} is damaged or is no ledger: ${said(cause)}.`,
    { cause },
  )
}

function assertDurable(path: string, database: Database): void {
  const journal = single(database, 'PRAGMA journal_mode')
  const synchronous = single(database, 'PRAGMA synchronous')
  const wal = journal === 'wal' || path === ':memory:'
  assert(
    wal && synchronous === 2,
    `the ledger must run in WAL at synchronous = FULL, it says ${String(journal)} and ${String(synchronous)}`,
  )
}

function migrate(path: string, database: Database): void {
  const files = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const done = userVersion(database)
  if (done > files.length) {
    throw new KnownError(
      'LEDGER-DAMAGED',
      `The ledger ${path} was written by a newer pesit-drop (version ${done}, this one knows ${files.length}).`,
      {
        hint: 'Install the newer pesit-drop again. A ledger never goes back.',
      },
    )
  }
  files.slice(done).forEach((file, index) => {
    const sql = readFileSync(fileURLToPath(new URL(file, migrationsFolder)), 'utf8')
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${done + index + 1}; COMMIT;`)
  })
}

function userVersion(database: Database): number {
  return Number(single(database, 'PRAGMA user_version'))
}

function single(database: Database, sql: string): unknown {
  const row = database.prepare(sql).get() as Record<string, unknown> | undefined
  return row === undefined ? undefined : Object.values(row)[0]
}
