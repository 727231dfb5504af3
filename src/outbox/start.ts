// The station that finds files. Its loop: wait for a hint or the period, look, decide what is ready, claim
// it, write it down, hand it to admission.
//
// What one look found is worked off before the folder is read again, a few files at a time, as admission
// takes them: to look at hundreds of files again for each few of them, or to claim them all long before they
// can be sent, would stand before the calls of those who send. What was seen is proved again by the claim,
// file by file.
//
// An outbox has one owner (share/owner/owner.ts). Nothing is adopted, claimed or answered before the folder
// is ours, and each round begins with the question whether it still is.
//
// Order of a claim: rename on the share and its fsync (share/verbs/claim.ts), then the rows in the ledger, in
// the order of the files. A crash in between leaves claimed files without rows: outbox/owner/adopt.ts finds
// them at start.

import { conditionSubject } from '../journey/condition-subject.ts'
import type { Transfer } from '../journey/transfer.ts'
import { startLoop } from '../lib/waiting/loop.ts'
import { errorText } from '../lib/files/files.ts'
import { recallMount, rememberMount } from '../share/mount/remembered.ts'
import type { ShareFault } from '../share/fault.ts'
import { warningsBySubject } from '../share/warnings.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { adoptOrphans } from './owner/adopt.ts'
import { answerCancels } from './cancels.ts'
import { type FirstStart, rememberFirstStart } from './owner/first-start.ts'
import { scanFolder } from './scan.ts'
import type { Refused, TakenOver } from './owner/ownership.ts'
import {
  type OutboxDeps,
  type OutboxLoop,
  quietAfterTroubleMs,
  notOurs,
  arriveAnew,
  arriveAt,
  initialState,
  type OutboxOptions,
  troubled,
} from './loop-state.ts'
import { refillAt, claimWithinLimits } from './claim.ts'
import { reportUntaken } from './untaken/report.ts'
import { createTracker } from './tracker.ts'

export interface OutboxStatus {
  readonly folder: string
  readonly lookedMs: number | null
  readonly inFolder: number
  readonly trouble: string
}

export interface Outbox {
  readonly name: string
  readonly folder: string
  /** Look now. */
  look(): void
  status(): OutboxStatus
  /** A person says that its owner is gone for good. */
  takeOver(order: { readonly actor: string; readonly reason: string }): Promise<TakenOver>
  /** Claims no more; resolves when what was claimed is admitted or left to recovery. */
  stop(): Promise<void>
}

const settleMs = 20

export function startOutbox(deps: OutboxDeps, options: OutboxOptions): Outbox {
  const { clock, log } = deps
  const state = initialState()
  const nowMs = () => clock.monotonicMs()
  const tracker = createTracker({ rule: options.ready, nowMs, slowAfterMs: options.stuckAfterMs })
  const admissions = new Set<Promise<void>>()
  const hint = () => {
    state.scan.hinted = true
    loop.ring()
  }
  const handOver = (transfers: readonly Transfer[]) => {
    for (const transfer of transfers) {
      state.unadmitted += 1
      const admission = deps.admit(transfer).finally(() => {
        state.unadmitted -= 1
        admissions.delete(admission)
        if (state.unadmitted === refillAt && state.scan.ready.length > 0) loop.ring()
      })
      admissions.add(admission)
    }
  }
  // A burst of events is one reason to scan, not hundreds; a rename into the folder should not wait for it.
  const settles = options.ready.by !== 'rename'
  let isFirst = true
  const round = async (stopping: AbortSignal): Promise<number> => {
    if (settles && !isFirst) await clock.sleep(settleMs, stopping)
    isFirst = false
    if (stopping.aborted) return 0
    return oneRound({ deps, options, state, tracker, stopping, hint, handOver })
  }
  const loop = startLoop(round, {
    clock,
    onFailure: (error) =>
      log.error({ folder: options.folder, error: errorText(error) }, 'A round of an outbox failed'),
    afterFailureMs: quietAfterTroubleMs,
  })
  return {
    name: `outbox ${options.virtualFile}`,
    folder: options.folder,
    look: hint,
    takeOver: (order) => deps.ownership.takeOver(order),
    status: () => {
      const { lookedMs, inFolder, trouble } = state.status
      return { folder: options.folder, lookedMs, inFolder, trouble }
    },
    async stop() {
      await loop.stop()
      await state.hints?.close()
      await Promise.all(admissions)
      await Promise.all(state.answering.values())
    },
  }
}

/** One look and what follows from it; returns how long to wait for the next at most. Never rejects. */
async function oneRound(loop: OutboxLoop): Promise<number> {
  const { deps, options } = loop
  try {
    if (loop.state.arrived === null) {
      const arrived = await arrive(loop)
      if (arrived?.kind === 'fault') return await troubled(loop, arrived)
      if (arrived?.kind === 'refused') return await notOurs(loop, arrived.why)
    }
    // The clock was set back: since when the folder is watched is asked anew.
    if (loop.state.arrived?.firstStart.isAhead(deps.clock.nowMs()) === true) {
      arriveAnew(loop.state)
      return 0
    }
    const proof = await loop.deps.ownership.prove()
    if (proof.kind === 'not-ours') {
      arriveAnew(loop.state)
      return 0
    }
    return await scanAndClaim(loop)
  } catch (error) {
    // Files may have been claimed before the fault, and not written down: arriving anew adopts them.
    arriveAnew(loop.state)
    deps.log.error(
      { folder: options.folder, error: errorText(error) },
      'A look at an outbox failed for a fault of ours',
    )
    return quietAfterTroubleMs
  }
}

/** The folder is there (again): try it, remember it, own it, watch it, adopt what an earlier life left. */
async function arrive(loop: OutboxLoop): Promise<ShareFault | Refused | null> {
  const { deps, options, state, handOver } = loop
  const { folder, dataFolder, firstStart } = options
  const before = state.mount ?? (await recallMount(dataFolder, folder))
  const probed = await deps.share.probe({ folder, purpose: 'outbox', before })
  if (probed.kind === 'fault') return probed
  state.mount = probed.mount
  await rememberMount(dataFolder, folder, probed.mount)
  for (const { subject, warning } of warningsBySubject(folder, probed.warnings))
    await deps.ledger.note(subject, warning)
  const owned = await deps.ownership.arrive(probed.identity)
  if (owned.kind !== 'ours') return owned
  const first = await rememberFirstStart({
    dataFolder,
    folder,
    policy: firstStart,
    shareNowNs: probed.shareNowNs,
    nowMs: deps.clock.nowMs(),
  })
  await reportFirstStart(loop, first)
  const expected = probed.identity
  const fault = await adoptOrphans({ ...deps, expected }, options, handOver)
  if (fault !== null) return fault
  arriveAt(state, { identity: probed.identity, network: probed.network, firstStart: first })
  await state.hints?.close()
  state.hints = null
  deps.log.info(
    { folder, fileSystem: probed.fileSystem, network: probed.network },
    'Watching an outbox',
  )
  return null
}

/** What lies there now is held once: a person must know why. */
async function reportFirstStart(
  { deps, options }: OutboxLoop,
  { wasMs }: FirstStart,
): Promise<void> {
  const { folder } = options
  const told = wasMs === null ? null : message('CLOCK-FIRST-AHEAD', { folder, wasMs })
  await deps.ledger.note(conditionSubject('outbox-clock', folder), told)
  if (told !== null) deps.log.warn({ folder, code: told.code, wasMs }, sentenceOf(told, deps))
}

async function scanAndClaim(loop: OutboxLoop): Promise<number> {
  const { deps, state } = loop
  const isDue = state.scan.hinted || deps.clock.monotonicMs() >= nextScanMs(loop)
  const looked = isDue ? await scanFolder(loop) : null
  if (looked?.kind === 'fault') return troubled(loop, looked)
  const fault = await claimWithinLimits(loop)
  if (fault !== null) return troubled(loop, fault)
  if (looked !== null) {
    await answerCancels(loop, looked.cancels)
    await reportUntaken(loop, looked)
  }
  if (state.scan.ready.length === 0 && state.scan.more) {
    state.scan.hinted = true
    return 0
  }
  const dueInMs = Math.max(1, nextScanMs(loop) - deps.clock.monotonicMs())
  // The limit of claimed files holds us back, or admission, which rings.
  return state.scan.ready.length > 0 ? Math.min(dueInMs, quietAfterTroubleMs) : dueInMs
}

function nextScanMs({ state }: OutboxLoop): number {
  return state.scan.ready.length > 0
    ? Math.max(state.scan.dueMs, state.scan.workOffMs)
    : state.scan.dueMs
}
