// Group commit: what is asked of the ledger in one turn of the event loop shares one transaction, and so
// one fsync. Each piece of work has its savepoint, so that one failure takes back only itself. A promise
// resolves after the COMMIT; what was resolved is on disk.
//
// A commit that fails, or an input/output error, is the end: the disk's word counts no more, the ledger
// answers nothing but LEDGER-FAILED, and the daemon stops. Only a full disk lets it live on: nothing was
// written, and room can be made.

import { codeOf, said } from '../../lib/files.ts'
import { KnownError } from '../../lib/known-error.ts'
import type { Database } from './connect.ts'

export interface Committer {
  run<T>(work: () => T): Promise<T>
  readonly failed: KnownError | null
}

interface Waiting {
  readonly work: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function createCommitter(database: Database, path: string): Committer {
  let waiting: Waiting[] = []
  let failed: KnownError | null = null

  const commitAll = (): void => {
    const batch = waiting
    waiting = []
    const settle: (() => void)[] = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const entry of batch) settle.push(runOne(database, entry))
      database.exec('COMMIT')
    } catch (error) {
      rollBack(database)
      const known = translate(error, path)
      if (known.code !== 'DISK-FULL') failed = known
      for (const entry of batch) entry.reject(known)
      return
    }
    for (const done of settle) done()
  }
  return {
    get failed() {
      return failed
    },
    run<T>(work: () => T): Promise<T> {
      if (failed !== null) return Promise.reject(failed)
      return new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(commitAll)
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      })
    },
  }
}

/** Runs one piece inside its savepoint; gives what to do once the whole is committed. */
function runOne(database: Database, { work, resolve, reject }: Waiting): () => void {
  database.exec('SAVEPOINT one')
  try {
    const value = work()
    database.exec('RELEASE one')
    return () => resolve(value)
  } catch (error) {
    if (isDiskTrouble(error)) throw error
    database.exec('ROLLBACK TO one; RELEASE one')
    return () => reject(error)
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself after some errors; then there is nothing left to roll back.
  }
}

/** SQLITE_FULL 13, SQLITE_IOERR 10, SQLITE_CORRUPT 11, SQLITE_NOTADB 26, SQLITE_READONLY 8. */
function isDiskTrouble(error: unknown): boolean {
  return [8, 10, 11, 13, 26].includes(sqliteCode(error))
}

function sqliteCode(error: unknown): number {
  const raw =
    typeof error === 'object' && error !== null && 'errcode' in error
      ? Number(error.errcode)
      : Number.NaN
  if (!Number.isNaN(raw)) return raw & 0xff
  if (codeOf(error) === 'SQLITE_FULL' || said(error).includes('full')) return 13
  if (/disk I\/O|malformed|readonly|not a database/.test(said(error))) return 10
  return 0
}

function translate(error: unknown, path: string): KnownError {
  if (error instanceof KnownError) return error
  if (sqliteCode(error) === 13)
    return new KnownError('DISK-FULL', `The disk of the ledger is full: ${path}.`, { cause: error })
  return new KnownError(
    'LEDGER-FAILED',
    `The ledger ${path} could not be written: ${said(error)}.`,
    { cause: error },
  )
}
