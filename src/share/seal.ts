// Seal copies a claimed file to the local spool while hashing, because a writer that kept its descriptor
// open still writes into a renamed file. The copy counts only if the file is the same before and after
// (inode, size, both times). From then on nothing reads the shared file again.
//
// `<target>.tmp` is written anew, fsynced, and renamed to `<target>`. A crash before the rename leaves a
// `.tmp` that the next seal removes; a crash after it leaves a copy that the next seal replaces by the same.
// The caller fsyncs the spool folder, one for many, before it says anywhere that the file is sealed.

import { constants } from 'node:fs'
import { type FileHandle, lstat, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import { asKnown, codeOf, forget, synced } from '../lib/files.ts'
import { type Alive, type Copied, copyHashing, type Source } from './copy.ts'
import { blame, faultOf } from './fault.ts'
import { claimedFolder, claimedRoot } from './places.ts'
import type { SealOutcome, SealRequest } from './share.ts'

export async function seal(
  request: SealRequest,
  alive: Alive = () => undefined,
): Promise<SealOutcome> {
  const { folder, look, name, target } = request
  let handle: FileHandle
  try {
    // Without following links, and without waiting on a pipe that somebody put there.
    handle = await open(
      join(claimedFolder(folder, look), name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
  } catch (error) {
    return notOpened(folder, error)
  }
  try {
    return await sealInto(target, { handle, folder }, alive)
  } catch (error) {
    await forget(`${target}.tmp`).catch(() => undefined)
    return faultOf(dirname(target), asKnown(error, target))
  } finally {
    // Nothing was written by it: how it closes says nothing.
    await handle.close().catch(() => undefined)
  }
}

async function notOpened(folder: string, error: unknown): Promise<SealOutcome> {
  const code = codeOf(error)
  // A link or a socket that took the name at the last moment.
  if (code === 'ELOOP' || code === 'ENXIO') return { kind: 'changed' }
  if (code !== 'ENOENT') return faultOf(folder, error)
  try {
    // When our own folder is gone too, the share is: nobody took the file away.
    await lstat(claimedRoot(folder))
    return { kind: 'gone' }
  } catch (other) {
    return faultOf(folder, other)
  }
}

type Original = Omit<Source, 'sizeBytes'>

async function sealInto(target: string, original: Original, alive: Alive): Promise<SealOutcome> {
  const temporary = `${target}.tmp`
  const before = await stateOf(original)
  if (!before.isFile() || before.nlink !== 1n) return { kind: 'changed' }
  await forget(temporary)
  const source = { ...original, sizeBytes: Number(before.size) }
  const copied = await copyDurably(source, temporary, alive)
  failpoint('seal.copied')
  const after = await stateOf(original)
  const unchanged =
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs &&
    BigInt(copied.sizeBytes) === after.size
  if (!unchanged) {
    await forget(temporary)
    return { kind: 'changed' }
  }
  await rename(temporary, target)
  failpoint('seal.renamed')
  return { kind: 'sealed', ...copied, modifiedNs: String(after.mtimeNs) }
}

async function stateOf({ handle, folder }: Original) {
  try {
    return await handle.stat({ bigint: true })
  } catch (error) {
    throw blame(folder, error)
  }
}

async function copyDurably(source: Source, path: string, alive: Alive): Promise<Copied> {
  const copy = await open(path, 'wx', 0o600)
  try {
    const copied = await copyHashing(source, copy, alive)
    failpoint('seal.written')
    await synced(copy, path)
    return copied
  } finally {
    await copy.close()
  }
}
