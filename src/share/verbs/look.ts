// One scan of a folder: what the folder contains. The entries are streamed. Of the files that may be sent,
// only the first `limit` are kept, in order of (modification time, name), so that a hundred thousand waiting
// files need no more memory than a thousand. Entries that are not sent are counted by reason, with a bounded
// number of names. Hidden names, names of desktops and editors, and files that we write ourselves are not
// payments: they are not reported, because otherwise every outbox would always have something to report.

import { type BigIntStats, constants, type Dir } from 'node:fs'
import { access, lstat, opendir } from 'node:fs/promises'
import picomatch from 'picomatch'
import { systemErrorCode, errorText } from '../../lib/files/files.ts'
import { createFirstOf, type FirstOf } from '../../lib/first-of.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { faultOf } from '../fault.ts'
import { entryPath, type Folder, inFolder, withPathsIn } from '../folder-handle.ts'
import { folded, isMarker, resemblesMarker } from '../markers.ts'
import { neverTaken } from '../never-taken.ts'
import { cancelEnding, ownFolder } from '../places.ts'
import type { Left, LeftKind, LookOutcome, LookRequest } from '../looking.ts'
import type { SeenFile } from '../looking.ts'

/** At most this many names are reported for each reason; the others are only counted. */
const maximumNamesPerReason = 100
/** For each file, at most this many names that may have been meant as its marker. */
const maximumMarkerCandidates = 3
/** As many as there are file threads: more calls would only delay the calls that sending needs. */
const statsAtOnce = 16
const maximumCancels = 100

export async function look(
  request: LookRequest,
  reportProgress: ReportProgress = () => undefined,
): Promise<LookOutcome> {
  try {
    return await lookInto(request, reportProgress)
  } catch (error) {
    return faultOf(request.folder, error)
  }
}

async function lookInto(
  request: LookRequest,
  reportProgress: ReportProgress,
): Promise<LookOutcome> {
  const { folder, expected } = request
  return inFolder(folder, expected, async ({ top, identity, rights }) => {
    await access(top.at, constants.R_OK | constants.W_OK | constants.X_OK)
    const sight = newSight(request)
    const directory = await opendir(top.at, {
      bufferSize: 1024,
      encoding: 'buffer' as BufferEncoding,
    })
    await readAll(directory, sight, { place: top, reportProgress })
    const { about, beside, cancels, total, meant, left } = sight
    return {
      kind: 'looked',
      identity,
      files: sight.kept.inOrder(),
      about,
      total,
      cancels,
      beside,
      left: [...left].map(([kind, { count, first }]) => ({ kind, count, first: first.inOrder() })),
      meant: [...meant].map(([name, found]) => ({ name, found })),
      rights: `${rights.uid} ${rights.gid} ${rights.mode}`,
      shareNowNs: null,
    }
  })
}

interface Sight {
  readonly kept: ReturnType<typeof createFirstOf<SeenFile>>
  readonly about: SeenFile[]
  readonly cancels: SeenFile[]
  readonly wantsCancels: boolean
  readonly left: Map<LeftKind, { count: number; readonly first: FirstOf<LeftName> }>
  readonly isKnown: (name: string) => boolean
  /** The reason in the name for which the entry is not sent; null: it may be sent; 'silent': not reported. */
  readonly whyByName: (name: string) => LeftKind | 'silent' | null
  readonly passedOver: ReadonlySet<string>
  readonly isAsked: (name: string) => boolean
  readonly isBeside: (name: string) => boolean
  readonly beside: string[]
  readonly meant: ReadonlyMap<string, string[]>
  readonly marker: string | null
  total: number
}

type LeftName = Left['first'][number]

function newSight(request: LookRequest): Sight {
  const { limit, passOver, about, cancels = false, ignoreCase = false } = request
  const { marker = null, known = [], meant = [], beside = [] } = request
  const spelledAs = (name: string) => (ignoreCase ? folded(name) : name)
  const asked = new Set(about)
  const wantedBeside = new Set(beside.map(spelledAs))
  const knownNames = new Set(known)
  return {
    kept: createFirstOf(limit, inOrder),
    about: [],
    cancels: [],
    wantsCancels: cancels,
    left: new Map(),
    isKnown: (name) => knownNames.has(name),
    whyByName: namesLeft(request),
    passedOver: new Set(passOver),
    isAsked: (name) => asked.has(name),
    isBeside: (name) => wantedBeside.has(spelledAs(name)),
    beside: [],
    meant: new Map(meant.map((name) => [name, []])),
    marker,
    total: 0,
  }
}

function namesLeft({
  take,
  leave,
  marker = null,
  ignoreCase = false,
}: LookRequest): Sight['whyByName'] {
  const takes = picomatch([...take], { nocase: ignoreCase })
  const takesAnyCase = ignoreCase ? takes : picomatch([...take], { nocase: true })
  const leaves = leave.length === 0 ? () => false : picomatch([...leave], { nocase: ignoreCase })
  return (name) => {
    if (leaves(name)) return 'silent'
    const never = neverTaken(name, take)
    if (never !== null) return never === 'temporary' || never === 'earlier' ? never : 'silent'
    if (marker !== null && isMarker(marker, name, ignoreCase)) return 'marker'
    if (takes(name)) return null
    return takesAnyCase(name) ? 'other-case' : 'no-pattern'
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
  { place, reportProgress }: { readonly place: Folder; readonly reportProgress: ReportProgress },
): Promise<void> {
  let found: Found[] = []
  for await (const one of directory) {
    const bytes = one.name as unknown as Buffer
    const name = bytes.toString('utf8')
    const why = sight.whyByName(name)
    if (!Buffer.from(name, 'utf8').equals(bytes)) {
      leave(sight, why ?? 'not-utf8', { name: spelled(bytes), detail: '' })
      continue
    }
    if (name === ownFolder) continue
    noteMeant(sight, name)
    const isFolder = one.isDirectory()
    if (why !== null && !(isFolder && ofFiles.has(why))) leave(sight, why, { name, detail: '' })
    if (isMisspelledOrder(sight, name)) leave(sight, 'order', { name, detail: 'case' })
    const mayBeSent = why === null
    const isWanted = sight.isAsked(name) || sight.isBeside(name) || isCancel(sight, name)
    if (!mayBeSent && !isWanted) continue
    found.push({ name, mayBeSent })
    if (found.length < statsAtOnce) continue
    await examine(sight, place, found)
    reportProgress()
    found = []
  }
  await examine(sight, place, found)
}

interface Found {
  readonly name: string
  readonly mayBeSent: boolean
}

/** Folders may have such names too, and nobody waits for a folder. */
const ofFiles: ReadonlySet<string> = new Set<LeftKind>(['temporary', 'earlier', 'marker'])

/** Records a name that may be a misspelled marker, for the files whose marker is missing. */
function noteMeant({ meant, marker }: Sight, name: string): void {
  if (marker === null) return
  for (const [file, found] of meant)
    if (found.length < maximumMarkerCandidates && resemblesMarker(marker, file, name))
      found.push(name)
}

function isCancel({ wantsCancels }: Sight, name: string): boolean {
  return (
    wantsCancels &&
    name.endsWith(cancelEnding) &&
    !name.startsWith('.') &&
    name.length > cancelEnding.length
  )
}

/** `paie.xml.CANCEL`: the ending of an order must be in lower case. */
function isMisspelledOrder({ wantsCancels }: Sight, name: string): boolean {
  return (
    wantsCancels &&
    !name.startsWith('.') &&
    !name.endsWith(cancelEnding) &&
    folded(name).endsWith(cancelEnding)
  )
}

function leave(sight: Sight, kind: LeftKind | 'silent', name: LeftName): void {
  if (kind === 'silent') return
  const group = sight.left.get(kind) ?? {
    count: 0,
    first: createFirstOf(maximumNamesPerReason, byName),
  }
  sight.left.set(kind, group)
  group.count += 1
  group.first.add(name)
  // A name that was reported before keeps its place, so that many new names do not push it out.
  function byName(a: LeftName, b: LeftName): number {
    const byAge = Number(sight.isKnown(b.name)) - Number(sight.isKnown(a.name))
    return byAge !== 0 ? byAge : a.name < b.name ? -1 : 1
  }
}

/** Returns a name that is not UTF-8 in a form by which a person can find it. */
function spelled(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

async function examine(sight: Sight, place: Folder, found: readonly Found[]): Promise<void> {
  const seen = await allOf(
    found.map(async ({ name, mayBeSent }) => ({ file: await seeFile(place, name), mayBeSent })),
  )
  for (const { file, mayBeSent } of seen) {
    if (file === null) continue
    const isOrder = isCancel(sight, file.name)
    if ('unfit' in file) {
      if (isOrder) leave(sight, 'order', { name: file.name, detail: file.unfit })
      if (mayBeSent) leave(sight, file.unfit, { name: file.name, detail: file.detail })
      continue
    }
    if (sight.isAsked(file.name) && !(mayBeSent && file.sizeBytes === 0)) sight.about.push(file)
    if (sight.isBeside(file.name)) sight.beside.push(file.name)
    if (isOrder && sight.cancels.length < maximumCancels) sight.cancels.push(file)
    if (!mayBeSent) continue
    sight.total += 1
    if (file.sizeBytes === 0) leave(sight, 'empty', { name: file.name, detail: '' })
    else if (!sight.passedOver.has(file.name)) sight.kept.add(file)
  }
}

/** An entry that is not a file which can be claimed. */
interface Unfit {
  readonly name: string
  readonly unfit: Exclude<LeftKind, 'order'>
  readonly detail: string
}

/** Waits for all works before it fails: none may continue in a folder that is closed. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** null: the entry disappeared between two calls. */
export async function seeFile(place: Folder, name: string): Promise<SeenFile | Unfit | null> {
  try {
    const found = await lstat(entryPath(place, name), { bigint: true })
    const unfit = whyUnfit(found)
    if (unfit !== null) return { name, ...unfit }
    return {
      name,
      sizeBytes: Number(found.size),
      modifiedNs: String(found.mtimeNs),
      changedNs: String(found.ctimeNs),
      inode: String(found.ino),
      links: Number(found.nlink),
    }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    // A damaged file stops only itself. When the whole folder is damaged, reading the folder fails too.
    if (systemErrorCode(error) === 'EIO')
      return { name, unfit: 'damaged', detail: withPathsIn(errorText(error)) }
    throw error
  }
}

function whyUnfit(found: BigIntStats): Pick<Unfit, 'unfit' | 'detail'> | null {
  if (found.isDirectory()) return { unfit: 'folder', detail: '' }
  if (found.isSymbolicLink()) return { unfit: 'link', detail: '' }
  if (!found.isFile()) return { unfit: 'special', detail: '' }
  return found.nlink === 1n ? null : { unfit: 'hard-links', detail: String(found.nlink) }
}
