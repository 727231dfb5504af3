// Claim and seal: how a file in a shared folder becomes ours.
//
// Claim is a rename within the folder's file system, under the file's own name, into a folder of this
// look: `.pesit-drop/claimed/<look>/`. The rename is the only arbiter between us, the ERP and another
// node. Then one fsync of that folder and one of the outbox serve all files of the look. A crash before
// the fsync leaves each file in one of the two places, never in both; a crash after it leaves it claimed,
// and recovery finds it there by its name.
//
// Seal copies a claimed file to the local spool while hashing, because a writer that kept its descriptor
// open still writes into a renamed file. The copy counts only if the file is the same before and after
// (inode, size, both times). From then on nothing reads the shared file again.

import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import {
  asKnown,
  codeOf,
  forget,
  makeFolderDurably,
  said,
  syncFolder,
  synced,
} from '../lib/files.ts'
import { faultOf } from './fault.ts'
import { seeFile } from './look.ts'
import { claimedFolder, claimedRoot, incomingFolder, isPlainName } from './places.ts'
import type {
  ClaimedFile,
  ClaimOutcome,
  ClaimRequest,
  OrphansOutcome,
  RemoveOutcome,
  RemoveRequest,
  SealOutcome,
  SealRequest,
  SeenFile,
} from './share.ts'

export async function claim({ folder, look, files }: ClaimRequest): Promise<ClaimOutcome> {
  const target = claimedFolder(folder, look)
  try {
    await lstat(folder)
    await makeFolderDurably(target, 0o700)
    const claimed: ClaimedFile[] = []
    for (const file of files) claimed.push(await claimOne(folder, target, file))
    failpoint('claim.renamed')
    await syncFolder(target)
    await syncFolder(folder)
    failpoint('claim.synced')
    return { kind: 'claimed', files: claimed }
  } catch (error) {
    return faultOf(folder, error)
  }
}

async function claimOne(folder: string, target: string, seen: SeenFile): Promise<ClaimedFile> {
  const { name } = seen
  const now = await seeFile(folder, name)
  if (now === null) return { name, kind: 'gone' }
  if ('why' in now || !isSame(now, seen)) return { name, kind: 'changed' }
  try {
    await rename(join(folder, name), join(target, name))
    return { name, kind: 'claimed', sizeBytes: now.sizeBytes }
  } catch (error) {
    return afterFailedRename({ name, target }, error)
  }
}

function isSame(a: SeenFile, b: SeenFile): boolean {
  return (
    a.inode === b.inode &&
    a.sizeBytes === b.sizeBytes &&
    a.modifiedNs === b.modifiedNs &&
    a.changedNs === b.changedNs
  )
}

/** On NFS the winner may be told that it failed: our own name tells. Another disk stops the outbox. */
async function afterFailedRename(
  { name, target }: { name: string; target: string },
  error: unknown,
): Promise<ClaimedFile> {
  const code = codeOf(error)
  if (code === 'EXDEV' || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS') throw error
  const ours = await seeFile(target, name)
  if (ours !== null && !('why' in ours)) return { name, kind: 'claimed', sizeBytes: ours.sizeBytes }
  if (code === 'ENOENT') return { name, kind: 'gone' }
  return { name, kind: 'refused', sentence: `${name} could not be taken yet: ${said(error)}.` }
}

const copyBlockBytes = 1024 * 1024

export async function seal({ folder, look, name, target }: SealRequest): Promise<SealOutcome> {
  const temporary = `${target}.tmp`
  let source: FileHandle
  try {
    // Without following links, and without waiting on a pipe that somebody put there.
    source = await open(
      join(claimedFolder(folder, look), name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? { kind: 'gone' } : faultOf(folder, error)
  }
  try {
    const outcome = await copyUnchanged(source, temporary)
    if (outcome.kind !== 'sealed') return outcome
    failpoint('seal.copied')
    await rename(temporary, target)
    failpoint('seal.renamed')
    return outcome
  } catch (error) {
    await forget(temporary)
    return faultOf(dirname(target), asKnown(error, target))
  } finally {
    await source.close()
  }
}

async function copyUnchanged(source: FileHandle, temporary: string): Promise<SealOutcome> {
  const before = await source.stat({ bigint: true })
  if (!before.isFile() || before.nlink !== 1n) return { kind: 'changed' }
  await forget(temporary)
  const copy = await open(temporary, 'wx', 0o600)
  let copied: { sizeBytes: number; sha256: string }
  try {
    copied = await copyHashing(source, copy)
    await synced(copy, temporary)
  } finally {
    await copy.close()
  }
  const after = await source.stat({ bigint: true })
  const unchanged =
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs &&
    BigInt(copied.sizeBytes) === after.size
  if (unchanged) return { kind: 'sealed', ...copied }
  await forget(temporary)
  return { kind: 'changed' }
}

async function copyHashing(
  source: FileHandle,
  copy: FileHandle,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(copyBlockBytes)
  let sizeBytes = 0
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, sizeBytes)
    if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex') }
    const bytes = buffer.subarray(0, bytesRead)
    hash.update(bytes)
    for (let written = 0; written < bytesRead; ) {
      written += (await copy.write(bytes, written, bytesRead - written, sizeBytes + written))
        .bytesWritten
    }
    sizeBytes += bytesRead
  }
}

/** The claimed original, after the bank has the file. Its look's folder goes when it is the last. */
export async function remove({ folder, look, name }: RemoveRequest): Promise<RemoveOutcome> {
  const place = claimedFolder(folder, look)
  try {
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

export async function orphans(request: {
  readonly folder: string
  readonly after: { look: string; name: string } | null
  readonly limit: number
}): Promise<OrphansOutcome> {
  const { folder, after, limit } = request
  try {
    const claimed: { look: string; name: string; sizeBytes: number }[] = []
    for (const look of (await entries(claimedRoot(folder))).filter(
      (one) => after === null || one >= after.look,
    )) {
      for (const name of await entries(claimedFolder(folder, look))) {
        if (after !== null && look === after.look && name <= after.name) continue
        const file = await seeFile(claimedFolder(folder, look), name)
        if (file === null || 'why' in file) continue
        if (claimed.length === limit) return { kind: 'found', claimed, incoming: [], more: true }
        claimed.push({ look, name, sizeBytes: file.sizeBytes })
      }
    }
    const incoming = (await entries(incomingFolder(folder))).slice(0, limit)
    return { kind: 'found', claimed, incoming, more: false }
  } catch (error) {
    return faultOf(folder, error)
  }
}

async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isPlainName).sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
