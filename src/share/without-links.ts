// How a staged file gets its name where a file system has no hard links (some FUSE and SMB servers, FAT).
// `rename` would replace whatever has the name, so the name is reserved first, by an empty file that only
// comes to be when there is none, and the staged file is renamed over this reservation of ours:
//
//   note      `.pesit-drop/names/<id>` says which name is being given, durable
//   reserve   the empty file; when the name is taken, the note goes and nothing was done
//   rename    over our own reservation, then both folders are fsynced
//
// A crash after the note: it is begun again. After the reservation: the note and an empty file of that name
// tell that it is ours. After the rename: the note without a staged file tells that the name was given.
//
// It is weaker than a link: for an instant the inbox shows an empty file, and a file that somebody puts in
// the place of our reservation in that instant would be replaced. It is therefore only done where a link
// between two files of our own fails as well.

import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { failpoint } from '../lib/failpoint.ts'
import {
  codeOf,
  forget,
  makeFolderDurably,
  readJson,
  syncFolder,
  writeDurably,
} from '../lib/files.ts'
import { incomingFolder, namesFolder } from './places.ts'
import type { LinkOutcome } from './share.ts'

const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** Whether an error of `link` may mean that there are none here. */
export function mayLackLinks(error: unknown): boolean {
  return withoutLinks.includes(codeOf(error))
}

/** Tried with files of our own in a folder of ours. */
export async function hardLinksWork(own: string): Promise<boolean> {
  const first = join(own, `probe-link-${process.pid}`)
  const second = `${first}-2`
  await forget(first)
  await forget(second)
  await (await open(first, 'wx', 0o600)).close()
  try {
    await link(first, second)
    await unlink(second)
    return true
  } catch (error) {
    if (mayLackLinks(error)) return false
    throw error
  } finally {
    await forget(first)
  }
}

const notePath = (folder: string, id: string) => join(namesFolder(folder), id)

/** The name that was being given, or has been given, to this file without a link; null: none. */
export async function nameBeingGiven(folder: string, id: string): Promise<string | null> {
  const note = (await readJson(notePath(folder, id))) as { readonly name: string } | null
  return note?.name ?? null
}

export async function forgetName(folder: string, id: string): Promise<void> {
  if (await forget(notePath(folder, id))) await syncFolder(namesFolder(folder))
}

export async function giveName(request: {
  readonly folder: string
  readonly id: string
  readonly name: string
}): Promise<LinkOutcome> {
  const { folder, id, name } = request
  const target = join(folder, name)
  if (!(await isReservedByUs(request, target))) {
    if (!(await reserve(request, target))) {
      await forgetName(folder, id)
      return { kind: 'exists' }
    }
  }
  failpoint('link.reserved')
  await rename(join(incomingFolder(folder), id), target)
  failpoint('link.renamed')
  await syncFolder(folder)
  await syncFolder(incomingFolder(folder))
  failpoint('link.renamed-synced')
  return { kind: 'linked' }
}

async function isReservedByUs(
  { folder, id, name }: { readonly folder: string; readonly id: string; readonly name: string },
  target: string,
): Promise<boolean> {
  if ((await nameBeingGiven(folder, id)) !== name) return false
  const found = await seen(target)
  return found !== null && found.isFile() && found.size === 0
}

async function reserve(
  { folder, id, name }: { readonly folder: string; readonly id: string; readonly name: string },
  target: string,
): Promise<boolean> {
  if ((await seen(target)) !== null) return false
  await makeFolderDurably(namesFolder(folder), 0o700)
  await writeDurably(notePath(folder, id), JSON.stringify({ name }))
  failpoint('link.noted')
  try {
    await (await open(target, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function seen(path: string) {
  try {
    return await lstat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
