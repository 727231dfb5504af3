// The verbs on a folder, in this process: for folders on a local disk.

import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { link as makeLink, lstat, rename, unlink } from 'node:fs/promises'
import { forget, makeFolderDurably, syncFolder, writeDurably } from '../lib/files.ts'
import { claim, orphans, remove, seal } from './claim.ts'
import { link, stage, unstage } from './deliver.ts'
import { answering } from './fault.ts'
import { identityOf, look } from './look.ts'
import { mountOf } from './mounts.ts'
import { peek } from './peek.ts'
import { ownFolder } from './places.ts'
import type { ProbeOutcome, Share } from './share.ts'

export function localShare(): Share {
  return {
    probe,
    look,
    peek,
    claim,
    seal,
    stage,
    link,
    unstage,
    remove,
    orphans,
    close: () => Promise.resolve(),
  }
}

/** Creates, links, renames and removes a file of ours: what the folder does not allow shows now, not with a payment in hand. */
function probe({ folder }: { readonly folder: string }): Promise<ProbeOutcome> {
  return answering<ProbeOutcome>(folder, async () => {
    const identity = await identityOf(folder)
    const own = join(folder, ownFolder)
    await makeFolderDurably(own, 0o700)
    const first = join(own, `probe-${process.pid}`)
    const second = `${first}-2`
    await forget(second)
    await writeDurably(first, 'pesit-drop tries what this folder allows')
    const shareNowNs = String((await lstat(first, { bigint: true })).ctimeNs)
    const hardLinks = await tryLink(first, second)
    await rename(first, join(folder, `${ownFolder}-probe`))
    await unlink(join(folder, `${ownFolder}-probe`))
    await syncFolder(folder)
    const mount = mountOf(await realpath(folder), await mountinfo())
    return {
      kind: 'usable',
      identity,
      fileSystem: mount?.fileSystem ?? 'unknown',
      network: mount?.network ?? false,
      hardLinks,
      shareNowNs,
    }
  })
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await makeLink(from, to)
    await unlink(to)
    return true
  } catch {
    // Some file systems have no hard links; the inbox must know.
    return false
  }
}

/** Empty where there is no such file: then nothing is taken for a network share. */
async function mountinfo(): Promise<string> {
  return readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
}
