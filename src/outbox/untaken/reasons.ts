// The table of reasons: which message tells of what lies in an outbox, and from when on. Pure: who is who on
// this machine comes as an argument.
//
// What nobody can mean, or what waits for a person in any case, is told after a moment; the rest after
// `stuckAfter`, for it may be on its way.

import type { WhoIsWho } from '../../lib/machine/system-users.ts'
import { markerName } from '../../share/markers.ts'
import type { FileHindrance, LeftKind, Rights } from '../../share/looking.ts'
import { type ArgumentsOf, type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Belonging, LyingCode } from '../../wording/catalogue/folder/lying.ts'
import type { OutboxOptions } from '../loop-state.ts'
import type { WhyLying } from './why.ts'

/** One thing that lies there. */
export interface LyingThing {
  readonly name: string
  readonly ageMs: number
  readonly why: WhyLying | LeftReason
}

export interface LeftReason {
  readonly kind: LeftKind
  readonly detail: string
}

/**
 * Names on which a person may stumble at once; a writer that publishes by a link removes the other name at
 * once.
 */
const momentMs = 2_000
const afterAMoment: ReadonlySet<string> = new Set<LeftKind>([
  'not-utf8',
  'link',
  'folder',
  'special',
  'hard-links',
  'damaged',
  'order',
])

/** From which age on a thing is told. */
export function reportedAfterMs({ kind }: LyingThing['why'], stuckAfterMs: number): number {
  return afterAMoment.has(kind) ? Math.min(momentMs, stuckAfterMs) : stuckAfterMs
}

export interface ReportContext {
  readonly options: Pick<OutboxOptions, 'folder' | 'take' | 'ready' | 'maximumClaimed'>
  readonly nowMs: number
  readonly who: WhoIsWho
  /** What may have been meant as the marker of a file. */
  readonly meant: ReadonlyMap<string, readonly string[]>
  /** More of the same reason than have names; since when, where none has. */
  readonly unnamed: ReadonlyMap<LyingCode, number>
  readonly unnamedAgeMs: number
}

const maximumNamed = 3

/** One message a reason: how many, since when, the oldest three. */
export function messagesOf(
  things: readonly LyingThing[],
  context: ReportContext,
): ReadonlyMap<LyingCode, CodedMessage> {
  const groups = new Map<LyingCode, LyingThing[]>()
  for (const thing of things) {
    const code = codeOf(thing.why)
    const group = groups.get(code)
    if (group === undefined) groups.set(code, [thing])
    else group.push(thing)
  }
  for (const code of context.unnamed.keys()) if (!groups.has(code)) groups.set(code, [])
  return new Map(
    [...groups].map(([code, group]) => [code, messageOf(code, oldestFirst(group), context)]),
  )
}

function oldestFirst(group: readonly LyingThing[]): readonly LyingThing[] {
  return group.toSorted((a, b) => b.ageMs - a.ageMs || (a.name < b.name ? -1 : 1))
}

const ofLeft: Readonly<Record<LeftKind, LyingCode>> = {
  'not-utf8': 'NAME-NOT-UTF8',
  link: 'FILE-IS-LINK',
  folder: 'FILE-IS-FOLDER',
  special: 'FILE-IS-SPECIAL',
  'hard-links': 'FILE-HARD-LINKED',
  damaged: 'ENTRY-DAMAGED',
  empty: 'FILE-EMPTY',
  temporary: 'NAME-TEMPORARY',
  earlier: 'NAME-EARLIER-VERSION',
  'other-case': 'NAME-OTHER-CASE',
  'no-pattern': 'NAME-NOT-WANTED',
  order: 'ORDER-UNFIT',
  marker: 'MARKER-ALONE',
}

/** What a program says that has a file open for itself alone. */
const inUse: ReadonlySet<string> = new Set(['EBUSY', 'ETXTBSY', 'EAGAIN', 'EDEADLK'])
const forbidden: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])

export function codeOf(why: LyingThing['why']): LyingCode {
  switch (why.kind) {
    case 'incomplete':
      return 'FILE-INCOMPLETE'
    case 'changing':
      return why.what === 'size' ? 'FILE-GROWS' : 'FILE-CHANGES'
    case 'no-marker':
      return 'MARKER-MISSING'
    case 'turn':
      return 'FILES-WAIT-TURN'
    case 'hindered':
      return codeOfHindrance(why.hindrance)
    default:
      return ofLeft[why.kind]
  }
}

function codeOfHindrance({ step, errno }: FileHindrance): LyingCode {
  if (inUse.has(errno)) return 'FILE-IN-USE'
  if (!forbidden.has(errno)) return 'FILE-TAKE-FAILS'
  return step === 'read' ? 'FILE-UNREADABLE' : 'FILE-NOT-MOVABLE'
}

/** The details of a code and its arguments fit each other: both come from this table. */
function messageOf(
  code: LyingCode,
  group: readonly LyingThing[],
  context: ReportContext,
): CodedMessage {
  const named = group.slice(0, maximumNamed)
  const [oldest] = named
  const values = {
    folder: context.options.folder,
    count: group.length + (context.unnamed.get(code) ?? 0),
    // A monotonic clock counts in fractions; a time that programs read does not.
    sinceMs: Math.round(context.nowMs - (oldest?.ageMs ?? context.unnamedAgeMs)),
    files: named.map((thing) => ({ name: thing.name, ...detailOf(thing, context) })),
    ...sharedOf(code, oldest?.why ?? null, context),
  }
  return message(code, values as unknown as ArgumentsOf<typeof code>)
}

function detailOf({ name, why }: LyingThing, { who, meant, options }: ReportContext): object {
  switch (why.kind) {
    case 'incomplete':
      return { why: why.why }
    case 'changing':
      return why.what === 'size' ? {} : { what: why.what }
    case 'no-marker': {
      const { ready } = options
      const marker = ready.by === 'marker' ? markerName(ready.marker, name) : ''
      return { marker, instead: meant.get(name) ?? [] }
    }
    case 'hindered': {
      const { step, errno, file } = why.hindrance
      return forbidden.has(errno) ? belonging(file, who) : { step, errno }
    }
    case 'marker':
      return { of: why.detail }
    case 'hard-links':
      return { names: why.detail }
    case 'damaged':
      return { error: why.detail }
    case 'order':
      return { what: why.detail }
    default:
      return {}
  }
}

function belonging(file: Rights | null, who: WhoIsWho): Belonging {
  if (file === null) return { owner: null, group: null, mode: null }
  return {
    owner: who.userName(file.uid),
    group: who.groupName(file.gid),
    mode: octal(file.mode),
  }
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0')

function sharedOf(
  code: LyingCode,
  why: LyingThing['why'] | null,
  { who, options }: ReportContext,
): object {
  if (code === 'FILES-WAIT-TURN') return { maximumClaimed: options.maximumClaimed }
  if (code === 'NAME-OTHER-CASE' || code === 'NAME-NOT-WANTED') return { take: options.take }
  if (why?.kind !== 'hindered' || !forbidden.has(why.hindrance.errno)) return {}
  const { step, errno, file, folder } = why.hindrance
  const service = who.userName(who.uid)
  if (step === 'read')
    return {
      service,
      isAllowed: file !== null && mayRead(file, who),
      isInGroup: file !== null && who.gids.includes(file.gid),
    }
  return {
    service,
    why: isHeldBySticky(file, folder, who) ? 'sticky' : errno === 'EPERM' ? 'flag' : 'refused',
    folderOwner: folder === null ? null : who.userName(folder.uid),
    folderMode: folder === null ? null : octal(folder.mode),
  }
}

/** By the mode alone: access lists and servers may say otherwise. */
function mayRead({ uid, gid, mode }: Rights, who: WhoIsWho): boolean {
  if (who.uid === 0) return true
  if (uid === who.uid) return (mode & 0o400) !== 0
  return (mode & (who.gids.includes(gid) ? 0o040 : 0o004)) !== 0
}

function isHeldBySticky(file: Rights | null, folder: Rights | null, { uid }: WhoIsWho): boolean {
  const isSticky = ((folder?.mode ?? 0) & 0o1000) !== 0
  return isSticky && uid !== 0 && file?.uid !== uid && folder?.uid !== uid
}
