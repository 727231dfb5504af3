// Removes a claimed original when its transfer has ended. A file that is no longer what was sealed, because
// its writer continued, is never removed.

import { createHash } from 'node:crypto'
import { lstat, rmdir, unlink } from 'node:fs/promises'
import { systemErrorCode } from '../../lib/files/files.ts'
import { hashPrefix } from '../../lib/files/hashing-writer.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering } from '../fault.ts'
import { entryPath, inFolder, type FolderStep } from '../folder-handle.ts'
import { claimedFolder } from '../places.ts'
import { openPlain } from '../plain-file.ts'
import type { RemoveOriginalOutcome, RemoveRequest, SealedAs } from '../share.ts'

/**
 * Removes the claimed original after the bank has the file, and the folder of its scan when that is empty.
 * There is no fsync: if a power cut brings an original back, the ledger knows it, and it is removed again. A
 * file that its writer kept open and changed after the seal is not the original any more: it stays.
 */
export function removeFile(
  { folder, look, name, sealed }: RemoveRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<RemoveOriginalOutcome> {
  return answering<RemoveOriginalOutcome>(folder, () =>
    inFolder(folder, null, async (step) => {
      const place = await step.find(claimedFolder, look)
      if (place === null) return { kind: 'removed' }
      const path = entryPath(place, name)
      try {
        const changed =
          sealed === undefined ? null : await changeSince(path, sealed, reportProgress)
        if (changed !== null) return changed
        await unlink(path)
      } catch (error) {
        if (systemErrorCode(error) !== 'ENOENT') throw error
      }
      await forgetEmptyLook(step, look)
      return { kind: 'removed' }
    }),
  )
}

async function forgetEmptyLook(step: FolderStep, look: string): Promise<void> {
  const root = await step.find(claimedFolder)
  try {
    if (root !== null) await rmdir(entryPath(root, look))
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemErrorCode(error))) throw error
  }
}

type Changed = Extract<RemoveOriginalOutcome, { readonly kind: 'changed' }>

/**
 * null: the file is what was sealed. When only its modification time differs (a backup, a virus scanner), its
 * bytes decide.
 */
async function changeSince(
  path: string,
  sealed: SealedAs,
  reportProgress: ReportProgress,
): Promise<Changed | null> {
  const { size, mtimeNs } = await lstat(path, { bigint: true })
  const sizeBytes = Number(size)
  if (sizeBytes === sealed.sizeBytes && String(mtimeNs) === sealed.modifiedNs) return null
  const beginsTheSame =
    sizeBytes >= sealed.sizeBytes &&
    (await hashOfBeginning(path, sealed.sizeBytes, reportProgress)) === sealed.sha256
  if (beginsTheSame && sizeBytes === sealed.sizeBytes) return null
  return { kind: 'changed', how: beginsTheSame ? 'longer' : 'other', sizeBytes }
}

/** null: it is not a file that can be read. */
async function hashOfBeginning(
  path: string,
  untilBytes: number,
  reportProgress: ReportProgress,
): Promise<string | null> {
  const opened = await openPlain(path).catch((error: unknown) => {
    if (systemErrorCode(error) === 'EACCES') return 'unfit' as const
    throw error
  })
  if (opened === null || opened === 'unfit') return null
  const { handle } = opened
  try {
    const hash = createHash('sha256')
    await hashPrefix(handle, hash, untilBytes, reportProgress)
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}
