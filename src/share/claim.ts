// Claim: how a file in a shared folder becomes ours. Seal (seal.ts) comes after it.
//
// Claim is a rename within the folder's file system, under the file's own name, into a folder of this
// look: `.pesit-drop/claimed/<look>/`. The rename is the only arbiter between us, the ERP and another
// node. Then one fsync of that folder and one of the outbox serve all files of the look. A crash before
// the fsync leaves each file in one of the two places, never in both; a crash after it leaves it claimed,
// and recovery finds it there by its name.
//
// What was claimed must be what was looked at and found complete. Between the last lstat and the rename
// another file may have taken the name, or its writer may have gone on: then it is given back, by a link
// that replaces nothing, and the next look judges it anew. What lies beside it counts as it is now, too: its
// marker must be there still, and an order to cancel it that came since the look is told. Only where that cannot be done (a third file has
// the name by now, or the file system has no hard links) it stays claimed, and seal is the judge.
//
// A batch that fails in the middle answers for what it took: the rest was refused. A fault as the answer
// means that nothing was taken, or that the disk did not confirm it; `orphans` knows which.

import { constants } from 'node:fs'
import { access, link, lstat, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import { codeOf, isFull, makeFolderDurably, said, syncFolder } from '../lib/files.ts'
import type { Alive } from './copy.ts'
import { faultOf } from './fault.ts'
import { mustBe, seeFile } from './look.ts'
import {
  cancelName,
  claimedFolder,
  claimedRoot,
  incomingFolder,
  isPlainName,
  ownFolder,
} from './places.ts'
import type {
  ClaimedFile,
  ClaimOutcome,
  ClaimRequest,
  FileToClaim,
  OrphansOutcome,
  SeenFile,
} from './share.ts'

export async function claim(
  { folder, look, files, expected = null, cancels = false }: ClaimRequest,
  alive: Alive = () => undefined,
): Promise<ClaimOutcome> {
  const target = claimedFolder(folder, look)
  try {
    // The outbox itself is never made: its share may only be gone for now.
    await mustBe(folder, expected)
    await makeFolderDurably(target, 0o700)
    const claimed = await claimEach({ folder, target, cancels }, files, alive)
    if (!claimed.some(({ kind }) => kind === 'claimed')) {
      await rmdir(target).catch(() => undefined)
      return { kind: 'claimed', files: claimed }
    }
    failpoint('claim.renamed')
    await syncFolder(target)
    failpoint('claim.own-synced')
    await syncFolder(folder)
    failpoint('claim.synced')
    return { kind: 'claimed', files: claimed }
  } catch (error) {
    return faultOf(folder, error)
  }
}

interface Way {
  readonly folder: string
  readonly target: string
  readonly cancels: boolean
}

async function claimEach(
  way: Way,
  files: readonly FileToClaim[],
  alive: Alive,
): Promise<readonly ClaimedFile[]> {
  const claimed: ClaimedFile[] = []
  for (const [index, file] of files.entries()) {
    try {
      claimed.push(await claimOne(way, file))
    } catch (error) {
      if (!claimed.some(({ kind }) => kind === 'claimed')) throw error
      const { sentence } = faultOf(way.folder, error)
      const rest = files.slice(index).map(({ name }) => refused(name, sentence))
      return [...claimed, ...rest]
    }
    alive()
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
  if ('why' in now || now.changedNs !== seen.changedNs || !isSame(now, seen))
    return { name, kind: 'changed' }
  if (seen.marker !== undefined && !(await isFileAt(way.folder, seen.marker)))
    return { name, kind: 'changed' }
  const stopped = way.cancels && (await isFileAt(way.folder, cancelName(name)))
  const taken = await take(way, seen)
  return stopped && taken.kind === 'claimed' ? { ...taken, stopped } : taken
}

async function isFileAt(folder: string, name: string): Promise<boolean> {
  const seen = await seeFile(folder, name)
  return seen !== null && !('why' in seen)
}

async function take(way: Way, seen: SeenFile): Promise<ClaimedFile> {
  const { name } = seen
  const from = join(way.folder, name)
  try {
    // A file that we may move but not read would be stuck with us.
    await access(from, constants.R_OK)
    failpoint('claim.taking')
    await rename(from, join(way.target, name))
  } catch (error) {
    return afterFailedRename(way, seen, error)
  }
  failpoint('claim.one')
  return confirmed(way, seen)
}

/** Of the times only that of the bytes: a rename changes the other. */
function isSame(a: SeenFile, b: SeenFile): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.modifiedNs === b.modifiedNs
}

/** On NFS the winner may be told that it failed: our own name tells. Another disk stops the outbox. */
async function afterFailedRename(way: Way, seen: SeenFile, error: unknown): Promise<ClaimedFile> {
  const { name } = seen
  const code = codeOf(error)
  if (code === 'EXDEV' || code === 'EROFS' || isFull(error)) throw error
  if ((await seeFile(way.target, name)) !== null) return confirmed(way, seen)
  if (code === 'ENOENT') return { name, kind: 'gone' }
  return refused(name, `${name} could not be taken yet: ${said(error)}.`)
}

/** It is with us: is it what was looked at? */
async function confirmed(way: Way, seen: SeenFile): Promise<ClaimedFile> {
  const { name, sizeBytes } = seen
  const taken = await seeFile(way.target, name)
  // Somebody works in our own folder: `seal` will say that it is gone, and a person hears of it.
  if (taken === null) return { name, kind: 'claimed', sizeBytes }
  if (!('why' in taken) && isSame(taken, seen)) return { name, kind: 'claimed', sizeBytes }
  if (await givenBack(way, name)) return { name, kind: 'changed' }
  return { name, kind: 'claimed', sizeBytes: 'why' in taken ? sizeBytes : taken.sizeBytes }
}

async function givenBack({ folder, target }: Way, name: string): Promise<boolean> {
  try {
    await link(join(target, name), join(folder, name))
  } catch {
    // The name has another file by now, or there are no hard links here: nothing may be replaced.
    return false
  }
  await unlink(join(target, name))
  return true
}

/** What lies in our own folders, durable in its place before it is told: an earlier life may have died between the rename and its fsync. */
export async function orphans(
  request: {
    readonly folder: string
    readonly after: { look: string; name: string } | null
    readonly limit: number
  },
  alive: Alive = () => undefined,
): Promise<OrphansOutcome> {
  const { folder, after, limit } = request
  try {
    const claimed: Orphan[] = []
    let more = false
    for (const look of await entries(claimedRoot(folder))) {
      if (after !== null && look < after.look) continue
      const found = await orphansIn(folder, look, after?.look === look ? after.name : null)
      more = found.length > limit - claimed.length
      claimed.push(...found.slice(0, limit - claimed.length))
      if (more) break
      alive()
    }
    await settle(folder, claimed)
    const incoming = more ? [] : (await entries(incomingFolder(folder))).slice(0, limit)
    return { kind: 'found', claimed, incoming, more }
  } catch (error) {
    return faultOf(folder, error)
  }
}

interface Orphan {
  readonly look: string
  readonly name: string
  readonly sizeBytes: number
}

/** Regular files, however many names they have: what was taken while it got a second one is owed too. */
async function orphansIn(folder: string, look: string, after: string | null): Promise<Orphan[]> {
  const place = claimedFolder(folder, look)
  const found: Orphan[] = []
  for (const name of await entries(place)) {
    if (after !== null && name <= after) continue
    const sizeBytes = await sizeOf(join(place, name))
    if (sizeBytes !== null) found.push({ look, name, sizeBytes })
  }
  return found
}

/** null: no regular file, or removed meanwhile. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const file = await lstat(path)
    return file.isFile() ? file.size : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function settle(folder: string, claimed: readonly Orphan[]): Promise<void> {
  if (claimed.length === 0) return
  for (const look of new Set(claimed.map((orphan) => orphan.look)))
    await syncFolder(claimedFolder(folder, look))
  await syncFolder(claimedRoot(folder))
  await syncFolder(join(folder, ownFolder))
  await syncFolder(folder)
}

/** A stray file where a folder should be has no entries. */
async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isPlainName).sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
    throw error
  }
}
