// Claim: how we become the only ones who use a file in a shared folder. Seal (seal.ts) is the next step.
//
// A claim is a rename within the folder's file system, under the file's own name, into a folder of this scan:
// `.pesit-drop/claimed/<look>/`. Only this rename decides between us, the ERP and another node. Then one
// fsync of that folder and one of the outbox serve all files of the scan. A crash before the fsync leaves
// each file in one of the two places, never in both; a crash after it leaves the file claimed, and recovery
// finds it there by its name.
//
// The claimed file must be the one that was scanned and found complete. Between the last lstat and the
// rename, another file may have taken the name, or its writer may have written more. Such a file is given
// back, by a link that replaces nothing, and the next scan judges it again. The files beside it also count as
// they are now: its marker must still exist, and an order to cancel it that was created since the scan is
// reported. The file stays claimed only when it cannot be given back (a third file has the name by now, or
// the file system has no hard links); then seal checks it.
//
// An outbox has one owner (share/owner/owner.ts). Whether we still are the owner is read in the folder before
// the first rename and after the last one: when the process was frozen in between and somebody else took the
// folder over, the files of the batch are given back.
//
// When a batch fails in the middle, the answer lists the files that it claimed, and the rest as refused. A
// fault as the answer means that no file was claimed, or that the disk did not confirm it; `orphans` tells
// which.

import { link, rename, rmdir, unlink } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder } from '../../disk/durable.ts'
import { systemErrorCode, isFull, errorText } from '../../lib/files/files.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering, faultOf } from '../fault.ts'
import { entryPath, type Folder, inFolder, type FolderStep, withPathsIn } from '../folder-handle.ts'
import { hindranceAt } from '../hindrance.ts'
import { seeFile } from './look.ts'
import { isHeldBy } from '../owner/owner.ts'
import { openPlain } from '../plain-file.ts'
import { stateOf } from './orphans.ts'
import { cancelName, claimedFolder } from '../places.ts'
import type { FileHindrance } from '../looking.ts'
import type { ClaimedOriginal, ClaimOutcome, ClaimRequest, FileToClaim } from '../share.ts'
import type { SeenFile } from '../looking.ts'
import { whatOf } from '../../wording/sentence.ts'

export function claim(
  { folder, look, files, expected = null, cancels = false, hold }: ClaimRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<ClaimOutcome> {
  return answering<ClaimOutcome>(folder, () =>
    // The outbox itself is never created: its share may only be unavailable for now.
    inFolder(folder, expected, async (step) => {
      if (hold !== undefined && !(await isHeldBy(step, hold))) return { kind: 'not-ours' }
      const target = await step.make(claimedFolder, look)
      const way = { step, folder: step.top, target, cancels }
      const claimed = await claimEach(way, files, reportProgress)
      // A process that was frozen between the renames may find that somebody else owns the folder now.
      if (hold !== undefined && !(await isHeldBy(step, hold))) {
        await giveAllBack(way, claimed)
        await forgetLook(step, look)
        return { kind: 'not-ours' }
      }
      if (!claimed.some(({ kind }) => kind === 'claimed')) {
        await forgetLook(step, look)
        return { kind: 'claimed', files: claimed }
      }
      failpoint('claim.renamed')
      await syncFolder(target.at)
      failpoint('claim.own-synced')
      await syncFolder(step.top.at)
      failpoint('claim.synced')
      return { kind: 'claimed', files: claimed }
    }),
  )
}

/** Removes the folder of a scan in which no file was claimed. */
async function forgetLook(step: FolderStep, look: string): Promise<void> {
  const root = await step.make(claimedFolder)
  await rmdir(entryPath(root, look)).catch(() => undefined)
}

interface ClaimContext {
  readonly step: FolderStep
  readonly folder: Folder
  readonly target: Folder
  readonly cancels: boolean
}

async function claimEach(
  way: ClaimContext,
  files: readonly FileToClaim[],
  reportProgress: ReportProgress,
): Promise<readonly ClaimedOriginal[]> {
  const claimed: ClaimedOriginal[] = []
  for (const [index, file] of files.entries()) {
    try {
      claimed.push(await claimOne(way, file))
    } catch (error) {
      if (!claimed.some(({ kind }) => kind === 'claimed')) throw error
      const sentence = withPathsIn(whatOf(faultOf(way.folder.path, error), { zone: 'UTC' }))
      const rest = files.slice(index).map(({ name }) => refused(name, sentence))
      return [...claimed, ...rest]
    }
    reportProgress()
  }
  return claimed
}

const refused = (name: string, sentence: string): ClaimedOriginal => ({
  name,
  kind: 'refused',
  sentence,
})

async function claimOne(way: ClaimContext, seen: FileToClaim): Promise<ClaimedOriginal> {
  const { name } = seen
  const now = await seeFile(way.folder, name)
  if (now === null) return { name, kind: 'gone' }
  if ('unfit' in now || now.changedNs !== seen.changedNs || !isSame(now, seen))
    return { name, kind: 'changed' }
  if (seen.marker !== undefined && !(await isFileAt(way.folder, seen.marker)))
    return { name, kind: 'changed' }
  const stopped = way.cancels && (await isFileAt(way.folder, cancelName(name)))
  const taken = await renameToClaimed(way, seen)
  return stopped && taken.kind === 'claimed' ? { ...taken, stopped } : taken
}

async function isFileAt(folder: Folder, name: string): Promise<boolean> {
  const seen = await seeFile(folder, name)
  return seen !== null && !('unfit' in seen)
}

async function renameToClaimed(way: ClaimContext, seen: FileToClaim): Promise<ClaimedOriginal> {
  const { name } = seen
  const from = entryPath(way.folder, name)
  try {
    // If we could rename the file but not read it, it would be stuck in our folder.
    const opened = await openPlain(from)
    if (opened === 'unfit') return { name, kind: 'changed' }
    await opened?.handle.close()
  } catch (error) {
    return hindered(way, name, { step: 'read', error })
  }
  try {
    failpoint('claim.taking')
    await rename(from, entryPath(way.target, name))
  } catch (error) {
    return afterFailedRename(way, seen, error)
  }
  failpoint('claim.one')
  return checkClaimed(way, seen)
}

/**
 * Compares only the modification time, because a rename changes the other time. Where the file system invents
 * an inode each time, the inode is ignored: size and time decide then.
 */
function isSame(now: SeenFile, seen: FileToClaim): boolean {
  const isSameInode = now.inode === seen.inode || seen.inodeVaries === true
  return isSameInode && now.sizeBytes === seen.sizeBytes && now.modifiedNs === seen.modifiedNs
}

async function hindered(
  { step }: ClaimContext,
  name: string,
  what: { readonly step: FileHindrance['step']; readonly error: unknown },
): Promise<ClaimedOriginal> {
  const sentence = `${name} could not be taken yet: ${withPathsIn(errorText(what.error))}.`
  return {
    ...{ name, kind: 'refused', sentence },
    hindrance: await hindranceAt(step, name, what),
  }
}

/** On NFS a rename that succeeded may report an error: our folder shows it. Another disk stops the outbox. */
async function afterFailedRename(
  way: ClaimContext,
  seen: FileToClaim,
  error: unknown,
): Promise<ClaimedOriginal> {
  const { name } = seen
  const code = systemErrorCode(error)
  if (code === 'EXDEV' || code === 'EROFS' || isFull(error)) throw error
  if ((await seeFile(way.target, name)) !== null) return checkClaimed(way, seen)
  if (code === 'ENOENT') return { name, kind: 'gone' }
  return hindered(way, name, { step: 'take', error })
}

/** The file is in our folder: is it the one that was scanned? */
async function checkClaimed(way: ClaimContext, seen: FileToClaim): Promise<ClaimedOriginal> {
  const { name, sizeBytes } = seen
  const taken = await seeFile(way.target, name)
  // Somebody changes our own folder: `seal` will report the file as gone, and an operator is told.
  if (taken === null) return { name, kind: 'claimed', sizeBytes }
  if (!('unfit' in taken) && isSame(taken, seen)) return { name, kind: 'claimed', sizeBytes }
  const isFolder = 'unfit' in taken && (await stateOf(way.target, name))?.isDirectory() === true
  if (await giveBack(way, { name, isFolder })) return { name, kind: 'changed' }
  return { name, kind: 'claimed', sizeBytes: 'unfit' in taken ? sizeBytes : taken.sizeBytes }
}

/** A file that cannot be given back stays claimed under the name of our ledger, so nobody else adopts it. */
async function giveAllBack(way: ClaimContext, claimed: readonly ClaimedOriginal[]): Promise<void> {
  for (const { kind, name } of claimed)
    if (kind === 'claimed') await giveBack(way, { name, isFolder: false })
}

interface TakenInstead {
  readonly name: string
  readonly isFolder: boolean
}

async function giveBack({ folder, target }: ClaimContext, taken: TakenInstead): Promise<boolean> {
  const { name } = taken
  try {
    // A folder cannot have a second link; its rename replaces no file, and no folder that is not empty.
    if (taken.isFolder) {
      await rename(entryPath(target, name), entryPath(folder, name))
      return true
    }
    await link(entryPath(target, name), entryPath(folder, name))
  } catch {
    // Another file has the name by now, or there are no hard links here: no file may be replaced.
    return false
  }
  await unlink(entryPath(target, name))
  return true
}
