// Group commit: all work requested in one turn of the event loop shares one transaction, and so one fsync.
// Each piece of work has its savepoint, so that a failure rolls back only that piece. A promise resolves
// after
// the COMMIT: what was resolved is on disk.
//
// A commit that fails, or an input/output error, is the end: the disk can no longer be trusted, the ledger
// answers every call, reads included, with LEDGER-FAILED, and the daemon stops. Nothing is tried again and
// the
// file is not touched again, because an fsync after a failed one would report success for data that is not on
// disk. Only after a full disk can the ledger go on: nothing was written, and space can be made. The ledger
// makes it once, by releasing its reserve (ledger/reserve.ts), and does the same work again in a new
// transaction.

import { failpoint } from '../../../lib/failpoint.ts'
import { errorText } from '../../../lib/files/files.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { withoutReserve, type LedgerReserve } from '../../reserve.ts'
import { sqliteCode, sqliteCodes as codes } from './codes.ts'
import type { Database } from './driver.ts'
import { message } from '../../../wording/catalogue.ts'

export interface Committer {
  /** Does the work in the next transaction, together with everything else that is requested meanwhile. */
  run<T>(work: () => T): Promise<T>
  /** Reads what is committed. */
  read<T>(work: () => T): Promise<T>
  /** Commits what was requested, then refuses. May be called twice. */
  close(): Promise<void>
}

interface Waiting {
  readonly work: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function createCommitter(
  database: Database,
  path: string,
  onFailed: (error: KnownError) => void = () => undefined,
  reserve: Pick<LedgerReserve, 'release'> = withoutReserve,
): Committer {
  let waiting: Waiting[] = []
  let ended: KnownError | null = null

  /** The error that callers get for a failure; the ledger ends unless the disk was only full. */
  const failed = (error: unknown): KnownError => {
    const known = translate(error, path)
    if (known.code === 'LEDGER-FAILED' && ended === null) {
      ended = known
      queueMicrotask(() => onFailed(known))
    }
    return known
  }
  const commitAll = (): void => {
    const batch = waiting
    waiting = []
    let settle: readonly (() => void)[]
    try {
      settle = commitBatch(database, batch, reserve)
    } catch (error) {
      const known = failed(error)
      for (const entry of batch) entry.reject(known)
      return
    }
    for (const done of settle) done()
  }
  const run = <T>(work: () => T): Promise<T> => {
    if (ended !== null) return Promise.reject(ended)
    return new Promise<T>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commitAll)
      waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
    })
  }
  const close = async (): Promise<void> => {
    // Those who requested the work got the failure; here it changes only how the file is left.
    await run(() => undefined).catch(() => undefined)
    if (ended !== null) return
    ended = new KnownError(message('LEDGER-FAILED', { why: 'closed', path }))
    closeWhole(database)
  }
  return {
    run,
    read: (work) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended)
        try {
          resolve(work())
        } catch (error) {
          reject(isDiskTrouble(error) ? failed(error) : error)
        }
      }),
    close,
  }
}

/**
 * One transaction. Returns what to do once it is on disk. On a full disk it is tried once more, in the space
 * of the reserve.
 */
function commitBatch(
  database: Database,
  batch: readonly Waiting[],
  reserve: Pick<LedgerReserve, 'release'>,
): readonly (() => void)[] {
  const settle: (() => void)[] = []
  try {
    database.exec('BEGIN IMMEDIATE')
    for (const entry of batch) settle.push(runOne(database, entry))
    failpoint('ledger.committing')
    database.exec('COMMIT')
    failpoint('ledger.committed')
    return settle
  } catch (error) {
    rollBack(database)
    // A reserve that was released has nothing more to release.
    if (sqliteCode(error) !== codes.full || !reserve.release()) throw error
    return commitBatch(database, batch, reserve)
  }
}

/** Runs one piece inside its savepoint; returns what to do once the whole transaction is committed. */
function runOne(database: Database, { work, resolve, reject }: Waiting): () => void {
  database.exec('SAVEPOINT one')
  try {
    const value = work()
    database.exec('RELEASE one')
    return () => resolve(value)
  } catch (error) {
    if (isDiskTrouble(error)) throw error
    // If SQLite has already rolled back everything, this fails, and with it the whole transaction.
    database.exec('ROLLBACK TO one; RELEASE one')
    return () => reject(error)
  }
}

/**
 * Leaves the database in its one file, without a WAL. Closing would do it too, but not before every statement
 * was garbage-collected.
 */
function closeWhole(database: Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // What is committed is safe in the WAL; the next start writes it into the file.
  }
  database.close()
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself after some errors; then there is nothing left to roll back.
  }
}

const diskTrouble: ReadonlySet<number> = new Set([
  codes.readOnly,
  codes.inputOutput,
  codes.corrupt,
  codes.full,
  codes.cannotOpen,
  codes.notADatabase,
])

function isDiskTrouble(error: unknown): boolean {
  return diskTrouble.has(sqliteCode(error))
}

function translate(error: unknown, path: string): KnownError {
  const code = sqliteCode(error)
  if (code === codes.full)
    return new KnownError(message('DISK-FULL', { what: 'ledger', path }), { cause: error })
  const shared = code === codes.busy || code === codes.locked
  return new KnownError(
    message('LEDGER-FAILED', { why: 'unwritten', path, error: errorText(error), shared }),
    { cause: error },
  )
}
