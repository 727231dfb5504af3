// The station that finds files. Its loop: wait for a hint or the period, look, decide what is ready, claim
// it, write it down, hand it to admission.
//
// What one look found is worked off before the folder is read again, a few files at a time, as admission
// takes them: to look at hundreds of files again for each few of them, or to claim them all long before they
// can be sent, would stand before the calls of those who send. What was seen is proved again by the claim,
// file by file.
//
// An outbox has one owner (share/owner/owner.ts). Nothing is adopted, claimed or answered before the folder is
// ours, and each round begins with the question whether it still is.
//
// Order of a claim: rename on the share and its fsync (share/verbs/claim.ts), then the rows in the ledger, in the
// order of the files. A crash in between leaves claimed files without rows: outbox/owner/adopt.ts finds them at start.

import { createBell } from '../lib/waiting/bell.ts'
import { said } from '../lib/files/files.ts'
import { recallMount, rememberMount } from '../share/mount/remembered.ts'
import type { ShareFault } from '../share/fault.ts'
import { warningsBySubject } from '../share/warnings.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { adoptOrphans } from './owner/adopt.ts'
import { answerCancels } from './cancels.ts'
import { type FirstStart, rememberFirstStart } from './owner/first-start.ts'
import { lookAnew } from './scan.ts'
import type { OutboxOptions } from './options.ts'
import type { Refused, TakenOver } from './owner/ownership.ts'
import {
  type OutboxDeps,
  type Parts,
  quietAfterTroubleMs,
  notOurs,
  stateAtFirst,
  troubled,
} from './loop-state.ts'
import { refillAt, takeSome } from './claim.ts'
import { tellOfLying } from './untaken/tell.ts'
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
    stopping: stopping.signal,
    hint() {
      state.hinted = true
      bell.ring()
    },
    handOver(transfers) {
      for (const transfer of transfers) {
        state.unadmitted += 1
        const admission = deps.admit(transfer).finally(() => {
          state.unadmitted -= 1
          admissions.delete(admission)
          if (state.unadmitted === refillAt && state.ready.length > 0) bell.ring()
        })
        admissions.add(admission)
      }
    },
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const waitMs = await oneRound(parts)
      await bell.wait(waitMs, stopping.signal)
      // A burst of events is one reason to look, not hundreds; a rename into the folder should not wait for
      // it.
      if (options.ready.by !== 'rename') await deps.clock.sleep(settleMs, stopping.signal)
    }
  }
  const looping = loop()
  return {
    name: `outbox ${options.virtualFile}`,
    folder: options.folder,
    look: parts.hint,
    takeOver: (order) => deps.ownership.takeOver(order),
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
      const arrived = await arrive(parts)
      if (arrived?.kind === 'fault') return await troubled(parts, arrived)
      if (arrived?.kind === 'refused') return await notOurs(parts, arrived.why)
    }
    // The clock was set back: since when the folder is watched is asked anew.
    if (parts.state.first?.isAhead(deps.clock.nowMs()) === true) {
      parts.state.identity = null
      return 0
    }
    const proof = await parts.deps.ownership.prove()
    if (proof.kind === 'not-ours') {
      parts.state.identity = null
      return 0
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

/** The folder is there (again): try it, remember it, own it, watch it, adopt what an earlier life left. */
async function arrive(parts: Parts): Promise<ShareFault | Refused | null> {
  const { deps, options, state, handOver } = parts
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
  state.first = await rememberFirstStart({
    dataFolder,
    folder,
    policy: firstStart,
    shareNowNs: probed.shareNowNs,
    nowMs: deps.clock.nowMs(),
  })
  await tellFirst(parts, state.first)
  const expected = probed.identity
  const fault = await adoptOrphans({ ...deps, expected }, options, handOver)
  if (fault !== null) return fault
  state.identity = probed.identity
  // Whatever was seen before may not be there any more.
  state.ready = []
  state.hinted = true
  state.network = probed.network
  await state.hints?.close()
  state.hints = null
  deps.log.info(
    { folder, fileSystem: probed.fileSystem, network: probed.network },
    'Watching an outbox',
  )
  return null
}

/** What lies there now is held once: a person must know why. */
async function tellFirst({ deps, options }: Parts, { wasMs }: FirstStart): Promise<void> {
  const { folder } = options
  const told = wasMs === null ? null : message('CLOCK-FIRST-AHEAD', { folder, wasMs })
  await deps.ledger.note(`outbox-clock:${folder}`, told)
  if (told !== null) deps.log.warn({ folder, code: told.code, wasMs }, sentenceOf(told, deps))
}

async function lookAndClaim(parts: Parts): Promise<number> {
  const { deps, state } = parts
  const isDue = state.hinted || deps.clock.monotonicMs() >= nextLookMs(parts)
  const looked = isDue ? await lookAnew(parts) : null
  if (looked?.kind === 'fault') return troubled(parts, looked)
  const fault = await takeSome(parts)
  if (fault !== null) return troubled(parts, fault)
  if (looked !== null) {
    await answerCancels(parts, looked.cancels)
    await tellOfLying(parts, looked)
  }
  if (state.ready.length === 0 && state.more) {
    state.hinted = true
    return 0
  }
  const dueInMs = Math.max(1, nextLookMs(parts) - deps.clock.monotonicMs())
  // The limit of claimed files holds us back, or admission, which rings.
  return state.ready.length > 0 ? Math.min(dueInMs, quietAfterTroubleMs) : dueInMs
}

function nextLookMs({ state }: Parts): number {
  return state.ready.length > 0 ? Math.max(state.lookDueMs, state.workOffMs) : state.lookDueMs
}
