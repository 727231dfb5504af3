// Show: the file beside the data that says what became of a transfer, `x.xml.sent` and the like. One verb puts it
// there whole and takes away the older ones of the same transfer; done again it changes nothing.
//
//   write    under our own folder there, synced
//   name     a link, which fails when the name exists; over a status file of ours, a rename. A file that is not ours
//            is never replaced, nor one that still asks for a person about another transfer of the same name: then,
//            and where the name is too long, the name has the transfer's id
//   clear    status files of this transfer with another ending
//
// A crash before the name shows nothing and is done again; after it, an older one may stand beside the new one
// until it is done again.

import { link, open, rename } from 'node:fs/promises'
import { failpoint } from '../lib/failpoint.ts'
import { codeOf, forget, syncFolder, synced } from '../lib/files.ts'
import { answering } from './fault.ts'
import { entry, inFolder, type Step } from './folder-handle.ts'
import type { OwnEnding } from './never-taken.ts'
import { isPlainName } from './places.ts'
import { readPlain } from './plain-file.ts'
import type { ShowOutcome, ShowRequest } from './share.ts'
import { mayLackLinks } from './without-links.ts'

export const statusFormat = 'pesit-drop status 1'
export const statusEndings = [
  'sent',
  'held',
  'failed',
  'rejected',
  'in-doubt',
  'cancelled',
] as const satisfies readonly OwnEnding[]
export type StatusEnding = (typeof statusEndings)[number]
/** The answer to `x.xml.cancel` when it cannot be: it stands beside what the file is, and goes when that is `cancelled`. */
export const notCancelled = 'not-cancelled' satisfies OwnEnding
type Ending = StatusEnding | typeof notCancelled
/** Of these a newer transfer of the same name may take the place. */
const settled: ReadonlySet<string> = new Set(['sent', 'cancelled', notCancelled])
const mostBytes = 64 * 1024

export function show(request: ShowRequest): Promise<ShowOutcome> {
  const { folder, id, name, ending } = request
  return answering<ShowOutcome>(folder, () =>
    // The folder itself is never made: its share may only be gone for now.
    inFolder(folder, null, async (step) => {
      const as = ending === null ? null : await put(step, request, ending)
      failpoint('status.named')
      let cleared = 0
      for (const other of goneWith(ending)) {
        for (const old of namesFor(name, id, other)) {
          const path = entry(step.top, old)
          if ((await ownerOf(path)) === id && (await forget(path))) cleared += 1
        }
      }
      if (as !== null || cleared > 0) await syncFolder(step.top.at)
      return { kind: 'shown', as }
    }),
  )
}

function goneWith(ending: Ending | null): readonly Ending[] {
  if (ending === notCancelled) return []
  const others = statusEndings.filter((other) => other !== ending)
  return ending === 'cancelled' ? [...others, notCancelled] : others
}

/** The plain name first, where it fits. */
export function namesFor(name: string, id: string, ending: string): readonly string[] {
  const plain = `${name}.${ending}`
  const tail = `~${id}.${ending}`
  let cut = name
  while (Buffer.byteLength(`${cut}${tail}`) > 255) cut = [...cut].slice(0, -1).join('')
  return isPlainName(plain) ? [plain, `${cut}${tail}`] : [`${cut}${tail}`]
}

async function put(step: Step, request: ShowRequest, ending: Ending): Promise<string | null> {
  const { id, name, content } = request
  const temporary = entry(await step.make(), `status-${id}`)
  await write(temporary, content)
  try {
    for (const candidate of namesFor(name, id, ending)) {
      const isPlain = candidate === `${name}.${ending}`
      if (
        await take(temporary, entry(step.top, candidate), {
          id,
          mayReplace: isPlain && settled.has(ending),
        })
      )
        return candidate
    }
    return null
  } finally {
    await forget(temporary)
  }
}

async function write(path: string, content: string): Promise<void> {
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

/** The transfer whose status file lies there; 'nobody': nothing does; null: it is none of ours. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    const found = await readPlain(path, mostBytes)
    if (found === null) return 'nobody'
    if (found === 'unfit') return null
    const read = JSON.parse(found.text) as { format?: unknown; id?: unknown } | null
    return read?.format === statusFormat && typeof read.id === 'string' ? read.id : null
  } catch (error) {
    // One that we may not read is not of us; it stops nothing else.
    if (error instanceof SyntaxError || codeOf(error) === 'EACCES') return null
    throw error
  }
}
