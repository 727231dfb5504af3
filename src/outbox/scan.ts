// One look of an outbox at its folder: what is ready now, and when to look again. What is found ready is
// worked off first (claim.ts).

import { errorText } from '../lib/files/files.ts'
import { folded, isMarker, markedBy, markerName } from '../share/markers.ts'
import type { LookOutcome } from '../share/looking.ts'
import type { FileToClaim } from '../share/share.ts'
import {
  isOnNetwork,
  type OutboxDeps,
  type OutboxLoop,
  type OutboxOptions,
  quietAfterTroubleMs,
} from './loop-state.ts'
import { watchOnce } from './watch.ts'

const keptAtOnce = 1000
/** Files that wait to be taken are enough to do; but never longer than this is the folder left unseen. */
const maximumUnseenMs = 60_000
/** To look is at most so much of what an outbox does, however slow the disk. */
const timesItsLength = 10

export async function scanFolder(loop: OutboxLoop): Promise<LookOutcome> {
  const { deps, options, state, tracker } = loop
  await listen(loop)
  state.scan.hinted = false
  const passOver = tracker.passOver()
  const { looked, tookMs } = await deps.inTurn(async () => {
    const begunMs = deps.clock.monotonicMs()
    const outcome = await deps.share.look({
      folder: options.folder,
      limit: keptAtOnce,
      take: options.take,
      leave: options.leave,
      ignoreCase: options.ignoreCase,
      marker: markerOf(options),
      known: [...state.untaken.leftKnown],
      passOver,
      expected: state.arrived?.identity ?? null,
      about: passOver,
      cancels: options.cancelByFile,
    })
    return { looked: outcome, tookMs: deps.clock.monotonicMs() - begunMs }
  })
  if (looked.kind === 'fault') return looked
  await well(loop, looked)
  const { files, about, rights, total } = looked
  const beside = await lookBeside(loop, looked)
  const { ready, againMs } = tracker.update({
    ...{ files, about, rights },
    markers: new Set(beside.markers.keys()),
    network: isOnNetwork(state),
  })
  const empty = looked.left.find(({ kind }) => kind === 'empty')?.count ?? 0
  state.untaken.beyond = Math.max(0, total - empty - tracker.waiting)
  state.scan.ready = ready.map((file) => withMarker(options, file, beside.markers))
  state.scan.more = ready.length > 0 && total - empty > files.length
  const nowMs = deps.clock.monotonicMs()
  const ordered = looked.cancels.length > 0
  state.scan.dueMs = nowMs + Math.max(dueInMs(loop, { ordered, againMs }), tookMs * timesItsLength)
  state.scan.workOffMs = ordered ? 0 : nowMs + maximumUnseenMs
  return { ...looked, left: beside.left, meant: beside.meant }
}

function dueInMs(
  { deps, options, state }: OutboxLoop,
  { ordered, againMs }: { readonly ordered: boolean; readonly againMs: number | null },
): number {
  const periodMs = isOnNetwork(state) ? options.everyOnNetworkMs : options.everyMs
  // While an order is not answered, look again soon.
  const soon = ordered || isDeaf({ options, state })
  const heldMs = soon ? Math.min(periodMs, quietAfterTroubleMs) : periodMs
  return againMs === null
    ? heldMs
    : Math.max(1, Math.min(heldMs, againMs - deps.clock.monotonicMs()))
}

function markerOf({ ready }: OutboxOptions): string | null {
  return ready.by === 'marker' ? ready.marker : null
}

function withMarker(
  { ready, ignoreCase }: OutboxOptions,
  file: FileToClaim,
  markers: ReadonlyMap<string, string>,
): FileToClaim {
  if (ready.by !== 'marker') return file
  const name = markerName(ready.marker, file.name)
  return { ...file, marker: markers.get(ignoreCase ? folded(name) : name) ?? name }
}

type Looked = Extract<LookOutcome, { kind: 'looked' }>

/** What lies beside the files of a look. */
interface MarkersFound {
  /** The markers that are there, as they are spelled, by the name that is looked for. */
  readonly markers: ReadonlyMap<string, string>
  /** What the look left, and of the markers only those whose file is not there. */
  readonly left: Looked['left']
  readonly meant: Looked['meant']
}

/**
 * Which markers are there for files that wait for one, also those that wait for long; and which files for
 * markers.
 */
async function lookBeside(
  { deps, options, state }: OutboxLoop,
  looked: Looked,
): Promise<MarkersFound> {
  const { folder, ready, ignoreCase } = options
  if (ready.by !== 'marker') return { markers: new Map(), left: looked.left, meant: [] }
  const waiting = [...looked.files, ...looked.about].map(({ name }) => name)
  const alone = looked.left.find(({ kind }) => kind === 'marker')?.first ?? []
  const fileOf = (marker: string) => markedBy(ready.marker, marker, ignoreCase) ?? ''
  const names = [
    ...waiting.map((name) => markerName(ready.marker, name)),
    ...alone.map(({ name }) => fileOf(name)),
  ]
  const others = looked.left.filter(({ kind }) => kind !== 'marker')
  if (names.length === 0) return { markers: new Map(), left: others, meant: [] }
  const found = await deps.share.look({
    ...{ folder, ignoreCase, limit: 1, take: [], leave: [], passOver: [], about: [] },
    expected: state.arrived?.identity ?? null,
    beside: names,
    marker: ready.marker,
    meant: state.untaken.markersMissing,
  })
  if (found.kind === 'fault') return { markers: new Map(), left: others, meant: [] }
  const spelled = (name: string) => (ignoreCase ? folded(name) : name)
  const there = new Set(found.beside.map(spelled))
  const first = alone
    .filter(({ name }) => !there.has(spelled(fileOf(name))))
    .map(({ name }) => ({ name, detail: fileOf(name) }))
  return {
    markers: new Map(
      found.beside
        .filter((name) => isMarker(ready.marker, name, ignoreCase))
        .map((name) => [spelled(name), name]),
    ),
    left:
      first.length === 0
        ? others
        : [...others, { kind: 'marker' as const, count: first.length, first }],
    meant: found.meant,
  }
}

async function well(
  { deps, options, state }: OutboxLoop,
  looked: Extract<LookOutcome, { kind: 'looked' }>,
): Promise<void> {
  if (state.status.troubles > 0 || state.status.lookedMs === null)
    await deps.ledger.note(`outbox:${options.folder}`, null)
  state.status.troubles = 0
  state.status.trouble = ''
  state.status.lookedMs = deps.clock.nowMs()
  state.status.inFolder = looked.total
}

/** With this number of files or more, no events are requested: the next look is soon anyway. */
const crowd = 250

/** Armed where it helps: not on network shares, not where it is not wanted, not in a crowd. */
async function listen({ deps, options, state, hint }: OutboxLoop): Promise<void> {
  const { folder, alwaysPoll } = options
  const wanted = !isOnNetwork(state) && !alwaysPoll && state.status.inFolder < crowd
  if (wanted && state.hints?.over === false) return
  await state.hints?.close()
  state.hints = wanted
    ? watchOnce(folder, { hint, trouble: (error) => watchTrouble(deps, folder, error) })
    : null
}

/** Without events that would come otherwise: the next look must be soon. */
function isDeaf({ options, state }: Pick<OutboxLoop, 'options' | 'state'>): boolean {
  return state.hints === null && !isOnNetwork(state) && !options.alwaysPoll
}

function watchTrouble(deps: OutboxDeps, folder: string, error: unknown): void {
  deps.log.warn(
    { folder, error: errorText(error) },
    'No events from a folder; it is looked at periodically only',
  )
}
