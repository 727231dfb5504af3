// One writer for a data folder: a second small database, held in an exclusive transaction as long as the
// daemon lives. The kernel releases it when the process ends, however it ends, so it is never stale. The note
// beside it names the holder; it is for people, and no decision depends on it.

import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../lib/time/clock.ts'
import { writeDurably } from '../../../disk/durable.ts'
import { readJson, errorText } from '../../../lib/files/files.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { connectToLock } from './connect.ts'
import { message, type ArgumentsOf } from '../../../wording/catalogue.ts'

export interface Lock {
  release(): void
}

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/**
 * `onTaken` runs before anything is written in the folder.
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
    throw new KnownError(message('LEDGER-LOCKED', { folder, holder: await holderIn(notePath) }))
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

async function holderIn(notePath: string): Promise<ArgumentsOf<'LEDGER-LOCKED'>['holder']> {
  try {
    const note = (await readJson(notePath)) as Holder | null
    return note === null
      ? null
      : { pid: note.pid, host: note.host, sinceMs: Date.parse(note.since) }
  } catch (error) {
    return { error: errorText(error) }
  }
}
