// How a staged file gets its name where a file system has no hard links (some FUSE and SMB servers, FAT).
// `rename` would replace any file of that name. So the name is first reserved by an empty file, which is only
// created when there is no file of that name, and the staged file is renamed over this reservation of ours:
//
//   note      `.pesit-drop/names/<id>` records which name is being given; durable
//   reserve   create the empty file; when the name exists, the note is removed and nothing was done
//   rename    over our own reservation, then both folders are fsynced
//
// After a crash after the note, it starts again. After the reservation, the note and an empty file of that
// name show that the file is ours. After the rename, the note without a staged file shows that the name was
// given.
//
// This is weaker than a link: for an instant the inbox shows an empty file, and a file that somebody puts in
// the place of our reservation in that instant would be replaced. It is therefore only used where a link
// between two files of our own fails as well.

import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder, writeDurably } from '../../disk/durable.ts'
import { systemErrorCode, forget } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { entryPath, type FolderStep } from '../folder-handle.ts'
import { incomingFolder, namesFolder } from '../places.ts'
import { readPlain } from '../plain-file.ts'
import type { LinkOutcome } from '../share.ts'
import { message } from '../../wording/catalogue.ts'

const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** Whether an error of `link` may mean that the file system has no hard links. */
export function mayLackLinks(error: unknown): boolean {
  return withoutLinks.includes(systemErrorCode(error))
}

/** Tries a hard link between two files of our own in a folder of ours. */
export async function hardLinksWork(own: string): Promise<boolean> {
  const first = `${own}/probe-link-${process.pid}`
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

const maximumBytes = 4096

/** The name that is being given, or was given, to this file without a link; null: none. */
export async function nameBeingGiven(step: FolderStep, id: string): Promise<string | null> {
  const place = await step.find(namesFolder)
  if (place === null) return null
  const path = entryPath(place, id)
  const read = await readPlain(path, maximumBytes)
  if (read === null) return null
  if (read === 'unfit')
    throw new KnownError(message('FOLDER-FORBIDDEN', { folder: path, why: 'foreign-note' }))
  return (JSON.parse(read.text) as { readonly name: string } | null)?.name ?? null
}

export async function forgetName(step: FolderStep, id: string): Promise<void> {
  const place = await step.find(namesFolder)
  if (place !== null && (await forget(entryPath(place, id)))) await syncFolder(place.at)
}

interface Given {
  readonly id: string
  readonly name: string
}

export async function giveName(step: FolderStep, given: Given): Promise<LinkOutcome> {
  const incoming = await step.make(incomingFolder)
  const target = entryPath(step.top, given.name)
  if (!(await isReservedByUs(step, given, target))) {
    if (!(await reserve(step, given, target))) {
      await forgetName(step, given.id)
      return { kind: 'exists' }
    }
  }
  failpoint('link.reserved')
  await rename(entryPath(incoming, given.id), target)
  failpoint('link.renamed')
  await syncFolder(step.top.at)
  await syncFolder(incoming.at)
  failpoint('link.renamed-synced')
  return { kind: 'linked' }
}

async function isReservedByUs(
  step: FolderStep,
  { id, name }: Given,
  target: string,
): Promise<boolean> {
  if ((await nameBeingGiven(step, id)) !== name) return false
  const found = await seen(target)
  return found !== null && found.isFile() && found.size === 0
}

async function reserve(step: FolderStep, { id, name }: Given, target: string): Promise<boolean> {
  if ((await seen(target)) !== null) return false
  const place = await step.make(namesFolder)
  await writeDurably(entryPath(place, id), JSON.stringify({ name }))
  failpoint('link.noted')
  try {
    await (await open(target, 'wx', 0o600)).close()
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function seen(path: string) {
  try {
    return await lstat(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}
