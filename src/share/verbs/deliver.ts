// Stage, link, unstage: how a received file appears in an inbox, complete and without ever replacing another.
//
// The file is copied into our own folder there, `.pesit-drop/incoming/<id>`, gets its owner and mode, is
// fsynced, and is checked against its hash. Then `link` gives it its name, which fails when the name exists,
// and the folder is fsynced. Only after that the staged name is removed.
//
// After a crash before the link, the copy is made again, or it is found complete and finished, because its
// owner, its mode or its fsync may be missing. After a crash between link and unstage, the same inode is
// found under both names with two links: it is never staged again, whatever its reader did to it meanwhile.
// Two links and no such name in the inbox mean that the accounting software has already taken the file away.
// Where there are no hard links, without-links.ts does the same with a note.

import { constants } from 'node:fs'
import { createHash } from 'node:crypto'
import { type FileHandle, link as makeLink, lstat, open } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { asKnown, syncFolder, synced } from '../../disk/durable.ts'
import { systemErrorCode, forget, errorText } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import { giveFile } from '../../disk/owner.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { type Copied, copyHashing, type Source } from './copy.ts'
import { answering } from '../fault.ts'
import { entryPath, type Folder, inFolder, type FolderStep } from '../folder-handle.ts'
import { incomingFolder, isPlainName } from '../places.ts'
import { openPlain } from '../plain-file.ts'
import type {
  LinkOutcome,
  LinkRequest,
  RemoveOutcome,
  StageOutcome,
  StageRequest,
  UnstageRequest,
} from '../share.ts'
import {
  forgetName,
  giveName,
  hardLinksWork,
  mayLackLinks,
  nameBeingGiven,
} from './without-links.ts'
import { message } from '../../wording/catalogue.ts'

const blockBytes = 1024 * 1024

export function stage(
  request: StageRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<StageOutcome> {
  const { folder, id, sha256, expected } = request
  return answering<StageOutcome>(folder, () =>
    // The inbox itself is never created: its share may only be unavailable for now.
    inFolder(folder, expected, async (step) => {
      const place = await step.make(incomingFolder)
      const path = entryPath(place, id)
      const links = await linksOf(path)
      if (links > 1) return { kind: 'staged' }
      if (links === 0 && (await nameBeingGiven(step, id)) !== null) return { kind: 'staged' }
      if (links === 0 || (await hashOf(path, reportProgress)) !== sha256)
        await copyIn(request, path, reportProgress)
      failpoint('stage.copied')
      await finishOrForget(request, path)
      failpoint('stage.synced')
      if ((await hashOf(path, reportProgress)) !== sha256)
        throw new KnownError(
          message('FILE-SYNC-FAILED', { path, why: 'other-bytes', what: 'received' }),
        )
      await syncFolder(place.at)
      failpoint('stage.place-synced')
      return { kind: 'staged' }
    }),
  )
}

/** 0: there is no file. Anything else under the name is not ours, and is replaced as if it did not exist. */
async function linksOf(path: string): Promise<number> {
  try {
    const found = await lstat(path)
    return found.isFile() ? found.nlink : 0
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}

/** null: there is no file that can be read. */
async function hashOf(path: string, reportProgress: ReportProgress): Promise<string | null> {
  const opened = await openPlain(path)
  if (opened === null || opened === 'unfit') return null
  const { handle } = opened
  try {
    const hash = createHash('sha256')
    const room = Buffer.allocUnsafe(blockBytes)
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(room, 0, room.length, at)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(room.subarray(0, bytesRead))
      at += bytesRead
      reportProgress()
    }
  } finally {
    await handle.close()
  }
}

async function copyIn(
  { source, sha256 }: StageRequest,
  path: string,
  reportProgress: ReportProgress,
): Promise<void> {
  const handle = await openReceived(source)
  try {
    await forget(path)
    const { size } = await handle.stat()
    const copied = await copyInto(path, { handle, folder: source, sizeBytes: size }, reportProgress)
    if (copied.sha256 === sha256) return
    throw new KnownError(message('FILE-DAMAGED', { path: source, why: 'other-bytes' }))
  } catch (error) {
    // An incomplete copy only uses space, and space may be what is missing.
    await forget(path).catch(() => undefined)
    throw asKnown(error, path)
  } finally {
    await handle.close().catch(() => undefined)
  }
}

async function openReceived(source: string): Promise<FileHandle> {
  try {
    return await open(source, 'r')
  } catch (cause) {
    throw new KnownError(
      message('FILE-DAMAGED', { path: source, why: 'unreadable', error: errorText(cause) }),
      { cause },
    )
  }
}

async function copyInto(
  path: string,
  source: Source,
  reportProgress: ReportProgress,
): Promise<Copied> {
  const copy = await open(path, 'wx', 0o600)
  try {
    return await copyHashing(source, copy, reportProgress)
  } finally {
    await copy.close()
  }
}

/** A copy that the disk did not confirm is never synced again: the next attempt makes a new copy. */
async function finishOrForget(request: StageRequest, path: string): Promise<void> {
  try {
    await finish(request, path)
  } catch (error) {
    if (error instanceof KnownError && error.code === 'FILE-SYNC-FAILED') await forget(path)
    throw error
  }
}

/**
 * Sets owner and mode before the file is visible, and fsyncs all of it. It works on the open descriptor,
 * whatever the name leads to.
 */
async function finish({ folder, group, mode }: StageRequest, path: string): Promise<void> {
  const opened = await openPlain(path, constants.O_RDWR)
  if (opened === null || opened === 'unfit')
    throw new KnownError(message('FILE-SYNC-FAILED', { path, why: 'other-bytes', what: 'copied' }))
  const { handle } = opened
  try {
    await giveFile(handle, { group, mode }, folder)
    await synced(handle, path)
  } finally {
    await handle.close()
  }
}

export function link(request: LinkRequest): Promise<LinkOutcome> {
  const { folder, name, expected } = request
  return answering<LinkOutcome>(folder, async () => {
    if (!isPlainName(name))
      throw new KnownError(message('FOLDER-FORBIDDEN', { folder, why: 'not-a-name', name }))
    return inFolder(folder, expected, async (step) => {
      const outcome = await linkStaged(step, request)
      if (outcome.kind !== 'linked') return outcome
      failpoint('link.linked')
      await syncFolder(step.top.at)
      failpoint('link.synced')
      return outcome
    })
  })
}

async function linkStaged(step: FolderStep, request: LinkRequest): Promise<LinkOutcome> {
  const { id, name } = request
  const place = await step.find(incomingFolder)
  const target = entryPath(step.top, name)
  const staged = place === null ? null : entryPath(place, id)
  const links = staged === null ? 0 : await linksOf(staged)
  if (place === null || staged === null || links === 0)
    return alreadyRenamed(step, place, { ...request, target })
  if (links > 1 && !(await sameFile(staged, target))) return { kind: 'taken-away' }
  try {
    failpoint('link.linking')
    await makeLink(staged, target)
    return { kind: 'linked' }
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST')
      return (await sameFile(staged, target)) ? { kind: 'linked' } : { kind: 'exists' }
    if (mayLackLinks(error) && !(await hardLinksWork((await step.make()).at)))
      return giveName(step, request)
    throw error
  }
}

/** There is no staged file: without hard links it was renamed and has become the file in the inbox. */
async function alreadyRenamed(
  step: FolderStep,
  place: Folder | null,
  { folder, id, target }: LinkRequest & { readonly target: string },
): Promise<LinkOutcome> {
  if (place === null || (await nameBeingGiven(step, id)) === null)
    throw new KnownError(message('FOLDER-MISSING', { folder, why: 'not-staged', id }))
  await syncFolder(place.at)
  return (await isThere(target)) ? { kind: 'linked' } : { kind: 'taken-away' }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

async function sameFile(a: string, b: string): Promise<boolean> {
  try {
    const one = await lstat(a, { bigint: true })
    const other = await lstat(b, { bigint: true })
    return one.ino === other.ino && one.dev === other.dev
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

export function unstage({ folder, id }: UnstageRequest): Promise<RemoveOutcome> {
  return answering<RemoveOutcome>(folder, () =>
    inFolder(folder, null, async (step) => {
      const place = await step.find(incomingFolder)
      if (place !== null && (await forget(entryPath(place, id)))) await syncFolder(place.at)
      await forgetName(step, id)
      return { kind: 'removed' }
    }),
  )
}
