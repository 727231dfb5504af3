// The station that finds files. Its loop: wait for a hint or the period, look, decide what is ready, claim
// it, write it down, hand it to admission.
//
// Order of a claim: rename on the share and its fsync (share/claim.ts), then the rows in the ledger, in the
// order of the files. A crash in between leaves claimed files without rows: adopt.ts finds them at start.

import { createBell } from '../lib/bell.ts'
import { said } from '../lib/files.ts'
import { recallMount, rememberMount } from '../share/remembered.ts'
import type { LookOutcome, SeenFile, ShareFault } from '../share/share.ts'
import { adoptOrphans } from './adopt.ts'
import { answerCancels } from './cancels.ts'
import { rememberFirstStart } from './first-start.ts'
import type { OutboxOptions } from './options.ts'
import {
  type OutboxDeps,
  type Parts,
  quietAfterTroubleMs,
  stateAtFirst,
  troubled,
} from './parts.ts'
import { isMarker, markerName } from './readiness.ts'
import { claimReady, onlyComplete } from './take.ts'
import { tellOfWaiting } from './tell.ts'
import { createTracker } from './tracker.ts'
import { watchOnce } from './watch.ts'

export interface OutboxStatus {
  readonly folder: string
  readonly lookedMs: number | null
  readonly inFolder: number
  readonly trouble: string
}

export interface Outbox {
  readonly name: string
  /** Look now. */
  look(): void
  status(): OutboxStatus
  /** Claims no more; resolves when what was claimed is admitted or left to recovery. */
  stop(): Promise<void>
}

const keptAtOnce = 1000
const settleMs = 20

export function startOutbox(deps: OutboxDeps, options: OutboxOptions): Outbox {
  const bell = createBell()
  const stopping = new AbortController()
  const state = stateAtFirst()
  const nowMs = () => deps.clock.monotonicMs()
  const tracker = createTracker({ rule: options.ready, nowMs, slowAfterMs: options.stuckAfterMs })
  const admissions = new Set<Promise<void>>()
  const parts: Parts = {
    deps,
    options,
    state,
    tracker,
    hint: () => bell.ring(),
    handOver(transfers) {
      for (const transfer of transfers) {
        state.unadmitted += 1
        const admission = deps.admit(transfer).finally(() => {
          state.unadmitted -= 1
          admissions.delete(admission)
        })
        admissions.add(admission)
      }
    },
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const waitMs = await oneRound(parts)
      await bell.wait(waitMs, stopping.signal)
      // A burst of events is one reason to look, not hundreds; a rename into the folder should not wait for it.
      if (options.ready.by !== 'rename') await deps.clock.sleep(settleMs, stopping.signal)
    }
  }
  const looping = loop()
  return {
    name: `outbox ${options.virtualFile}`,
    look: () => bell.ring(),
    status: () => ({
      folder: options.folder,
      lookedMs: state.lookedMs,
      inFolder: state.inFolder,
      trouble: state.trouble,
    }),
    async stop() {
      stopping.abort()
      await looping
      await state.hints?.close()
      await Promise.all(admissions)
      await Promise.all(state.answering.values())
    },
  }
}

/** One look and what follows from it; gives how long to wait for the next at most. Never rejects. */
async function oneRound(parts: Parts): Promise<number> {
  const { deps, options } = parts
  try {
    if (parts.state.identity === null) {
      const fault = await arrive(parts)
      if (fault !== null) return await troubled(parts, fault)
    }
    return await lookAndClaim(parts)
  } catch (error) {
    // Files may have been claimed before the fault, and not written down: arriving anew adopts them.
    parts.state.identity = null
    deps.log.error(
      { folder: options.folder, error: said(error) },
      'A look at an outbox failed for a fault of ours',
    )
    return quietAfterTroubleMs
  }
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
function isDeaf({ options, state }: Parts): boolean {
  return state.hints === null && !state.network && !options.alwaysPoll
}

/** The folder is there (again): try it, remember it, watch it, adopt what an earlier life left. */
async function arrive(parts: Parts): Promise<ShareFault | null> {
  const { deps, options, state, handOver } = parts
  const { folder, dataFolder, firstStart } = options
  const before = state.mount ?? (await recallMount(dataFolder, folder))
  const probed = await deps.share.probe({ folder, purpose: 'outbox', before })
  if (probed.kind === 'fault') return probed
  state.mount = probed.mount
  await rememberMount(dataFolder, folder, probed.mount)
  state.first = await rememberFirstStart({
    dataFolder,
    folder,
    policy: firstStart,
    shareNowNs: probed.shareNowNs,
  })
  const fault = await adoptOrphans(deps, options, handOver)
  if (fault !== null) return fault
  state.identity = probed.identity
  state.network = probed.network
  await state.hints?.close()
  state.hints = null
  deps.log.info(
    { folder, fileSystem: probed.fileSystem, network: probed.network },
    'Watching an outbox',
  )
  return null
}

function watchTrouble(deps: OutboxDeps, folder: string, error: unknown): void {
  deps.log.warn(
    { folder, error: said(error) },
    'No events from a folder; it is looked at periodically only',
  )
}

async function lookAndClaim(parts: Parts): Promise<number> {
  const { deps, options, state, tracker } = parts
  const { folder, take } = options
  await listen(parts)
  const passOver = tracker.passOver()
  const leave =
    options.ready.by === 'marker'
      ? [...options.leave, markerGlob(options.ready.marker)]
      : options.leave
  const looked = await deps.share.look({
    folder,
    limit: keptAtOnce,
    take,
    leave,
    passOver,
    expected: state.identity,
    about: passOver,
    cancels: options.cancelByFile,
  })
  if (looked.kind === 'fault') return troubled(parts, looked)
  await well(parts, looked)
  const markers = await markersIn(parts, looked.files)
  const { ready, againMs } = tracker.take({ files: looked.files, about: looked.about, markers })
  const complete = await onlyComplete(parts, ready)
  const claimed = await claimReady(parts, complete, new Set(looked.stopped))
  await answerCancels(parts, looked.cancels)
  await tellOfWaiting(parts, looked.untaken)
  const more = claimed > 0 && claimed === complete.length && looked.total > looked.files.length
  if (more) return 0
  const periodMs = state.network ? options.everyOnNetworkMs : options.everyMs
  // While the limit of claimed files holds us back, or an order is not answered, look again soon.
  const soon = complete.length > claimed || looked.cancels.length > 0 || isDeaf(parts)
  const held = soon ? Math.min(periodMs, quietAfterTroubleMs) : periodMs
  return againMs === null ? held : Math.max(1, Math.min(held, againMs - deps.clock.monotonicMs()))
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
