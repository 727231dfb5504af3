// Takes what is ready, a few at a time: what is visibly incomplete waits, the rest is claimed as far as the
// limits go, written down, and handed over. The order is told at the top of start.ts.

import { sendingByItselfStates } from '../journey/moves/state-sets.ts'
import { failpoint } from '../lib/failpoint.ts'
import { newId } from '../lib/id.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import { looksComplete } from '../preflight/complete.ts'
import { lookOf } from '../share/places.ts'
import type { FileHindrance } from '../share/looking.ts'
import type { FileToClaim } from '../share/share.ts'
import type { ShareFault } from '../share/fault.ts'
import { message } from '../wording/catalogue.ts'
import { cancelledAtBirth } from './cancels.ts'
import { arriveAnew, type OutboxLoop, quietAfterTroubleMs } from './loop-state.ts'
import { recordClaimed } from './record-claimed.ts'
import { againAfterMs } from './tracker.ts'

const headBytes = 64 * 1024
const tailBytes = 16 * 1024

/** Maximum number of log lines a minute about files that cannot be taken: the condition counts them all. */
const maximumLoggedPerMinute = 20
const logMinuteMs = 60_000

/** How many are taken at once: one round of fsync serves them all. */
const claimedAtOnce = 32
/** The next ones are taken when no more than this number of them wait for admission. */
export const refillAt = 16

/** Takes what is ready, in order, as far as the limits go; what is left of it stays. */
export async function claimWithinLimits(loop: OutboxLoop): Promise<ShareFault | null> {
  const { state, stopping } = loop
  while (state.scan.ready.length > 0 && !stopping.aborted) {
    const room = await roomNow(loop)
    if (room <= 0) return null
    const next = state.scan.ready.slice(0, room)
    state.scan.ready = state.scan.ready.slice(room)
    const fault = await claimReady(loop, await onlyComplete(loop, next))
    if (fault !== null) {
      // What was renamed before the fault has no row yet: arriving anew adopts it.
      arriveAnew(state)
      return fault
    }
  }
  return null
}

async function roomNow(loop: OutboxLoop): Promise<number> {
  const { unadmitted } = loop.state
  // A claim without room for its row would leave a file that nobody knows of.
  if (unadmitted > refillAt || !loop.deps.ledger.hasReserve()) return 0
  return Math.min(claimedAtOnce, loop.options.maximumClaimed - (await unsent(loop)))
}

/**
 * Without those whose last bytes are visibly missing, for as long as their writer may still be at it. After
 * that they go on to the real check, which says what is wrong with them: this look delays, and decides
 * nothing.
 */
async function onlyComplete(
  loop: OutboxLoop,
  ready: readonly FileToClaim[],
): Promise<readonly FileToClaim[]> {
  const { deps, options, tracker } = loop
  if (!options.checkComplete) return ready
  const complete: FileToClaim[] = []
  for (const file of ready) {
    if (tracker.hasWaitedLong(file.name)) {
      complete.push(file)
      continue
    }
    const peeked = await deps.share.peek({
      folder: options.folder,
      name: file.name,
      headBytes,
      tailBytes,
    })
    if (peeked.kind === 'hindered') noteHindered(loop, file.name, peeked.hindrance)
    if (peeked.kind !== 'peeked') continue
    const { head, tail, sizeBytes } = peeked
    const content = looksComplete({
      head: Buffer.from(head, 'base64'),
      tail: Buffer.from(tail, 'base64'),
      sizeBytes,
    })
    if (content.kind === 'cut') tracker.incomplete(file.name, 'its end is missing')
    else complete.push(file)
  }
  return complete
}

/**
 * Claims what is ready, writes it down and hands it over. What status files say of earlier files of these
 * names goes before: once a file is gone from its outbox, they would be read as said of it.
 */
async function claimReady(
  loop: OutboxLoop,
  batch: readonly FileToClaim[],
): Promise<ShareFault | null> {
  const { deps } = loop
  if (batch.length === 0) return null
  const hold = deps.ownership.hold()
  if (hold === null) return lost(loop)
  const names = batch.map(({ name }) => name)
  const over = (await deps.clearStatus?.(names, hold)) ?? null
  failpoint('outbox.cleared')
  try {
    return await claimAndRecord(loop, batch)
  } finally {
    over?.()
  }
}

async function claimAndRecord(
  loop: OutboxLoop,
  batch: readonly FileToClaim[],
): Promise<ShareFault | null> {
  const { deps, options, tracker, state } = loop
  const look = lookOf(newId(), deps.ledgerId)
  const hold = deps.ownership.hold()
  if (hold === null) return lost(loop)
  const outcome = await deps.inTurn(() =>
    deps.share.claim({
      folder: options.folder,
      look,
      files: batch,
      expected: state.arrived?.identity ?? null,
      cancels: options.cancelByFile,
      hold,
    }),
  )
  if (outcome.kind === 'fault') return outcome
  if (outcome.kind === 'not-ours') return lost(loop)
  failpoint('outbox.claimed')
  const claimed = outcome.files.filter((file) => file.kind === 'claimed')
  const byName = new Map(claimed.map((file) => [file.name, file]))
  for (const file of outcome.files) {
    if (file.kind === 'changed') tracker.changedSince(file.name)
    else if (file.kind !== 'refused') tracker.forget(file.name)
    else if (file.hindrance !== undefined) noteHindered(loop, file.name, file.hindrance)
  }
  // What is hindered is looked at again when the tracker says so.
  if (outcome.files.some((file) => file.kind !== 'claimed' && !('hindrance' in file)))
    state.scan.dueMs = Math.min(state.scan.dueMs, deps.clock.monotonicMs() + quietAfterTroubleMs)
  const born = batch.flatMap((file) => {
    const taken = byName.get(file.name)
    if (taken === undefined) return []
    const { sizeBytes, stopped = false } = taken
    return [newTransfer(loop, { look, file, sizeBytes, stopped })]
  })
  const transfers = await recordClaimed(loop, born)
  failpoint('outbox.recorded')
  await removeMarkers(
    loop,
    batch.filter(({ name }) => byName.has(name)),
  )
  loop.handOver(transfers)
  return null
}

/** Told as a condition when it lasts (outbox/untaken/report.ts); in the log once, not at each try. */
function noteHindered(
  { deps, options, state, tracker }: OutboxLoop,
  name: string,
  hindrance: FileHindrance,
): void {
  const { step, errno } = hindrance
  const nowMs = deps.clock.monotonicMs()
  state.untaken.hindrancesLogged = state.untaken.hindrancesLogged.filter(
    (atMs) => nowMs - atMs < logMinuteMs,
  )
  if (
    tracker.hindered(name, hindrance) &&
    state.untaken.hindrancesLogged.length < maximumLoggedPerMinute
  ) {
    state.untaken.hindrancesLogged = [...state.untaken.hindrancesLogged, nowMs]
    deps.log.warn(
      { folder: options.folder, name, step, errno },
      'A file could not be taken; it is tried again',
    )
  }
  state.scan.dueMs = Math.min(state.scan.dueMs, deps.clock.monotonicMs() + againAfterMs)
}

/** Somebody else owns the folder by now: what was seen there is his, and arriving anew says so. */
function lost({ state }: OutboxLoop): null {
  arriveAnew(state)
  state.scan.hinted = true
  return null
}

/** Claimed and not yet over at the bank: bounds the spool, and what a crash must look through. */
async function unsent({ deps, options }: OutboxLoop): Promise<number> {
  return deps.ledger.count(options.folder, sendingByItselfStates)
}

function newTransfer(
  { deps, options, state }: OutboxLoop,
  {
    look,
    file,
    sizeBytes,
    stopped,
  }: { look: string; file: FileToClaim; sizeBytes: number; stopped: boolean },
): NewTransfer {
  const { bank, virtualFile, folder, priority, inOrder } = options
  const old = state.arrived?.firstStart.isOld(file, deps.clock.nowMs()) ?? false
  return {
    id: newId(),
    direction: 'out',
    state: 'claimed',
    bank,
    virtualFile,
    folder,
    name: file.name,
    look,
    sizeBytes,
    priority,
    lane: inOrder ? folder : '',
    pesit: null,
    ...(old ? inFolderBefore(file.name) : { reason: null }),
    ...(stopped ? cancelledAtBirth(file.name) : {}),
    sentence: message('TAKEN', { folder, name: file.name, sizeBytes }),
    actor: 'daemon',
    detail: {
      modifiedNs: file.modifiedNs,
      // One that is another at each look would make every file one that was changed since.
      ...(file.inodeVaries === true ? {} : { inode: file.inode }),
    },
  }
}

function inFolderBefore(name: string): Pick<NewTransfer, 'reason'> {
  const reason = message('FIRST-START', { name })
  return { reason }
}

/** A marker has done its work when its file is on record; one that is left behind is harmless. */
async function removeMarkers(
  { deps, options }: OutboxLoop,
  taken: readonly FileToClaim[],
): Promise<void> {
  const { ready, folder } = options
  if (ready.by !== 'marker') return
  const names = taken.flatMap(({ marker }) => (marker === undefined ? [] : [marker]))
  const looked = await deps.share.look({
    folder,
    limit: 1,
    take: [],
    leave: [],
    passOver: [],
    expected: null,
    about: names,
  })
  if (looked.kind === 'fault' || looked.about.length === 0) return
  const look = lookOf(newId(), deps.ledgerId)
  const hold = deps.ownership.hold()
  if (hold === null) return
  const claimed = await deps.share.claim({ folder, look, files: looked.about, hold })
  if (claimed.kind !== 'claimed') return
  for (const { name } of claimed.files) await deps.share.remove({ folder, look, name })
}
