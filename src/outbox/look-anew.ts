// One look of an outbox at its folder: what is ready now, and when to look again. What is found ready is worked off
// first (take.ts).

import { said } from '../lib/files.ts'
import type { LookOutcome, SeenFile } from '../share/share.ts'
import type { OutboxOptions } from './options.ts'
import { type OutboxDeps, type Parts, quietAfterTroubleMs } from './parts.ts'
import { isMarker, markerName } from './readiness.ts'
import { watchOnce } from './watch.ts'

const keptAtOnce = 1000
/** Files that wait to be taken are enough to do; but never longer than this is the folder left unseen. */
const mostUnseenMs = 60_000
/** To look is at most so much of what an outbox does, however slow the disk. */
const timesItsLength = 10

export async function lookAnew(parts: Parts): Promise<LookOutcome> {
  const { deps, options, state, tracker } = parts
  await listen(parts)
  state.hinted = false
  const passOver = tracker.passOver()
  const { looked, tookMs } = await deps.inTurn(async () => {
    const begunMs = deps.clock.monotonicMs()
    const outcome = await deps.share.look({
      folder: options.folder,
      limit: keptAtOnce,
      take: options.take,
      leave: leaveOf(options),
      passOver,
      expected: state.identity,
      about: passOver,
      cancels: options.cancelByFile,
    })
    return { looked: outcome, tookMs: deps.clock.monotonicMs() - begunMs }
  })
  if (looked.kind === 'fault') return looked
  await well(parts, looked)
  const markers = await markersIn(parts, looked.files)
  const { ready, againMs } = tracker.take({ files: looked.files, about: looked.about, markers })
  const { ready: rule } = options
  state.ready =
    rule.by === 'marker'
      ? ready.map((file) => ({ ...file, marker: markerName(rule.marker, file.name) }))
      : ready
  state.more = ready.length > 0 && looked.total > looked.files.length
  const nowMs = deps.clock.monotonicMs()
  const ordered = looked.cancels.length > 0
  state.lookDueMs = nowMs + Math.max(dueInMs(parts, { ordered, againMs }), tookMs * timesItsLength)
  state.workOffMs = ordered ? 0 : nowMs + mostUnseenMs
  return looked
}

function dueInMs(
  { deps, options, state }: Parts,
  { ordered, againMs }: { readonly ordered: boolean; readonly againMs: number | null },
): number {
  const periodMs = state.network ? options.everyOnNetworkMs : options.everyMs
  // While an order is not answered, look again soon.
  const soon = ordered || isDeaf({ options, state })
  const heldMs = soon ? Math.min(periodMs, quietAfterTroubleMs) : periodMs
  return againMs === null
    ? heldMs
    : Math.max(1, Math.min(heldMs, againMs - deps.clock.monotonicMs()))
}

function leaveOf({ ready, leave }: OutboxOptions): readonly string[] {
  return ready.by === 'marker' ? [...leave, markerGlob(ready.marker)] : leave
}

function markerGlob(template: string): string {
  return template.replaceAll(/[*?[\]{}()!+@\\]/g, '\\$&').replaceAll('\\{name\\}', '*')
}

/** Which markers are there, for files that wait for one. */
async function markersIn(
  { deps, options, state }: Parts,
  files: readonly SeenFile[],
): Promise<ReadonlySet<string>> {
  const { ready } = options
  if (ready.by !== 'marker' || files.length === 0) return new Set()
  const about = files.map(({ name }) => markerName(ready.marker, name))
  const looked = await deps.share.look({
    folder: options.folder,
    limit: 1,
    take: [],
    leave: [],
    passOver: [],
    expected: state.identity,
    about,
  })
  if (looked.kind === 'fault') return new Set()
  return new Set(
    looked.about.map(({ name }) => name).filter((name) => isMarker(ready.marker, name)),
  )
}

async function well(
  { deps, options, state }: Parts,
  looked: Extract<LookOutcome, { kind: 'looked' }>,
): Promise<void> {
  if (state.troubles > 0 || state.lookedMs === null)
    await deps.ledger.note(`outbox:${options.folder}`, null)
  state.troubles = 0
  state.trouble = ''
  state.lookedMs = deps.clock.nowMs()
  state.inFolder = looked.total
}

/** From so many files on no events are asked for: there is enough to do, and the next look is soon. */
const crowd = 250

/** Armed where it helps: not on network shares, not where it is not wanted, not in a crowd. */
async function listen({ deps, options, state, hint }: Parts): Promise<void> {
  const { folder, alwaysPoll } = options
  const wanted = !state.network && !alwaysPoll && state.inFolder < crowd
  if (wanted && state.hints?.over === false) return
  await state.hints?.close()
  state.hints = wanted
    ? watchOnce(folder, { hint, trouble: (error) => watchTrouble(deps, folder, error) })
    : null
}

/** Without events that would come otherwise: the next look must be soon. */
function isDeaf({ options, state }: Pick<Parts, 'options' | 'state'>): boolean {
  return state.hints === null && !state.network && !options.alwaysPoll
}

function watchTrouble(deps: OutboxDeps, folder: string, error: unknown): void {
  deps.log.warn(
    { folder, error: said(error) },
    'No events from a folder; it is looked at periodically only',
  )
}
