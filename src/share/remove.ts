// Removing what is claimed: the original of a file whose road has ended. One that is not what was sealed any more, as
// its writer went on, is never removed.

import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../lib/files.ts'
import { hashPrefix } from '../lib/hash-prefix.ts'
import type { Alive } from './copy.ts'
import { faultOf } from './fault.ts'
import { claimedFolder } from './places.ts'
import type { RemoveOriginalOutcome, RemoveRequest, SealedAs } from './share.ts'

/**
 * The claimed original, after the bank has the file. Its look's folder goes when it is the last. Without an
 * fsync: an original that a power cut brings back is known to the ledger, and is removed again. One whose
 * writer kept it open and went on writing after the seal is no original any more: it stays.
 */
export async function remove(
  { folder, look, name, sealed }: RemoveRequest,
  alive: Alive = () => undefined,
): Promise<RemoveOriginalOutcome> {
  const place = claimedFolder(folder, look)
  try {
    const changed =
      sealed === undefined ? null : await changeSince(join(place, name), sealed, alive)
    if (changed !== null) return changed
    await unlink(join(place, name))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return faultOf(folder, error)
  }
  try {
    await rmdir(place)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return faultOf(folder, error)
  }
  return { kind: 'removed' }
}

type Changed = Extract<RemoveOriginalOutcome, { readonly kind: 'changed' }>

/** null: it is what was sealed. One whose time alone differs (a backup, a virus scanner) is judged by its bytes. */
async function changeSince(path: string, sealed: SealedAs, alive: Alive): Promise<Changed | null> {
  const { size, mtimeNs } = await lstat(path, { bigint: true })
  const sizeBytes = Number(size)
  if (sizeBytes === sealed.sizeBytes && String(mtimeNs) === sealed.modifiedNs) return null
  const beginsTheSame =
    sizeBytes >= sealed.sizeBytes &&
    (await hashOfBeginning(path, sealed.sizeBytes, alive)) === sealed.sha256
  if (beginsTheSame && sizeBytes === sealed.sizeBytes) return null
  return { kind: 'changed', how: beginsTheSame ? 'longer' : 'other', sizeBytes }
}

/** null: it is no file that can be read. */
async function hashOfBeginning(
  path: string,
  untilBytes: number,
  alive: Alive,
): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const handle = await open(path, flags).catch((error: unknown) => {
    if (['ELOOP', 'ENXIO', 'EACCES'].includes(codeOf(error))) return null
    throw error
  })
  if (handle === null) return null
  try {
    if (!(await handle.stat()).isFile()) return null
    const hash = createHash('sha256')
    await hashPrefix(handle, hash, untilBytes, alive)
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}
