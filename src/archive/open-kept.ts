// Opens the bytes of a transfer where they lie now: first in the spool, later in the archive. An open file
// stays readable even if it is moved or removed meanwhile.

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemErrorCode } from '../lib/files/files.ts'
import type { Transfer } from '../journey/transfer.ts'
import { archivedPath } from './places.ts'

/** null: the bytes are in neither place, for example because the archive's retention has ended. */
export async function openKept(
  deps: { readonly dataFolder: string; readonly spool: { bytes(id: string): string } },
  transfer: Transfer,
): Promise<FileHandle | null> {
  const [spool, archive] = [deps.spool.bytes(transfer.id), archivedPath(deps.dataFolder, transfer)]
  // The file moves from the spool to the archive: it may have moved between two looks.
  for (const path of [spool, archive, spool, archive]) {
    const file = await openPlain(path)
    if (file !== null) return file
  }
  return null
}

export async function isKept(...at: Parameters<typeof openKept>): Promise<boolean> {
  const file = await openKept(...at)
  await file?.close()
  return file !== null
}

async function openPlain(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}
