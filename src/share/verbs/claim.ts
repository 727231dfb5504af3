// Claim: how a file in a shared folder becomes ours. Seal (seal.ts) comes after it.
//
// Claim is a rename within the folder's file system, under the file's own name, into a folder of this
// look: `.pesit-drop/claimed/<look>/`. The rename is the only arbiter between us, the ERP and another
// node. Then one fsync of that folder and one of the outbox serve all files of the look. A crash before
// the fsync leaves each file in one of the two places, never in both; a crash after it leaves it claimed,
// and recovery finds it there by its name.
//
// What was claimed must be what was looked at and found complete. Between the last lstat and the rename
// another file may have taken the name, or its writer may have gone on: then it is given back, by a link that
// replaces nothing, and the next look judges it anew. What lies beside it counts as it is now, too: its
// marker must be there still, and an order to cancel it that came since the look is told. Only where that
// cannot be done (a third file has the name by now, or the file system has no hard links) it stays claimed,
// and seal is the judge.
//
// An outbox has one owner (share/owner/owner.ts). Whether that is still us is read in the folder before the
// first rename and after the last: a batch that was frozen in between, while somebody else took the folder
// over, is given back.
//
// A batch that fails in the middle answers for what it took: the rest was refused. A fault as the answer
// means that nothing was taken, or that the disk did not confirm it; `orphans` knows which.

import { link, rename, rmdir, unlink } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder } from '../../disk/durable.ts'
import { codeOf, isFull, said } from '../../lib/files/files.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering, faultOf } from '../fault.ts'
import { entry, type Folder, inFolder, type Step, withPathsIn } from '../folder-handle.ts'
import { hindranceAt } from '../hindrance.ts'
import { seeFile } from './look.ts'
import { isHeldBy } from '../owner/owner.ts'
import { openPlain } from '../plain-file.ts'
import { stateOf } from './orphans.ts'
import { cancelName, claimedFolder } from '../places.ts'
import type { Hindrance } from '../looking.ts'
import type { ClaimedFile, ClaimOutcome, ClaimRequest, FileToClaim } from '../share.ts'
import type { SeenFile } from '../looking.ts'
import { whatOf } from '../../wording/sentence.ts'

export function claim(
  { folder, look, files, expected = null, cancels = false, hold }: ClaimRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<ClaimOutcome> {
  return answering<ClaimOutcome>(folder, () =>
    // The outbox itself is never made: its share may only be gone for now.
    inFolder(folder, expected, async (step) => {
      if (hold !== undefined && !(await isHeldBy(step, hold))) return { kind: 'not-ours' }
      const target = await step.make(claimedFolder, look)
      const way = { step, folder: step.top, target, cancels }
      const claimed = await claimEach(way, files, reportProgress)
      // Whoever was frozen among the renames may find, thawed, that the folder is another's by now.
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

/** The folder of a look that took nothing. */
async function forgetLook(step: Step, look: string): Promise<void> {
  const root = await step.make(claimedFolder)
  await rmdir(entry(root, look)).catch(() => undefined)
}

interface Way {
  readonly step: Step
  readonly folder: Folder
  readonly target: Folder
  readonly cancels: boolean
}

async function claimEach(
  way: Way,
  files: readonly FileToClaim[],
  reportProgress: ReportProgress,
): Promise<readonly ClaimedFile[]> {
  const claimed: ClaimedFile[] = []
  for (const [index, file] of files.entries()) {
    try {
      claimed.push(await claimOne(way, file))
    } catch (error) {
      if (!claimed.some(({ kind }) => kind === 'claimed')) throw error
      const sentence = whatOf(faultOf(way.folder.path, error), { zone: 'UTC' })
      const rest = files.slice(index).map(({ name }) => refused(name, sentence))
      return [...claimed, ...rest]
    }
    reportProgress()
  }
  return claimed
}

const refused = (name: string, sentence: string): ClaimedFile => ({
  name,
  kind: 'refused',
  sentence,
})

async function claimOne(way: Way, seen: FileToClaim): Promise<ClaimedFile> {
  const { name } = seen
  const now = await seeFile(way.folder, name)
  if (now === null) return { name, kind: 'gone' }
  if ('unfit' in now || now.changedNs !== seen.changedNs || !isSame(now, seen))
    return { name, kind: 'changed' }
  if (seen.marker !== undefined && !(await isFileAt(way.folder, seen.marker)))
    return { name, kind: 'changed' }
  const stopped = way.cancels && (await isFileAt(way.folder, cancelName(name)))
  const taken = await take(way, seen)
  return stopped && taken.kind === 'claimed' ? { ...taken, stopped } : taken
}

async function isFileAt(folder: Folder, name: string): Promise<boolean> {
  const seen = await seeFile(folder, name)
  return seen !== null && !('unfit' in seen)
}

async function take(way: Way, seen: FileToClaim): Promise<ClaimedFile> {
  const { name } = seen
  const from = entry(way.folder, name)
  try {
    // A file that we may move but not read would be stuck with us.
    const opened = await openPlain(from)
    if (opened === 'unfit') return { name, kind: 'changed' }
    await opened?.handle.close()
  } catch (error) {
    return hindered(way, name, { step: 'read', error })
  }
  try {
    failpoint('claim.taking')
    await rename(from, entry(way.target, name))
  } catch (error) {
    return afterFailedRename(way, seen, error)
  }
  failpoint('claim.one')
  return confirmed(way, seen)
}

/**
 * Of the times only that of the bytes: a rename changes the other. Where the file system makes up an inode at
 * each look, it says nothing: size and time decide then.
 */
function isSame(now: SeenFile, seen: FileToClaim): boolean {
  const isSameInode = now.inode === seen.inode || seen.inodeVaries === true
  return isSameInode && now.sizeBytes === seen.sizeBytes && now.modifiedNs === seen.modifiedNs
}

async function hindered(
  { step }: Way,
  name: string,
  what: { readonly step: Hindrance['step']; readonly error: unknown },
): Promise<ClaimedFile> {
  const sentence = `${name} could not be taken yet: ${withPathsIn(said(what.error))}.`
  return {
    ...{ name, kind: 'refused', sentence },
    hindrance: await hindranceAt(step, name, what),
  }
}

/** On NFS the winner may be told that it failed: our own name tells. Another disk stops the outbox. */
async function afterFailedRename(
  way: Way,
  seen: FileToClaim,
  error: unknown,
): Promise<ClaimedFile> {
  const { name } = seen
  const code = codeOf(error)
  if (code === 'EXDEV' || code === 'EROFS' || isFull(error)) throw error
  if ((await seeFile(way.target, name)) !== null) return confirmed(way, seen)
  if (code === 'ENOENT') return { name, kind: 'gone' }
  return hindered(way, name, { step: 'take', error })
}

/** It is with us: is it what was looked at? */
async function confirmed(way: Way, seen: FileToClaim): Promise<ClaimedFile> {
  const { name, sizeBytes } = seen
  const taken = await seeFile(way.target, name)
  // Somebody works in our own folder: `seal` will say that it is gone, and a person hears of it.
  if (taken === null) return { name, kind: 'claimed', sizeBytes }
  if (!('unfit' in taken) && isSame(taken, seen)) return { name, kind: 'claimed', sizeBytes }
  const isFolder = 'unfit' in taken && (await stateOf(way.target, name))?.isDirectory() === true
  if (await givenBack(way, { name, isFolder })) return { name, kind: 'changed' }
  return { name, kind: 'claimed', sizeBytes: 'unfit' in taken ? sizeBytes : taken.sizeBytes }
}

/** What cannot be given back stays claimed, under the name of our ledger: nobody else takes it for his. */
async function giveAllBack(way: Way, claimed: readonly ClaimedFile[]): Promise<void> {
  for (const { kind, name } of claimed)
    if (kind === 'claimed') await givenBack(way, { name, isFolder: false })
}

interface TakenInstead {
  readonly name: string
  readonly isFolder: boolean
}

async function givenBack({ folder, target }: Way, taken: TakenInstead): Promise<boolean> {
  const { name } = taken
  try {
    // A folder has one name only; its rename replaces no file, and no folder in which something lies.
    if (taken.isFolder) {
      await rename(entry(target, name), entry(folder, name))
      return true
    }
    await link(entry(target, name), entry(folder, name))
  } catch {
    // The name has another file by now, or there are no hard links here: nothing may be replaced.
    return false
  }
  await unlink(entry(target, name))
  return true
}
