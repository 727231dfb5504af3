// Opens a shared folder, and our own folders in it, in such a way that nobody who may write there can lead us
// to another place.
//
// The owner of an outbox or an inbox may rename its entries at any time: he can put a link or a folder of his
// own in the place of `.pesit-drop/incoming`, and so make us read, overwrite or remove files that only we may
// access. A path that was checked is therefore not safe a moment later. Each step opens its folders again,
// one below the other, and works on the open descriptors:
//
//   above the folder    open-path.ts: links are followed only where nobody but the administrator and we can
//                       make them
//   the folder itself   not a link; it is the folder that was scanned (device and inode), and the path leads
//                       to it
//   .pesit-drop, below  never a link; on the same device; it belongs to us, and nobody else may write in it.
//                       Where a file system reports false owners, this cannot be checked:
//                       share/owner/private-folder.ts
//   names inside        one component each, so that they cannot lead out of the folder
//   work                by `/proc/self/fd/N/name`: the kernel starts at the open folder, whatever its path is
//                       now
//   close               at the end of the step: an open folder would keep a share mounted, and would follow a
//                       folder that was moved away
//
// The folders are opened with O_PATH: this reads nothing, needs no right to list, and never waits for a pipe.

import { type BigIntStats, closeSync, constants, fstat, open } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { failpoint } from '../lib/failpoint.ts'
import { asKnown, syncFolder, syncParent } from '../disk/durable.ts'
import { systemErrorCode } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { mayWorkIn } from './owner/private-folder.ts'
import { isPlainName, ownFolder } from './places.ts'
import type { Rights } from './looking.ts'
import type { FolderIdentity } from './looking.ts'
import { oPath, openPath } from './open-path.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { Argument } from '../wording/entry.ts'

const openFile = promisify(open)
const stateOf = promisify(fstat)

export interface Folder {
  /** The path in the configuration and in messages. */
  readonly path: string
  /** The path for system calls, valid during the step. */
  readonly at: string
  readonly device: bigint
  readonly inode: bigint
}

/** The folders that one step has open. */
export interface FolderStep {
  readonly top: Folder
  readonly identity: FolderIdentity
  /** The permissions of the folder itself. */
  readonly rights: Rights
  /**
   * A directory above the folder in which others may write: they can replace the whole folder. null: none.
   */
  readonly writableAbove: string | null
  /** Opens `.pesit-drop`, or a folder below it; null when it does not exist. */
  find(...names: readonly string[]): Promise<Folder | null>
  /** The same, but creates the folders that are missing, durably. */
  make(...names: readonly string[]): Promise<Folder>
}

/**
 * The path for system calls of a name in this folder. @throws KnownError when it is a path and not a name.
 */
export function entryPath({ at, path }: Folder, name: string): string {
  if (isPlainName(name)) return `${at}/${name}`
  throw new KnownError(message('FOLDER-FORBIDDEN', { folder: path, why: 'not-a-name', name }))
}

/**
 * Opens the folder, does the work in it, and closes what was opened. No part of the work may continue after
 * it returns. @throws KnownError FOLDER-MOVED when the folder is not the expected one; FOLDER-NOT-OURS,
 * FOLDER-LINK for attempts to lead us elsewhere.
 */
export async function inFolder<T>(
  folder: string,
  expected: FolderIdentity | null | undefined,
  work: (step: FolderStep) => Promise<T>,
): Promise<T> {
  const opened: number[] = []
  const keep = (fd: number, path: string) => {
    opened.push(fd)
    names.set(fd, path)
    return `/proc/self/fd/${fd}`
  }
  try {
    return await work(await openStep(folder, expected ?? null, keep))
  } catch (error) {
    throw withPaths(error)
  } finally {
    for (const fd of opened) {
      names.delete(fd)
      closeSync(fd)
    }
  }
}

type Keep = (fd: number, path: string) => string

async function openStep(
  folder: string,
  expected: FolderIdentity | null,
  keep: Keep,
): Promise<FolderStep> {
  const { fd, found, writableAbove } = await openPath(folder)
  const top = { path: folder, at: keep(fd, folder), device: found.dev, inode: found.ino }
  const identity = { device: String(found.dev), inode: String(found.ino) }
  if (expected !== null && !isSameFolder(expected, identity))
    throw new KnownError(message('FOLDER-MOVED', { folder, why: 'another-folder' }))
  const known = new Map<string, Folder>()
  const below = async (names: readonly string[], isMade: boolean): Promise<Folder | null> => {
    let place: Folder = top
    for (const name of [ownFolder, ...names]) {
      const path = join(place.path, name)
      const next = known.get(path) ?? (await openOwn(top, place, { name, isMade, keep }))
      if (next === null) return null
      known.set(path, next)
      place = next
    }
    return place
  }
  return {
    top,
    identity,
    rights: rightsOf(found),
    writableAbove,
    find: (...names) => below(names, false),
    make: async (...names) => (await below(names, true)) as Folder,
  }
}

/** In the place of an inode: the file system invents another inode each time, so the inode proves nothing. */
export const anyInode = 'varies'

function isSameFolder(expected: FolderIdentity, found: FolderIdentity): boolean {
  if (expected.device !== found.device) return false
  return expected.inode === anyInode || expected.inode === found.inode
}

export function rightsOf({ uid, gid, mode }: BigIntStats): Rights {
  return { uid: Number(uid), gid: Number(gid), mode: Number(mode) & 0o7777 }
}

interface Own {
  readonly name: string
  readonly isMade: boolean
  readonly keep: Keep
}

/** Opens one of our own folders. null: it does not exist, and is not to be created. */
async function openOwn(top: Folder, parent: Folder, own: Own): Promise<Folder | null> {
  const { name, isMade } = own
  let fd = await openBelow(parent, name)
  if (fd === null && !isMade) return null
  const isOlder = fd !== null
  fd ??= await makeBelow(parent, name)
  const path = join(parent.path, name)
  const at = own.keep(fd, path)
  const found = await stateOf(fd, { bigint: true })
  if (found.dev !== top.device)
    throw new KnownError(message('FOLDER-OTHER-DISK', { folder: top.path, path }))
  await mayWorkIn(top, path, found)
  const key = `${path} ${found.ino}`
  if (isMade && isOlder) await syncOnce(parent, key)
  else if (!isOlder) settle(key)
  return { path, at, device: found.dev, inode: found.ino }
}

async function openBelow(parent: Folder, name: string): Promise<number | null> {
  try {
    return await openFile(
      entryPath(parent, name),
      oPath | constants.O_DIRECTORY | constants.O_NOFOLLOW,
    )
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT') return null
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error
    throw new KnownError(
      message('FOLDER-NOT-OURS', { path: join(parent.path, name), why: 'no-folder', owner: 0 }),
    )
  }
}

async function makeBelow(parent: Folder, name: string): Promise<number> {
  failpoint('share.folder-making')
  try {
    await mkdir(entryPath(parent, name), { mode: 0o700 })
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw asKnown(error, join(parent.path, name))
  }
  failpoint('share.folder-made')
  await syncFolder(parent.at)
  failpoint('share.folder-synced')
  const fd = await openBelow(parent, name)
  if (fd !== null) return fd
  throw new KnownError(
    message('FOLDER-MISSING', { folder: join(parent.path, name), why: 'removed-at-once' }),
  )
}

/** Our own folders whose entry in their parent is known to be durable. */
const settled = new Set<string>()
const maximumSettled = 1000

/** A folder that exists may have been created by a process that died before it synced the parent. */
async function syncOnce(parent: Folder, key: string): Promise<void> {
  if (settled.has(key)) return
  await syncParent(parent.at, true)
  settle(key)
}

function settle(key: string): void {
  if (settled.size >= maximumSettled) settled.clear()
  settled.add(key)
}

/** The path of each open descriptor: errors of the kernel contain only the number. */
const names = new Map<number, string>()

/** Returns the text with the folders' own paths in the place of descriptors. */
export function withPathsIn(text: string): string {
  return text.replaceAll(
    /\/proc\/self\/fd\/(\d+)/g,
    (whole, fd: string) => names.get(Number(fd)) ?? whole,
  )
}

function withPaths(error: unknown): unknown {
  if (error instanceof KnownError) {
    const { code, arguments: values } = error.coded
    const named = { code, arguments: withPathsInside(values) } as CodedMessage
    return new KnownError(named, { cause: error.cause })
  }
  if (!(error instanceof Error)) return error
  error.message = withPathsIn(error.message)
  if ('path' in error && typeof error.path === 'string') error.path = withPathsIn(error.path)
  return error
}

/** The same in the arguments of a message: what is shown and stored never names a descriptor. */
function withPathsInside(value: Argument): Argument {
  if (typeof value === 'string') return withPathsIn(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Array) return value.map(withPathsInside)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withPathsInside(inner as Argument)]),
  )
}
