// One look at a folder: the truth about what lies in it. The folder is streamed; of what may be taken only
// the first so many are kept, in order of (modification time, name), so that a hundred thousand waiting
// files cost no more memory than a thousand.

import { type BigIntStats, constants, type Dir } from 'node:fs'
import { access, lstat, opendir } from 'node:fs/promises'
import picomatch from 'picomatch'
import { codeOf, said } from '../lib/files.ts'
import { createFirstOf } from '../lib/first-of.ts'
import type { Alive } from './copy.ts'
import { faultOf } from './fault.ts'
import { entry, type Folder, inFolder, withPathsIn } from './folder-handle.ts'
import { whyNeverTaken } from './never-taken.ts'
import { cancelEnding, ownFolder } from './places.ts'
import type { LookOutcome, LookRequest, SeenFile } from './share.ts'

const ignoredTold = 20
/** As many as there are threads for files: more would only stand before the calls of those who send. */
const statsAtOnce = 16
const mostCancels = 100

export async function look(
  request: LookRequest,
  alive: Alive = () => undefined,
): Promise<LookOutcome> {
  try {
    return await lookInto(request, alive)
  } catch (error) {
    return faultOf(request.folder, error)
  }
}

async function lookInto(request: LookRequest, alive: Alive): Promise<LookOutcome> {
  const { folder, expected } = request
  return inFolder(folder, expected, async ({ top, identity }) => {
    await access(top.at, constants.R_OK | constants.W_OK | constants.X_OK)
    const sight = newSight(request)
    const directory = await opendir(top.at, {
      bufferSize: 1024,
      encoding: 'buffer' as BufferEncoding,
    })
    await readAll(directory, sight, { place: top, alive })
    const files = sight.kept.inOrder()
    const { about, cancels } = sight
    return {
      kind: 'looked',
      identity,
      files,
      about,
      total: sight.total,
      cancels,
      ignored: sight.ignored,
      untaken: { count: sight.untakenCount, first: sight.untaken.inOrder() },
      shareNowNs: null,
    }
  })
}

interface Sight {
  readonly kept: ReturnType<typeof createFirstOf<SeenFile>>
  readonly about: SeenFile[]
  readonly cancels: SeenFile[]
  readonly wantsCancels: boolean
  readonly ignored: { name: string; why: string }[]
  readonly untaken: ReturnType<typeof createFirstOf<Unfit>>
  untakenCount: number
  readonly wanted: (name: string) => boolean
  readonly whyNever: (name: string) => string | null
  readonly passedOver: ReadonlySet<string>
  readonly asked: ReadonlySet<string>
  total: number
}

function newSight({ limit, take, leave, passOver, about, cancels = false }: LookRequest): Sight {
  const takes = picomatch([...take])
  const leaves = leave.length === 0 ? () => false : picomatch([...leave])
  return {
    kept: createFirstOf(limit, inOrder),
    about: [],
    cancels: [],
    wantsCancels: cancels,
    ignored: [],
    untaken: createFirstOf(ignoredTold, (a, b) => (a.name < b.name ? -1 : 1)),
    untakenCount: 0,
    wanted: (name) => takes(name) && !leaves(name),
    whyNever: (name) => whyNeverTaken(name, take),
    passedOver: new Set(passOver),
    asked: new Set(about),
    total: 0,
  }
}

function inOrder(a: SeenFile, b: SeenFile): number {
  const byTime = BigInt(a.modifiedNs) - BigInt(b.modifiedNs)
  if (byTime !== 0n) return byTime < 0n ? -1 : 1
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
}

async function readAll(
  directory: Dir,
  sight: Sight,
  { place, alive }: { readonly place: Folder; readonly alive: Alive },
): Promise<void> {
  let names: string[] = []
  for await (const one of directory) {
    const bytes = one.name as unknown as Buffer
    const name = bytes.toString('utf8')
    if (!Buffer.from(name, 'utf8').equals(bytes)) {
      cannotTake(sight, name, {
        name: spelled(bytes),
        why: 'its name is not UTF-8: have it renamed',
      })
      continue
    }
    if (name === ownFolder || !mayBeTaken(sight, name)) continue
    names.push(name)
    if (names.length < statsAtOnce) continue
    await examine(sight, place, names)
    alive()
    names = []
  }
  await examine(sight, place, names)
}

function mayBeTaken(sight: Sight, name: string): boolean {
  if (sight.asked.has(name) || isCancel(sight, name)) return true
  const why = sight.whyNever(name)
  if (why !== null) {
    ignore(sight, name, why)
    return false
  }
  return sight.wanted(name)
}

function isCancel({ wantsCancels }: Sight, name: string): boolean {
  return (
    wantsCancels &&
    name.endsWith(cancelEnding) &&
    !name.startsWith('.') &&
    name.length > cancelEnding.length
  )
}

function ignore(sight: Sight, name: string, why: string): void {
  if (sight.ignored.length < ignoredTold) sight.ignored.push({ name, why })
}

/** Of a kind that is never taken. Somebody may wait for it to be sent, unless its name says that it is not for us. */
function cannotTake(sight: Sight, name: string, told: Unfit): void {
  ignore(sight, told.name, told.why)
  if (!sight.wanted(name) || sight.whyNever(name) !== null) return
  sight.untaken.add(told)
  sight.untakenCount += 1
}

/** A name that is not UTF-8, so that a person can find it. */
function spelled(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

async function examine(sight: Sight, place: Folder, names: readonly string[]): Promise<void> {
  const seen = await allOf(names.map((name) => seeFile(place, name)))
  for (const file of seen) {
    if (file === null) continue
    if ('why' in file) {
      cannotTake(sight, file.name, file)
      continue
    }
    if (sight.asked.has(file.name)) sight.about.push(file)
    if (isCancel(sight, file.name) && sight.cancels.length < mostCancels) sight.cancels.push(file)
    if (!sight.wanted(file.name) || sight.whyNever(file.name) !== null) continue
    sight.total += 1
    if (!sight.passedOver.has(file.name)) sight.kept.add(file)
  }
}

interface Unfit {
  readonly name: string
  readonly why: string
}

/** Fails only when all have ended: none may go on in a folder that is closed. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** null: it went away between two calls. */
export async function seeFile(place: Folder, name: string): Promise<SeenFile | Unfit | null> {
  try {
    const found = await lstat(entry(place, name), { bigint: true })
    const why = whyUnfit(found)
    if (why !== null) return { name, why }
    return {
      name,
      sizeBytes: Number(found.size),
      modifiedNs: String(found.mtimeNs),
      changedNs: String(found.ctimeNs),
      inode: String(found.ino),
      links: Number(found.nlink),
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    // A damaged file stops only itself. When the whole folder is meant, reading it fails too.
    if (codeOf(error) === 'EIO')
      return { name, why: `the disk cannot say what it is: ${withPathsIn(said(error))}` }
    throw error
  }
}

function whyUnfit(found: BigIntStats): string | null {
  if (found.isDirectory()) return 'it is a folder: put its files here one by one'
  if (found.isSymbolicLink()) return 'it is a symbolic link: put a copy of the file here'
  if (!found.isFile()) return 'it is no file, but a pipe, a socket or a device'
  if (found.nlink !== 1n)
    return `it has more than one name (${found.nlink} hard links): it is taken when the others are gone, or put a copy here`
  return null
}
