// The part of a file that is being received: opened where it can go on, and made durable.

import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, truncate } from 'node:fs/promises'
import { asKnown } from '../disk/durable.ts'
import { forget, errorText } from '../lib/files/files.ts'
import { createHashingWriter, type HashingWriter, hashPrefix } from '../lib/files/hashing-writer.ts'
import { KnownError } from '../wording/known-error.ts'
import type { SyncPoint } from '../journey/transfer.ts'
import { message } from '../wording/catalogue.ts'

export interface Part {
  readonly file: FileHandle
  readonly writer: HashingWriter
  /** Where it goes on; null: from the start. */
  readonly resume: SyncPoint | null
}

interface PartDeps {
  readonly ledger: SyncPoints
  readonly spool: { part(id: string): string }
  readonly syncSpool: () => Promise<void>
}

/** Opens the part at the last recorded point, what lies behind it cut off. */
export async function openPart({ ledger, spool, syncSpool }: PartDeps, id: string): Promise<Part> {
  const path = spool.part(id)
  const point = (await ledger.syncPoints(id)).at(-1) ?? null
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  const { size } = await file.stat()
  const resume = point !== null && size >= point.offsetBytes ? point : null
  const offset = resume?.offsetBytes ?? 0
  await truncate(path, offset)
  const hash = createHash('sha256')
  await hashPrefix(file, hash, offset)
  await syncSpool()
  return { file, writer: createHashingWriter(file, { offset, hash }), resume }
}

export async function flushed(writer: HashingWriter, folder: string): Promise<void> {
  try {
    await writer.flush()
  } catch (error) {
    throw asKnown(error, folder)
  }
}

export async function dataSynced(file: FileHandle, path: string): Promise<void> {
  try {
    await file.datasync()
  } catch (cause) {
    throw new KnownError(
      message('FILE-SYNC-FAILED', { path, why: 'not-confirmed', error: errorText(cause) }),
      {
        cause,
      },
    )
  }
}

export const fromStart: SyncPoint = {
  number: 0,
  offsetBytes: 0,
  articles: 0,
  confirmed: true,
  carry: '',
}

/** What the disk did not confirm is worth nothing, all of it: the next attempt begins with a new file. */
export async function confirmedOrGone(
  { ledger, spool }: Pick<PartDeps, 'ledger' | 'spool'>,
  { id, file }: { readonly id: string; readonly file: FileHandle },
  confirm: () => Promise<void>,
): Promise<void> {
  try {
    await confirm()
  } catch (error) {
    await file.close().catch(() => undefined)
    await ledger.saveSync(id, fromStart)
    await forget(spool.part(id))
    throw error
  }
}
