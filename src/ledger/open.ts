// Opens the ledger of a data folder: for the daemon, which holds its lock as long as it lives, or for a
// command that reads beside it.

import type { Language } from '../wording/languages.ts'
import { join } from 'node:path'
import type { Clock } from '../lib/time/clock.ts'
import { makeFolderDurably } from '../disk/durable.ts'
import { pathExists } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { machineZone } from '../lib/time/time-for-people.ts'
import { readOrMakeAuditKey } from './audit/audit-key.ts'
import { highWaterIn } from './high-water.ts'
import type { Ledger } from './ledger.ts'
import { openReserve, withoutReserve, type LedgerReserve } from './reserve.ts'
import { noteSince } from './since.ts'
import { connectToRead, connectToWrite, requireFacts } from './sqlite/database/connect.ts'
import { createLedger } from './sqlite/database/create.ts'
import { sqliteLedger, sqliteLedgerToRead } from './sqlite/ledger.ts'
import { takeLock } from './sqlite/database/lock.ts'
import { message } from '../wording/catalogue.ts'

/** The file system on which a folder lies. */
export interface Mounted {
  readonly fileSystem: string
  readonly network: boolean
}

export interface LedgerOptions {
  readonly folder: string
  readonly clock: Clock
  /** The time zone of the reader of messages; the machine's when absent. */
  readonly zone?: string
  /** Of the sentences that are made of stored messages. */
  readonly language?: Language
  /** Where that is known: locks and syncs of network file systems cannot be relied on. */
  readonly mount?: Mounted | null
  /** The disk failed the ledger: it refuses every call from now on, and the daemon must stop. Called once. */
  readonly onFailed?: (error: KnownError) => void
  /** The space that the ledger reserves on its disk; when absent, nothing is reserved. */
  readonly reserve?: LedgerReserve
}

/** @throws KnownError CONFIG-INVALID, LEDGER-LOCKED, LEDGER-DAMAGED, LEDGER-FAILED, DISK-FULL. */
export async function openLedger({
  folder,
  clock,
  zone = machineZone(),
  language = 'en',
  mount = null,
  onFailed = () => undefined,
  reserve = withoutReserve,
}: LedgerOptions): Promise<Ledger> {
  if (mount?.network === true) throw notLocal(folder, mount.fileSystem)
  await makeFolderDurably(folder)
  const lock = await takeLock(folder, clock, async () => {
    // On a full disk, releasing the reserve lets a start write what it must.
    if (!(await reserve.restore())) reserve.release()
  })
  try {
    const path = join(folder, 'ledger.db')
    if (!(await pathExists(path))) {
      await noteSince(folder)
      await createLedger(path)
    }
    const database = connectToWrite(path)
    const highWater = highWaterIn(join(folder, 'counters'))
    const auditKey = await readOrMakeAuditKey(folder)
    requireFacts({ database, auditKey, path })
    return sqliteLedger(
      { database, reader: { zone, language }, clock, highWater, auditKey, path, onFailed, reserve },
      lock.release,
    )
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A ledger and the space that it reserves on its disk. */
export interface OpenedLedger {
  readonly ledger: Ledger
  readonly reserve: Pick<LedgerReserve, 'stands' | 'restore' | 'neededBytes'>
}

/** How the daemon opens a ledger that has the system's clock. */
export type OpenForDaemon = (options: {
  readonly folder: string
  readonly zone: string
  readonly language: Language
  readonly mount: Mounted | null
  readonly reserveBytes: number
  readonly onFailed: (error: KnownError) => void
}) => Promise<OpenedLedger>

/**
 * In this thread, for callers that bring their own clock. `openLedgerInThread` does the same in
 * another one.
 */
export async function openLedgerHere(
  options: Omit<LedgerOptions, 'reserve'> & { readonly reserveBytes: number },
): Promise<OpenedLedger> {
  const { reserveBytes, ...rest } = options
  const reserve = openReserve(options.folder, reserveBytes)
  return { ledger: await openLedger({ ...rest, reserve }), reserve }
}

/** @throws KnownError LEDGER-MISSING, LEDGER-DAMAGED, LEDGER-FAILED. Writing verbs of the result reject. */
export function openLedgerToRead({
  folder,
  zone = machineZone(),
  language = 'en',
}: Pick<LedgerOptions, 'folder' | 'zone' | 'language'>): Ledger {
  return sqliteLedgerToRead(connectToRead(join(folder, 'ledger.db')), { zone, language })
}

function notLocal(folder: string, fileSystem: string): KnownError {
  return new KnownError(message('CONFIG-INVALID', { why: 'not-local', folder, fileSystem }))
}
