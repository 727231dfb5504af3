// The only file that opens connections to SQLite. It checks that the file is a ledger, that it is undamaged,
// and that every commit will survive a power cut (WAL with synchronous = FULL, set and read back on each
// connection).
//
// At a start, the WAL that an earlier process left is written into the file and begun anew: entries whose
// sync
// once failed must not precede the entries that will be promised from now on.
//
// Nothing else in this process may open these files, not even to copy them: closing any descriptor of a file
// releases all locks that the process holds on it.

import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { DatabaseSync } from '@photostructure/sqlite'
import { assert } from '../../../lib/assert.ts'
import { systemErrorCode, errorText } from '../../../lib/files/files.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { offerChecksum, spoiledRow } from './checksums.ts'
import { spoiledFact } from '../../audit/start-check.ts'
import { chainedFacts, head } from '../facts.ts'
import { statementsOf } from './statements.ts'
import { sqliteCode, sqliteCodes } from './codes.ts'
import type { Database } from './driver.ts'
import { applicationId, applySteps, migrate, requireVersion } from './migrate.ts'
import { message, type ArgumentsOf } from '../../../wording/catalogue.ts'

const inMemory = ':memory:'
/** SQLite reports one of these to a user who may not write. */
const forbidden: ReadonlySet<number> = new Set([sqliteCodes.readOnly, sqliteCodes.cannotOpen])
/** How long a connection waits for another, such as a command that is just beginning or ending to read. */
const busyMs = 5_000

/** The writer's connection to an existing ledger. @throws KnownError LEDGER-DAMAGED, LEDGER-FAILED. */
export function connectToWrite(path: string): Database {
  assert(path === inMemory || there(path), `${path} is made before it is opened`)
  const database = naming(path, () => new DatabaseSync(path, { timeout: busyMs }))
  return orClosed(path, database, () => {
    requireRecent(database)
    offerChecksum(database)
    if (path !== inMemory) requireWhole(path, database)
    database.exec(
      'PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON',
    )
    requireDurable(path, database)
    migrate(path, database)
    requireFactColumns(database)
  })
}

/**
 * The triggers of checksums name the columns of the other tables; facts have no such triggers. A flipped bit
 * in the name of one of their columns is found here: SQLite refuses the statement.
 */
function requireFactColumns(database: Database): void {
  database.prepare(
    'SELECT sequence, transfer_id, at_ms, event, from_state, to_state, sentence, actor, detail, message, chain FROM facts',
  )
}

/** Creates the tables in a file of that name, and closes it. */
export function makeTables(path: string): void {
  naming(path, () => {
    const database = new DatabaseSync(path)
    try {
      applySteps(database, 0)
    } finally {
      database.close()
    }
  })
}

/**
 * A connection that can change nothing, whether the daemon runs or not.
 * @throws KnownError LEDGER-MISSING, LEDGER-DAMAGED, LEDGER-FAILED.
 */
export function connectToRead(path: string): Database {
  if (!there(path)) throw new KnownError(message('LEDGER-MISSING', { path }))
  const database = naming(path, () => readable(path))
  return orClosed(path, database, () => {
    requireLedger(path, database)
    requireVersion(path, database)
  })
}

/** For its lock alone: nothing is ever written. null when another process holds the lock. */
export function connectToLock(path: string): Database | null {
  const database = naming(path, () => new DatabaseSync(path, { timeout: 0 }))
  try {
    // Nothing is written, so it needs no journal on the disk, which may be full.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database.close()
    if (sqliteCode(cause) === sqliteCodes.busy) return null
    throw new KnownError(message('LEDGER-FAILED', { why: 'lock', path, error: errorText(cause) }), {
      cause,
    })
  }
}

/**
 * A reader of a WAL needs to write its index. A user who may not write here can still read when the WAL is
 * empty or gone, as a daemon that stopped leaves it: then the file alone is the whole ledger.
 */
function readable(path: string): Database {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyMs })
  try {
    database.prepare('PRAGMA user_version').get()
    return database
  } catch (error) {
    database.close()
    if (!forbidden.has(sqliteCode(error)) || sizeOf(`${path}-wal`) > 0) throw error
    const url = pathToFileURL(path)
    url.searchParams.set('immutable', '1')
    return new DatabaseSync(url, { readOnly: true })
  }
}

/** Returns the database after the work, or closes it and throws the failure by its code. */
function orClosed(path: string, database: Database, work: () => void): Database {
  try {
    naming(path, work)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function naming<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const code = sqliteCode(cause)
    if (code === 0) throw cause
    if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase)
      throw damaged({ why: 'found', path, found: errorText(cause) }, cause)
    if (code === sqliteCodes.full)
      throw new KnownError(message('DISK-FULL', { what: 'ledger', path }), { cause })
    throw new KnownError(
      message('LEDGER-FAILED', {
        why: 'unopened',
        path,
        error: errorText(cause),
        forbidden: forbidden.has(code),
      }),
      { cause },
    )
  }
}

function requireRecent(database: Database): void {
  const version = String(single(database, 'SELECT sqlite_version() AS value'))
  assert(isSound(version), `SQLite 3.51.3 or later is needed, this is ${version}`)
}

/** Older versions can corrupt a WAL that two connections share; two old release lines have the fix too. */
export function isSound(version: string): boolean {
  if (version === '3.50.7' || version === '3.44.6') return true
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return (major * 1_000 + minor) * 1_000 + patch >= 3_051_003
}

/**
 * Up to this size a start has time to compare each index with its table; for larger files it checks only the
 * structure.
 */
const smallBytes = 16 * 1024 * 1024
/** How many of the newest facts are compared with their hashes at a start. */
const factsCompared = 20_000

/**
 * Checks that the newest facts are as they were written, and closes the database when they are not.
 * @throws KnownError LEDGER-DAMAGED.
 */
export function requireFacts(opened: {
  readonly database: Database
  readonly auditKey: Uint8Array
  readonly path: string
}): void {
  const { database, auditKey, path } = opened
  orClosed(path, database, () => {
    const sql = statementsOf(database, auditKey, { zone: 'UTC' })
    const after = Math.max(0, head(sql).sequence - factsCompared)
    const spoiled = spoiledFact(auditKey, chainedFacts(sql, { after, limit: factsCompared }))
    if (spoiled === null) return
    const { sequence, transferId: transfer } = spoiled
    throw damaged({ why: 'fact', path, sequence, transfer })
  })
}

function requireWhole(path: string, database: Database): void {
  requireLedger(path, database)
  const isSmall = sizeOf(path) <= smallBytes
  const health = String(
    single(database, `PRAGMA ${isSmall ? 'integrity_check' : 'quick_check'}(1)`),
  )
  if (health !== 'ok') throw damaged({ why: 'found', path, found: health })
  const spoiled = spoiledRow(database)
  if (spoiled !== null) throw damaged({ why: 'found', path, found: spoiled })
}

/** SQLite accepts an empty file as a database; it is no ledger. */
function requireLedger(path: string, database: Database): void {
  const mark = single(database, 'PRAGMA application_id')
  if (mark !== applicationId) throw damaged({ why: 'foreign', path })
}

function damaged(values: ArgumentsOf<'LEDGER-DAMAGED'>, cause?: unknown): KnownError {
  return new KnownError(message('LEDGER-DAMAGED', values), { cause })
}

function requireDurable(path: string, database: Database): void {
  const journal = single(database, 'PRAGMA journal_mode')
  const synchronous = single(database, 'PRAGMA synchronous')
  const foreignKeys = single(database, 'PRAGMA foreign_keys')
  const wal = journal === 'wal' || path === inMemory
  assert(
    wal && synchronous === 2 && foreignKeys === 1,
    `the ledger must run in WAL at synchronous = FULL with foreign keys, it says ${String(journal)}, ${String(synchronous)} and ${String(foreignKeys)}`,
  )
}

function single(database: Database, sql: string): unknown {
  const row = database.prepare(sql).get() as Record<string, unknown> | undefined
  return row === undefined ? undefined : Object.values(row)[0]
}

function there(path: string): boolean {
  return sizeOf(path) >= 0
}

/** -1 when there is no such file. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT' || systemErrorCode(cause) === 'ENOTDIR') return -1
    throw new KnownError(
      message('LEDGER-FAILED', { why: 'unseen', path, error: errorText(cause), forbidden: true }),
      { cause },
    )
  }
}
