// One writer for a data folder: a second small database, kept in an exclusive transaction as long as the
// daemon lives. The kernel lets go of it when the process ends, however it ends, so it is never stale. The
// note beside it says who has it; it is for people, and nothing is decided by it.

import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../lib/time/clock.ts'
import { writeDurably } from '../../../disk/durable.ts'
import { readJson, said } from '../../../lib/files/files.ts'
import { machineZone, saidTime } from '../../../lib/time/said-time.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { connectToLock } from './connect.ts'

export interface Lock {
  release(): void
}

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/**
 * `onTaken` is done before anything is written in the folder.
 * @throws KnownError LEDGER-LOCKED, LEDGER-FAILED, DISK-FULL.
 */
export async function takeLock(
  folder: string,
  clock: Clock,
  onTaken: () => Promise<void> = () => Promise.resolve(),
): Promise<Lock> {
  const held = connectToLock(join(folder, 'ledger.lock'))
  const notePath = join(folder, 'ledger.holder')
  if (held === null) {
    const who = await holder(notePath)
    throw new KnownError('LEDGER-LOCKED', `The ledger in ${folder} is in use by ${who}.`)
  }
  try {
    await onTaken()
    const since = new Date(clock.nowMs()).toISOString()
    const note: Holder = { pid: process.pid, host: hostname(), since }
    await writeDurably(notePath, JSON.stringify(note))
  } catch (error) {
    held.close()
    throw error
  }
  return { release: () => held.close() }
}

async function holder(notePath: string): Promise<string> {
  try {
    const note = (await readJson(notePath)) as Holder | null
    if (note === null) return 'another process'
    return `process ${note.pid} on ${note.host}, since ${saidTime(Date.parse(note.since), machineZone())}`
  } catch (error) {
    return `another process (its note cannot be read: ${said(error)})`
  }
}
