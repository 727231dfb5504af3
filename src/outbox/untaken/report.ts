// What lies in an outbox and is not taken, told where people look for as long as it lies there: a condition
// for each reason (reasons.ts), with how many, since when, and the oldest three. `status`, the API and
// webhooks read it there.
//
// A condition begins when the first file has lain there for long enough, and ends in the same look in which
// the last one is gone, or has another reason. In between its numbers are written anew: at once when the
// names are others, and every few seconds when only the count is. What an earlier life of the daemon told
// stays until this one has judged every file that may be meant: that takes a few looks.

import { lyingSubject } from '../../journey/condition-subject.ts'
import type { FirstSight } from '../../ledger/contract/outboxes.ts'
import { errorText } from '../../lib/files/files.ts'
import type { LookOutcome } from '../../share/looking.ts'
import { catalogue, type CodedMessage } from '../../wording/catalogue.ts'
import { lying, type LyingCode } from '../../wording/catalogue/folder/lying.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import type { OutboxLoop } from '../loop-state.ts'
import { codeOf, type LyingThing, messagesOf, reportedAfterMs } from './reasons.ts'
import { createSights, type Sights } from './first-sights.ts'

type Looked = Extract<LookOutcome, { kind: 'looked' }>

/** The first sight of files that are not even watched, all together: no file has this name. */
const unwatched = ''
const countAgainMs = 5_000

export async function reportUntaken(loop: OutboxLoop, looked: Looked): Promise<void> {
  const { state, tracker } = loop
  const sights = await sightsOf(loop)
  const watched = tracker.lying()
  const left = looked.left.flatMap(({ kind, first }) =>
    first.map(({ name, detail }) => ({ name, why: { kind, detail } })),
  )
  sights.see([
    ...watched.map(({ name }) => name),
    ...left.map(({ name }) => name),
    ...(state.untaken.beyond > 0 ? [unwatched] : []),
  ])
  state.untaken.leftKnown = new Set(left.map(({ name }) => name))
  const judged = [...watched, ...left].flatMap(({ name, why }) =>
    why === null ? [] : [{ name, why, ageMs: sights.ageMs(name) }],
  )
  const things = judged.filter(
    ({ why, ageMs }) => ageMs >= reportedAfterMs(why, loop.options.stuckAfterMs),
  )
  state.untaken.markersMissing = things
    .filter(({ why }) => why.kind === 'no-marker')
    .toSorted((a, b) => b.ageMs - a.ageMs)
    .slice(0, 3)
    .map(({ name }) => name)
  const unnamed = unnamedOf(loop, { looked, things, sights })
  const messages = messagesOf(things, {
    options: loop.options,
    nowMs: loop.deps.clock.nowMs(),
    who: loop.deps.who,
    meant: new Map(looked.meant.map(({ name, found }) => [name, found])),
    unnamed,
    unnamedAgeMs: sights.ageMs(unwatched),
  })
  const isUndecided = watched.some(
    ({ name, why }) => why === null && sights.ageMs(name) >= loop.options.stuckAfterMs,
  )
  await noteAll(loop, messages, { isUndecided })
  await keep(loop, sights)
}

/** Read once in a life, with what an earlier one told. */
async function sightsOf({ deps, options, state }: OutboxLoop): Promise<Sights> {
  if (state.untaken.sights !== null) return state.untaken.sights
  const { folder, stuckAfterMs } = options
  const kept: readonly FirstSight[] = await deps.ledger.firstSights(folder)
  const subjects = new Set((await deps.ledger.conditions()).map(({ subject }) => subject))
  state.untaken.inherited = new Set(
    codes.filter((code) => subjects.has(lyingSubject(folder, code))),
  )
  state.untaken.sights = createSights({ kept, clock: deps.clock, stuckAfterMs })
  return state.untaken.sights
}

const codes = Object.keys(lying) as LyingCode[]

/**
 * Of a reason that has more files than names are known: those beyond, when all the known ones are old enough.
 */
function unnamedOf(
  { state, options }: OutboxLoop,
  {
    looked,
    things,
    sights,
  }: {
    readonly looked: Looked
    readonly things: readonly LyingThing[]
    readonly sights: Sights
  },
): ReadonlyMap<LyingCode, number> {
  const unnamed = new Map<LyingCode, number>()
  for (const { kind, count, first } of looked.left) {
    const old = things.filter(({ why }) => why.kind === kind).length
    if (old === first.length && count > old)
      unnamed.set(codeOf({ kind, detail: '' }), count - first.length)
  }
  if (state.untaken.beyond > 0 && sights.ageMs(unwatched) >= options.stuckAfterMs)
    unnamed.set('FILES-WAIT-TURN', state.untaken.beyond)
  return unnamed
}

async function noteAll(
  loop: OutboxLoop,
  messages: ReadonlyMap<LyingCode, CodedMessage>,
  { isUndecided }: { readonly isUndecided: boolean },
): Promise<void> {
  const { state } = loop
  for (const [code, coded] of messages) await noteOne(loop, code, coded)
  const inherited = isUndecided ? [] : state.untaken.inherited
  for (const code of [...state.untaken.reported.keys(), ...inherited])
    if (!messages.has(code)) await end(loop, code)
  if (!isUndecided) state.untaken.inherited = new Set()
}

async function noteOne(
  { deps, options, state }: OutboxLoop,
  code: LyingCode,
  coded: CodedMessage,
): Promise<void> {
  const before = state.untaken.reported.get(code)
  const nowMs = deps.clock.monotonicMs()
  if (before !== undefined && !mustBeNoted(before, coded, nowMs)) return
  await deps.ledger.note(lyingSubject(options.folder, code), coded)
  state.untaken.reported.set(code, { message: coded, notedMs: nowMs })
  if (before !== undefined || state.untaken.inherited.has(code)) return
  const sentence = sentenceOf(coded, deps)
  const told = { folder: options.folder, code, sentence }
  if (catalogue[code].severity === 'warning')
    deps.log.info(told, 'Something in an outbox is not taken')
  else deps.log.warn(told, 'Something in an outbox is not taken')
}

/** The moment since when is measured anew at each look, and differs by what the clocks differ. */
function mustBeNoted(
  before: { readonly message: CodedMessage; readonly notedMs: number },
  now: CodedMessage,
  nowMs: number,
): boolean {
  const bare = ({ arguments: values }: CodedMessage) => ({ ...values, sinceMs: 0, count: 0 })
  if (JSON.stringify(bare(before.message)) !== JSON.stringify(bare(now))) return true
  const countOf = ({ arguments: values }: CodedMessage) => (values as { count?: number }).count
  return countOf(before.message) !== countOf(now) && nowMs - before.notedMs >= countAgainMs
}

async function end({ deps, options, state }: OutboxLoop, code: LyingCode): Promise<void> {
  await deps.ledger.note(lyingSubject(options.folder, code), null)
  state.untaken.reported.delete(code)
}

/** What cannot be written down now is tried again at the next look; it stops nothing. */
async function keep({ deps, options }: OutboxLoop, sights: Sights): Promise<void> {
  const change = sights.toKeep()
  if (change === null) return
  try {
    await deps.ledger.keepFirstSights(options.folder, change)
    sights.kept(change)
  } catch (error) {
    deps.log.error(
      { folder: options.folder, error: errorText(error) },
      'Since when files lie in an outbox could not be written down',
    )
  }
}
