// Opens the ledger of a data folder: for the daemon, who holds its lock as long as it lives, or for a
// command that reads beside it.

import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../lib/clock.ts'
import { makeFolderDurably, readJson, said, writeDurably } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import { highWaterIn } from './high-water.ts'
import type { Ledger } from './ledger.ts'
import { connectToRead, connectToWrite, holdLock } from './sqlite/connect.ts'
import { sqliteLedger, sqliteLedgerToRead } from './sqlite/ledger.ts'

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/** @throws KnownError LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED. */
export async function openLedger({
  folder,
  clock,
}: {
  readonly folder: string
  readonly clock: Clock
}): Promise<Ledger> {
  await makeFolderDurably(folder)
  const lock = holdLock(join(folder, 'ledger.lock'))
  const holderPath = join(folder, 'ledger.holder')
  if (lock === null) throw await locked(folder, holderPath)
  try {
    const holder: Holder = {
      pid: process.pid,
      host: hostname(),
      since: new Date(clock.nowMs()).toISOString(),
    }
    await writeDurably(holderPath, JSON.stringify(holder))
    const path = join(folder, 'ledger.db')
    const database = connectToWrite(path)
    return sqliteLedger(
      { database, clock, highWater: highWaterIn(join(folder, 'counters')), path },
      () => lock.close(),
    )
  } catch (error) {
    lock.close()
    throw error
  }
}

/** @throws KnownError LEDGER-MISSING, LEDGER-DAMAGED. Acting verbs of the answer reject. */
export function openLedgerToRead({ folder }: { readonly folder: string }): Ledger {
  return sqliteLedgerToRead(connectToRead(join(folder, 'ledger.db')))
}

async function locked(folder: string, holderPath: string): Promise<KnownError> {
  let who = 'another process'
  try {
    const holder = (await readJson(holderPath)) as Holder | null
    if (holder !== null) who = `process ${holder.pid} on ${holder.host}, since ${holder.since}`
  } catch (error) {
    who = `another process (its note cannot be read: ${said(error)})`
  }
  return new KnownError('LEDGER-LOCKED', `The ledger in ${folder} is in use by ${who}.`)
}
