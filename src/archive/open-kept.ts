// The bytes of a transfer, wherever they lie now: in the spool, then in the archive. Whoever has them open
// keeps them, though they are moved or removed meanwhile.

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { codeOf } from '../lib/files/files.ts'
import type { Transfer } from '../journey/transfer.ts'
import { archivedPath } from './places.ts'

/** null: they are in neither place, which is so once the archive has kept them for long enough. */
export async function openKept(
  deps: { readonly dataFolder: string; readonly spool: { bytes(id: string): string } },
  transfer: Transfer,
): Promise<FileHandle | null> {
  const [spool, archive] = [deps.spool.bytes(transfer.id), archivedPath(deps.dataFolder, transfer)]
  // They move from the one to the other: what was not yet there a moment ago may be now.
  for (const path of [spool, archive, spool, archive]) {
    const file = await openPlain(path)
    if (file !== null) return file
  }
  return null
}

async function openPlain(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
