// Status files: the files beside the data that say what happened to a transfer, `x.xml.waiting`, `x.xml.sent`
// and so on. The plain name belongs to the newest transfer with that file name: programs look for it there,
// and must never read the status of an earlier transfer. The status file of an earlier transfer has the
// transfer's id in its name, `x.xml~<id>.held`. The same name is used when the plain name is too long, or is
// the name of a file that is not ours. A file that is not ours is never touched.
//
// Clear, before a file is claimed: the status files of earlier transfers under its plain names are removed.
// One that says that something is still to be done (`needsTime`) first gets its second name, by a link that
// replaces nothing.
//
// Show: one verb puts a complete status file there; repeating it changes nothing. Two status files never
// contradict each other, not for an instant. For an instant there may be none:
//
//   write    under our own folder there, synced
//   clear    this transfer's earlier status files with another ending. For the newest transfer of the name,
//            also those of other transfers under the plain names, as above
//   name     a link, which fails when the name exists; over a status file of ours, a rename
//
// After a crash before the name there may be no status file, and the next start shows it again: the follower
// of the facts moves its cursor only after the last step.

import { link, open, rename } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder, synced } from '../../disk/durable.ts'
import { systemErrorCode, forget } from '../../lib/files/files.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering } from '../fault.ts'
import { entryPath, type Folder, inFolder, type FolderStep } from '../folder-handle.ts'
import { isHeldBy } from '../owner/owner.ts'
import { isPlainName } from '../places.ts'
import { readPlain } from '../plain-file.ts'
import { notCancelled, type StatusEnding, statusEndings } from '../status-endings.ts'
import type { ClearOutcome, ClearRequest, ShowOutcome, ShowRequest } from '../share.ts'
import { mayLackLinks } from './without-links.ts'

export const statusFormat = 'pesit-drop status 1'
type Ending = StatusEnding | typeof notCancelled
/** An earlier transfer with one of these statuses is not settled: its file is kept under its second name. */
const needsTime: ReadonlySet<Ending> = new Set([
  'waiting',
  'held',
  'failed',
  'rejected',
  'in-doubt',
])
const maximumBytes = 64 * 1024

export function clear(
  { folder, names, hold }: ClearRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<ClearOutcome> {
  return answering<ClearOutcome>(folder, () =>
    inFolder(folder, null, async (step) => {
      if (hold !== undefined && !(await isHeldBy(step, hold))) return { kind: 'not-ours' }
      let count = 0
      for (const name of names) {
        count += await clearOthers(step.top, name, [...statusEndings, notCancelled])
        reportProgress()
      }
      if (count > 0) await syncFolder(step.top.at)
      return { kind: 'cleared', count }
    }),
  )
}

export function showStatusFile(request: ShowRequest): Promise<ShowOutcome> {
  return answering<ShowOutcome>(request.folder, () =>
    // The folder itself is never created: its share may only be unavailable for now.
    inFolder(request.folder, null, async (step) => {
      const temporary = request.ending === null ? null : await writeTemporary(step, request)
      try {
        const cleared = await makeRoom(step.top, request)
        failpoint('status.cleared')
        const as = temporary === null ? null : await giveName(step.top, temporary, request)
        failpoint('status.named')
        if (as !== null || cleared > 0) await syncFolder(step.top.at)
        return { kind: 'shown', as }
      } finally {
        if (temporary !== null) await forget(temporary)
      }
    }),
  )
}

/** The names that a status file may have; the plain name is first, unless it is too long. */
export function namesFor(name: string, id: string, ending: string): readonly string[] {
  const plain = `${name}.${ending}`
  return isPlainName(plain) ? [plain, secondName(name, id, ending)] : [secondName(name, id, ending)]
}

function secondName(name: string, id: string, ending: string): string {
  const tail = `~${id}.${ending}`
  let cut = name
  while (Buffer.byteLength(`${cut}${tail}`) > 255) cut = [...cut].slice(0, -1).join('')
  return `${cut}${tail}`
}

/** The names under which this transfer may show this ending. */
function possibleNames({ name, id, isNewest }: ShowRequest, ending: Ending): readonly string[] {
  return isNewest ? namesFor(name, id, ending) : [secondName(name, id, ending)]
}

/** Returns how many files were removed. */
async function makeRoom(top: Folder, request: ShowRequest): Promise<number> {
  const { id, name, ending, isNewest } = request
  // It is shown in addition to the status of the transfer, and does not contradict it.
  if (ending === notCancelled) return 0
  let count = 0
  for (const one of ending === 'cancelled' ? [...statusEndings, notCancelled] : statusEndings) {
    const kept = one === ending ? possibleNames(request, ending) : []
    for (const old of namesFor(name, id, one).filter((candidate) => !kept.includes(candidate))) {
      const path = entryPath(top, old)
      if ((await ownerOf(path)) === id && (await forget(path))) count += 1
    }
  }
  const others = [...statusEndings, notCancelled] as const
  return isNewest ? count + (await clearOthers(top, name, others, id)) : count
}

/** Clears status files of other transfers under the plain names of a file; the one of `id` may stay. */
async function clearOthers(
  top: Folder,
  name: string,
  endings: readonly Ending[],
  id: string | null = null,
): Promise<number> {
  const gone = await Promise.allSettled(
    endings.map((ending) => clearOther(top, { name, ending, id })),
  )
  // It waits for all before it fails: none may continue in a folder that is closed.
  const failed = gone.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return gone.filter((one) => one.status === 'fulfilled' && one.value).length
}

async function clearOther(
  top: Folder,
  {
    name,
    ending,
    id,
  }: { readonly name: string; readonly ending: Ending; readonly id: string | null },
): Promise<boolean> {
  const plain = `${name}.${ending}`
  if (!isPlainName(plain)) return false
  const path = entryPath(top, plain)
  const owner = await ownerOf(path)
  if (owner === null || owner === 'nobody' || owner === id) return false
  try {
    if (needsTime.has(ending)) {
      const second = entryPath(top, secondName(name, owner, ending))
      if (!(await putUnderName(path, second, { id: owner, mayReplace: false }))) return false
      failpoint('status.aside')
    }
    return await forget(path)
  } catch (error) {
    // A file that we may not rename (somebody's copy, in a sticky folder) does not stop the others.
    if (systemErrorCode(error) === 'EPERM') return false
    throw error
  }
}

async function writeTemporary(step: FolderStep, { id, content }: ShowRequest): Promise<string> {
  const path = entryPath(await step.make(), `status-${id}`)
  await forget(path)
  const handle = await open(path, 'wx', 0o644)
  try {
    await handle.writeFile(content)
    // Everybody who writes into the outbox must be able to read it, whatever our umask is.
    await handle.chmod(0o644)
    await synced(handle, path)
  } finally {
    await handle.close()
  }
  failpoint('status.written')
  return path
}

async function giveName(
  top: Folder,
  temporary: string,
  request: ShowRequest,
): Promise<string | null> {
  const { id, ending } = request
  if (ending === null) return null
  const candidates = possibleNames(request, ending)
  // The answer to an order is final: a newer answer may replace it.
  const mayReplace = ending === notCancelled
  for (const [at, candidate] of candidates.entries()) {
    if (!(await putUnderName(temporary, entryPath(top, candidate), { id, mayReplace }))) continue
    for (const other of candidates.slice(at + 1)) {
      const path = entryPath(top, other)
      if ((await ownerOf(path)) === id) await forget(path)
    }
    return candidate
  }
  return null
}

async function putUnderName(
  from: string,
  to: string,
  { id, mayReplace }: { readonly id: string; readonly mayReplace: boolean },
): Promise<boolean> {
  const owner = await ownerOf(to)
  if (owner === 'nobody') {
    try {
      await link(from, to)
      return true
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return false
      if (!mayLackLinks(error)) throw error
    }
  } else if (owner === null || (owner !== id && !mayReplace)) return false
  await rename(from, to)
  return true
}

/**
 * An id becomes a part of a name: an id that somebody wrote into a file by hand must not lead out of the
 * folder.
 */
const idPattern = /^[0-9A-Za-z-]{0,64}$/

/** Returns the transfer of a status file; 'nobody': there is no file; null: the file is not ours. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    const found = await readPlain(path, maximumBytes)
    if (found === null) return 'nobody'
    if (found === 'unfit') return null
    const read = JSON.parse(found.text) as { format?: unknown; id?: unknown } | null
    const { format, id } = read ?? {}
    return format === statusFormat && typeof id === 'string' && idPattern.test(id) ? id : null
  } catch (error) {
    // A file that we may not read is not ours; it does not stop the others.
    if (error instanceof SyntaxError || systemErrorCode(error) === 'EACCES') return null
    throw error
  }
}
