// The verbs on a folder, in this process: for folders on a local disk.

import { lstat, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, forget, makeFolderDurably, syncFolder, writeDurably } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import { claim, orphans } from './claim.ts'
import type { Alive } from './copy.ts'
import { link, stage, unstage } from './deliver.ts'
import { answering } from './fault.ts'
import { identityOf, look } from './look.ts'
import { mountAt } from './mount-at.ts'
import { isGone, type Mount } from './mounts.ts'
import { peek } from './peek.ts'
import { ownFolder } from './places.ts'
import { remove } from './remove.ts'
import { seal } from './seal.ts'
import { show } from './status-file.ts'
import type { ProbeOutcome, Share } from './share.ts'
import { hardLinksWork } from './without-links.ts'

/** `alive` is called while a verb that may take long is getting on. */
export function localShare(alive: Alive = () => undefined): Share {
  return {
    probe,
    look: (request) => look(request, alive),
    peek,
    claim: (request) => claim(request, alive),
    seal: (request) => seal(request, alive),
    stage: (request) => stage(request, alive),
    link,
    unstage,
    remove: (request) => remove(request, alive),
    show,
    orphans: (request) => orphans(request, alive),
    close: () => Promise.resolve(),
  }
}

/** Creates, links, renames and removes a file of ours: what the folder does not allow shows now, not with a payment in hand. */
function probe({ folder, before = null }: Parameters<Share['probe']>[0]): Promise<ProbeOutcome> {
  return answering<ProbeOutcome>(folder, async () => {
    const identity = await identityOf(folder)
    const mount = await mountAt(folder)
    if (before !== null && isGone(before, mount)) throw unmounted(folder, before)
    const own = join(folder, ownFolder)
    await makeFolderDurably(own, 0o700)
    await mustBeOurs(own)
    await sweepProbes(own)
    const first = join(own, `probe-${process.pid}`)
    await writeDurably(first, 'pesit-drop tries what this folder allows')
    const shareNowNs = String((await lstat(first, { bigint: true })).ctimeNs)
    const hardLinks = await hardLinksWork(own)
    await rename(first, join(folder, `${ownFolder}-probe`))
    await unlink(join(folder, `${ownFolder}-probe`))
    await syncFolder(folder)
    return {
      kind: 'usable',
      identity,
      mount,
      fileSystem: mount?.fileSystem ?? 'unknown',
      network: mount?.network ?? false,
      hardLinks,
      shareNowNs,
    }
  })
}

/** Files of a probe, with the process that made them. */
const ofProbe = /^probe-(?:link-)?(\d+)(?:-2)?(?:\.tmp)?$/

/**
 * What a process that died in its probe left. One of another machine may be taken for dead: then its probe fails
 * where it was being made just now, and is made again a second later.
 */
async function sweepProbes(own: string): Promise<void> {
  for (const name of await readdir(own)) {
    const pid = Number(ofProbe.exec(name)?.[1] ?? Number.NaN)
    if (!Number.isNaN(pid) && !isAlive(pid)) await forget(join(own, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

function unmounted(folder: string, { mountPoint, fileSystem }: Mount): KnownError {
  return new KnownError(
    'FOLDER-MOVED',
    `${folder} lay on ${mountPoint} (${fileSystem}), which is not mounted now: nothing is done in the empty folder below it.`,
  )
}

/** Who writes into the folder may have put a link in the place of ours: what we take would go elsewhere. */
async function mustBeOurs(own: string): Promise<void> {
  if ((await lstat(own)).isDirectory()) return
  throw new KnownError(
    'FOLDER-FORBIDDEN',
    `${own} is not a folder but something else that was put in its place. Remove it.`,
  )
}
