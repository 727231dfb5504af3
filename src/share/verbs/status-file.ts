// Status files: the files beside the data that say what became of a transfer, `x.xml.waiting`, `x.xml.sent`
// and the like. The plain name belongs to the newest transfer of a file's name: programs look for it there,
// and must never read what was said of an earlier one. That has the transfer's id in its name,
// `x.xml~<id>.held`, and so has one whose plain name is too long, or is the name of a file that is not ours.
// A file that is not ours is never touched.
//
// Clear, before a file is claimed: what earlier transfers say under the plain names of it goes. What says
// that something is still to be done (`needsTime`) gets its second name first, by a link that replaces
// nothing.
//
// Show: one verb puts a status file there whole; done again it changes nothing. No two of them contradict
// each other, not for an instant. For an instant there may be none:
//
//   write    under our own folder there, synced
//   clear    what this transfer said before, with another ending. For the newest transfer of the name also what
//            others say under the plain names, as above
//   name     a link, which fails when the name exists; over a status file of ours, a rename
//
// A crash before the name may leave nothing, and the next start shows it again: the cursor of who follows the
// facts moves on only behind the last step.

import { link, open, rename } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { syncFolder, synced } from '../../disk/durable.ts'
import { codeOf, forget } from '../../lib/files/files.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering } from '../fault.ts'
import { entry, type Folder, inFolder, type Step } from '../folder-handle.ts'
import { isHeldBy } from '../owner/owner.ts'
import { isPlainName } from '../places.ts'
import { readPlain } from '../plain-file.ts'
import { notCancelled, type StatusEnding, statusEndings } from '../status-endings.ts'
import type { ClearOutcome, ClearRequest, ShowOutcome, ShowRequest } from '../share.ts'
import { mayLackLinks } from './without-links.ts'

export const statusFormat = 'pesit-drop status 1'
type Ending = StatusEnding | typeof notCancelled
/** What is said with these endings of an earlier transfer is not over: it is kept under its second name. */
const needsTime: ReadonlySet<Ending> = new Set([
  'waiting',
  'held',
  'failed',
  'rejected',
  'in-doubt',
])
const mostBytes = 64 * 1024

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

export function show(request: ShowRequest): Promise<ShowOutcome> {
  return answering<ShowOutcome>(request.folder, () =>
    // The folder itself is never made: its share may only be gone for now.
    inFolder(request.folder, null, async (step) => {
      const temporary = request.ending === null ? null : await written(step, request)
      try {
        const cleared = await makeRoom(step.top, request)
        failpoint('status.cleared')
        const as = temporary === null ? null : await named(step.top, temporary, request)
        failpoint('status.named')
        if (as !== null || cleared > 0) await syncFolder(step.top.at)
        return { kind: 'shown', as }
      } finally {
        if (temporary !== null) await forget(temporary)
      }
    }),
  )
}

/** The plain name first, where it fits. */
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

/** The names under which this transfer may say this. */
function wanted({ name, id, isNewest }: ShowRequest, ending: Ending): readonly string[] {
  return isNewest ? namesFor(name, id, ending) : [secondName(name, id, ending)]
}

/** Gives how many went. */
async function makeRoom(top: Folder, request: ShowRequest): Promise<number> {
  const { id, name, ending, isNewest } = request
  // It stands beside what the transfer is, and says nothing against it.
  if (ending === notCancelled) return 0
  let count = 0
  for (const one of ending === 'cancelled' ? [...statusEndings, notCancelled] : statusEndings) {
    const kept = one === ending ? wanted(request, ending) : []
    for (const old of namesFor(name, id, one).filter((candidate) => !kept.includes(candidate))) {
      const path = entry(top, old)
      if ((await ownerOf(path)) === id && (await forget(path))) count += 1
    }
  }
  const others = [...statusEndings, notCancelled] as const
  return isNewest ? count + (await clearOthers(top, name, others, id)) : count
}

/** What other transfers say under the plain names of a file; `id`: the one that may stay. */
async function clearOthers(
  top: Folder,
  name: string,
  endings: readonly Ending[],
  id: string | null = null,
): Promise<number> {
  const gone = await Promise.allSettled(
    endings.map((ending) => clearOther(top, { name, ending, id })),
  )
  // Fails only when all have ended: none may go on in a folder that is closed.
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
  const path = entry(top, plain)
  const owner = await ownerOf(path)
  if (owner === null || owner === 'nobody' || owner === id) return false
  try {
    if (needsTime.has(ending)) {
      const second = entry(top, secondName(name, owner, ending))
      if (!(await take(path, second, { id: owner, mayReplace: false }))) return false
      failpoint('status.aside')
    }
    return await forget(path)
  } catch (error) {
    // One that we may not move (somebody's copy, in a sticky folder) stops nothing else.
    if (codeOf(error) === 'EPERM') return false
    throw error
  }
}

async function written(step: Step, { id, content }: ShowRequest): Promise<string> {
  const path = entry(await step.make(), `status-${id}`)
  await forget(path)
  const handle = await open(path, 'wx', 0o644)
  try {
    await handle.writeFile(content)
    // Whoever writes into the outbox must be able to read it, whatever our umask.
    await handle.chmod(0o644)
    await synced(handle, path)
  } finally {
    await handle.close()
  }
  failpoint('status.written')
  return path
}

async function named(top: Folder, temporary: string, request: ShowRequest): Promise<string | null> {
  const { id, ending } = request
  if (ending === null) return null
  const candidates = wanted(request, ending)
  // An answer to an order is settled: a newer one may take its place.
  const mayReplace = ending === notCancelled
  for (const [at, candidate] of candidates.entries()) {
    if (!(await take(temporary, entry(top, candidate), { id, mayReplace }))) continue
    for (const other of candidates.slice(at + 1)) {
      const path = entry(top, other)
      if ((await ownerOf(path)) === id) await forget(path)
    }
    return candidate
  }
  return null
}

async function take(
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
      if (codeOf(error) === 'EEXIST') return false
      if (!mayLackLinks(error)) throw error
    }
  } else if (owner === null || (owner !== id && !mayReplace)) return false
  await rename(from, to)
  return true
}

/** An id becomes a part of a name: one that somebody wrote there by hand must not lead anywhere. */
const idPattern = /^[0-9A-Za-z-]{0,64}$/

/** The transfer whose status file lies there; 'nobody': nothing does; null: it is none of ours. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    const found = await readPlain(path, mostBytes)
    if (found === null) return 'nobody'
    if (found === 'unfit') return null
    const read = JSON.parse(found.text) as { format?: unknown; id?: unknown } | null
    const { format, id } = read ?? {}
    return format === statusFormat && typeof id === 'string' && idPattern.test(id) ? id : null
  } catch (error) {
    // One that we may not read is not of us; it stops nothing else.
    if (error instanceof SyntaxError || codeOf(error) === 'EACCES') return null
    throw error
  }
}
