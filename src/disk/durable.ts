// Files that must survive a power cut. The one rule (measured on ext4 and XFS): data before name, and the
// folder after the name. fsync the file, give it its name, fsync every folder whose entries changed. If any
// step is left out, a power cut can lose the file, leave it empty, or bring its old name back.
//
// An fsync that failed is never tried again: the kernel may have dropped the data and would report success.

import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import {
  systemErrorCode,
  forget,
  isFull,
  numberOf,
  pathExists,
  errorText,
} from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

/** Makes a folder durable: with an fsync of its own, or with one shared with others (shared-sync.ts). */
export type SyncFolder = (folder: string) => Promise<void>

/** @throws KnownError FILE-SYNC-FAILED. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await synced(handle, folder)
  } finally {
    await handle.close()
  }
}

/** Syncs the bytes of an open file; when that fails, the file must be given up. */
export async function synced(handle: FileHandle, path: string): Promise<void> {
  try {
    await handle.sync()
  } catch (cause) {
    throw new KnownError(
      message('FILE-SYNC-FAILED', { path, why: 'not-confirmed', error: errorText(cause) }),
      {
        cause,
      },
    )
  }
}

/** Writes the file whole under its name, or not at all. Replaces an older file of that name. */
export async function writeDurably(
  path: string,
  content: string | Uint8Array,
  sync: SyncFolder = syncFolder,
): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    await forget(temporary)
    await writeNew(temporary, content)
    failpoint('files.written')
    await rename(temporary, path)
  } catch (error) {
    // What is left of it only takes space, which may be what is short.
    await forget(temporary).catch(() => undefined)
    throw asKnown(error, path)
  }
  failpoint('files.renamed')
  await sync(dirname(path))
  failpoint('files.synced')
}

/** A failure may appear as late as at the close (quotas, network file systems): it counts like any other. */
async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    failpoint('files.writing')
    await synced(handle, path)
  } finally {
    await handle.close()
  }
}

/** Folders whose entry in their parent is known to be durable. */
const settled = new Set<string>()
const maximumSettled = 1000

/**
 * Creates the missing folders of a path, each durable in its parent. A folder that exists may have been
 * created by a failed try or by an earlier run that ended before its parent was synced: so the parent is
 * synced once.
 */
export async function makeFolderDurably(folder: string, mode = 0o750): Promise<void> {
  const isThere = await pathExists(folder)
  if (isThere && settled.has(folder)) return
  const parent = dirname(folder)
  if (!isThere) {
    await makeFolderDurably(parent, mode)
    failpoint('files.folder-making')
    try {
      await mkdir(folder, { mode })
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw asKnown(error, folder)
    }
    failpoint('files.folder-made')
  }
  await syncParent(parent, isThere)
  if (settled.size >= maximumSettled) settled.clear()
  settled.add(folder)
}

/**
 * A parent that we may not read held its folder before we ran: we could not have created the folder there.
 */
export async function syncParent(parent: string, isOlder: boolean): Promise<void> {
  try {
    await syncFolder(parent)
  } catch (error) {
    const code = systemErrorCode(error instanceof KnownError ? error.cause : error)
    if (!isOlder || !['EACCES', 'EPERM', 'EROFS', 'EINVAL'].includes(code)) throw error
  }
}

/** Moves a file within one file system; syncs the new folder first, then the old one. Never copies. */
export async function moveDurably(
  from: string,
  to: string,
  sync: SyncFolder = syncFolder,
): Promise<void> {
  failpoint('files.moving')
  try {
    await rename(from, to)
  } catch (error) {
    throw asKnown(error, to)
  }
  failpoint('files.moved')
  await syncBoth(from, to, sync)
}

/** Syncs both folders of a move that was made, perhaps by an earlier run that died before it was durable. */
export async function syncBoth(
  from: string,
  to: string,
  sync: SyncFolder = syncFolder,
): Promise<void> {
  await sync(dirname(to))
  failpoint('files.place-synced')
  if (dirname(from) !== dirname(to)) await sync(dirname(from))
  failpoint('files.move-synced')
}

/** Turns a full disk into its KnownError; returns any other error as it is, with the path if it has none. */
export function asKnown(error: unknown, path: string): unknown {
  if (error instanceof KnownError) return error
  if (isFull(error))
    return new KnownError(message('DISK-FULL', { what: 'file', path }), { cause: error })
  if (systemErrorCode(error) === '' || (error instanceof Error && 'path' in error)) return error
  const named = new Error(`${path}: ${errorText(error)}`, { cause: error })
  return Object.assign(named, { code: systemErrorCode(error), errno: numberOf(error), path })
}
