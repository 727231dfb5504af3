// The verbs on a folder, run in this process: for folders on a local disk.

import { lstat, readdir, readlink, rename, unlink } from 'node:fs/promises'
import { syncFolder, writeDurably } from '../disk/durable.ts'
import { systemErrorCode, forget } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { claim } from './verbs/claim.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { ReportProgress } from '../lib/waiting/progress-deadline.ts'
import { link, stage, unstage } from './verbs/deliver.ts'
import { answering } from './fault.ts'
import { anyInode, entryPath, type Folder, inFolder, type FolderStep } from './folder-handle.ts'
import { look } from './verbs/look.ts'
import { isGone, type Mount, mountOf, readMounts } from './mount/mounts.ts'
import { held, takeOwnership, owner, renew } from './owner/owner.ts'
import { tryOwners } from './owner/private-folder.ts'
import { orphans } from './verbs/orphans.ts'
import { peek } from './verbs/peek.ts'
import { ownFolder } from './places.ts'
import { removeFile } from './verbs/remove.ts'
import { seal } from './verbs/seal.ts'
import { clear, showStatusFile } from './verbs/status-file.ts'
import type { FolderProbe, Share } from './share.ts'
import type { FolderIdentity } from './looking.ts'
import { hardLinksWork } from './verbs/without-links.ts'

/** `reportProgress` is called while a verb that may take long makes progress. */
export function localShare(reportProgress: ReportProgress = () => undefined): Share {
  return {
    probe,
    look: (request) => look(request, reportProgress),
    peek,
    claim: (request) => claim(request, reportProgress),
    seal: (request) => seal(request, reportProgress),
    stage: (request) => stage(request, reportProgress),
    link,
    unstage,
    remove: (request) => removeFile(request, reportProgress),
    show: showStatusFile,
    clear: (request) => clear(request, reportProgress),
    orphans: (request) => orphans(request, reportProgress),
    owner,
    own: takeOwnership,
    renew,
    held,
    close: () => Promise.resolve(),
  }
}

/**
 * Creates, links, renames and removes a file of ours, so that an operation that the folder does not allow is
 * found now and not while a payment is being handled.
 */
function probe({ folder, before = null }: Parameters<Share['probe']>[0]): Promise<FolderProbe> {
  return answering<FolderProbe>(folder, () =>
    inFolder(folder, null, async (step) => {
      const { top, identity } = step
      const mount = mountOf(await readlink(top.at), await readMounts())
      if (before !== null && isGone(before, mount)) throw unmounted(folder, before)
      const warnings = await warningsOf(step, mount?.fileSystem ?? 'unknown')
      const own = await step.make()
      await sweepProbes(own)
      const name = `probe-${process.pid}`
      await writeDurably(entryPath(own, name), 'pesit-drop tries what this folder allows')
      const shareNowNs = String((await lstat(entryPath(own, name), { bigint: true })).ctimeNs)
      const hardLinks = await hardLinksWork(own.at)
      const shown = entryPath(top, `${ownFolder}-probe`)
      await rename(entryPath(own, name), shown)
      await unlink(shown)
      await syncFolder(top.at)
      const network = mount?.network ?? false
      return {
        kind: 'usable',
        identity: network ? await lasting(folder, identity) : identity,
        mount,
        fileSystem: mount?.fileSystem ?? 'unknown',
        network,
        hardLinks,
        shareNowNs,
        warnings,
      }
    }),
  )
}

/**
 * Some servers invent another inode each time, also for folders. Then only the device identifies the folder:
 * it shows that the share is still mounted, and a local folder beneath it is not mistaken for it.
 */
async function lasting(folder: string, first: FolderIdentity): Promise<FolderIdentity> {
  const again = await inFolder(folder, null, ({ identity }) => Promise.resolve(identity))
  const varies = again.device === first.device && again.inode !== first.inode
  return varies ? { ...first, inode: anyInode } : first
}

/** Returns warnings about what the folder should not allow to others. */
async function warningsOf(
  { top, writableAbove }: FolderStep,
  fileSystem: string,
): Promise<CodedMessage[]> {
  const folder = top.path
  return [
    ...(writableAbove === null
      ? []
      : [message('FOLDER-ABOVE-WRITABLE', { folder, above: writableAbove })]),
    ...((await tryOwners(top)) ? [] : [message('FOLDER-OWNERS-UNKNOWN', { folder, fileSystem })]),
  ]
}

/** The names of files of a probe; they contain the id of the process that made them. */
const ofProbe = /^probe-(?:link-)?(\d+)(?:-2)?(?:\.tmp)?$/

/**
 * Removes the files of processes that died during a probe. A process of another machine may look dead from
 * here: then its probe, if one is in progress, fails, and is repeated a second later.
 */
async function sweepProbes(own: Folder): Promise<void> {
  for (const name of await readdir(own.at)) {
    const pid = Number(ofProbe.exec(name)?.[1] ?? Number.NaN)
    if (!Number.isNaN(pid) && !isAlive(pid)) await forget(entryPath(own, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH'
  }
}

function unmounted(folder: string, { mountPoint, fileSystem }: Mount): KnownError {
  return new KnownError(
    message('FOLDER-MOVED', { folder, why: 'not-mounted', mountPoint, fileSystem }),
  )
}
