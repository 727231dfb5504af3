// One attempt: a transfer that was just taken from the queue (`sending`), one conversation with its bank, one
// move at the end. The order of the writes ensures that a crash at any line of this file neither loses nor
// doubles the file:
//
//   identity   Made when it is first needed: a number from the counter, the note `<id>.meta` beside the
//              bytes, the ledger. Only then is the bank called. A crash in between costs a number and nothing
//              else.
//   sync map   The place of a sync point is in the ledger before its SYN leaves.
//   end next   Where the bank acknowledges a sync point after the last byte, the place of the point and
//              `finishing` are in the ledger, in one commit, before its SYN leaves. After a crash before the
//              intent, recovery finds `finishing` beside a note without the intent: DTF.END never left, and
//              recovery tries again (journey/moves/recovery.ts).
//   proof      Before the bank is called, before the intent is written, and again after it, we check that the
//              outbox is still ours (proof.ts). If it is not, nothing is finished, and the intent is taken
//              back.
//   intent     The note says `intent`, then the ledger says `finishing` if it does not yet; only then may
//              DTF.END leave. After a crash in between, the note knows more than the ledger: recovery treats
//              that as doubt.
//   answer     The bank's positive answer is in the ledger (`sent`) before the next FPDU leaves.
//   clear no   When the bank clearly refused, the note takes the intent back before the ledger moves on.
//   unsent     This process knows when DTF.END never left, whatever was written. Then the note takes the
//              intent back first, and the ledger leaves `finishing` after it.
//
// While the disk is full, nothing new begins; what has happened at the bank is recorded as soon as there is
// room.

import { recordedAnswer } from '../bank/answer.ts'
import type { SendJob, SendOutcome } from '../bank/bank.ts'
import { assert, present } from '../lib/assert.ts'
import { failpoint } from '../lib/failpoint.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { AttemptDeps } from './attempt-deps.ts'
import { type AttemptRecord, journal, pointOf, startRecord } from './attempt-record.ts'
import { judgeFinalPoint, rememberedOf, type Refusal } from './final-point.ts'
import { noteFor, writeNote } from '../ledger/spool/identity-note.ts'
import { withoutProof } from './proof.ts'
import { whenDiskHasRoom } from './when-disk-has-room.ts'
import { message } from '../wording/catalogue.ts'
import { opened, type Verdict, verdictOf } from './verdict.ts'
import { ourFailure } from '../bank/our-failure.ts'

export interface AttemptResult {
  readonly transfer: Transfer
  /** The bank is not called for this long; null: it may be called. */
  readonly bankRestsMs: number | null
}

export async function attempt(
  deps: AttemptDeps,
  taken: Transfer,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const record = startRecord(deps, taken)
  const proof = await deps.prove(taken)
  if (proof.kind !== 'ours') {
    await whenDiskHasRoom(deps, signal, () =>
      record.move(withoutProof(taken, proof, deps.clock.nowMs())),
    )
    return { transfer: record.current, bankRestsMs: null }
  }
  const outcome = cutByUs(await sendPrepared(deps, record, signal), taken.bank, signal)
  const verdict = await whenDiskHasRoom(deps, signal, () =>
    conclude(deps, record, { outcome, signal }),
  )
  return { transfer: record.current, bankRestsMs: verdict?.bankRestsMs ?? null }
}

/**
 * The daemon's stop also breaks connections and makes calls fail. The message must not blame the bank for
 * that.
 */
function cutByUs(outcome: SendOutcome, bank: string, signal: AbortSignal): SendOutcome {
  const isCut = outcome.kind === 'cut' || outcome.kind === 'unreachable'
  if (!isCut || signal.reason !== 'stop') return outcome
  return { ...outcome, message: message('SENDING-STOPPED', { bank }) }
}

/**
 * A failure on our side before the bank is called is an outcome like any other: the transfer must not stay
 * `sending`.
 */
async function sendPrepared(
  deps: AttemptDeps,
  record: AttemptRecord,
  signal: AbortSignal,
): Promise<SendOutcome> {
  let job: SendJob
  try {
    job = await prepare(deps, record, signal)
  } catch (error) {
    const { bank } = record.current
    const told = ourFailure(bank, 'preparing', error)
    return { kind: 'local-failure', phase: 'connect', error, message: told }
  }
  return deps.bank.send(job, signal)
}

async function prepare(
  deps: AttemptDeps,
  record: AttemptRecord,
  signal: AbortSignal,
): Promise<SendJob> {
  if (record.current.pesit === null) await identify(deps, record)
  record.remembered = await rememberedOf(deps, record.current.bank)
  const transfer = record.current
  const identity = present(transfer.pesit, 'the identity')
  return {
    transferId: transfer.id,
    identity,
    priority: transfer.priority,
    path: deps.spool.bytes(transfer.id),
    sizeBytes: present(transfer.sizeBytes, 'the size of a sealed file'),
    sha256: present(transfer.sha256, 'the hash of a sealed file'),
    restarted: identity.opened,
    points: await deps.ledger.syncPoints(transfer.id),
    inDoubt: false,
    withoutFinalPoint: record.remembered?.refused === true,
    journal: journal(deps, record, signal),
  }
}

async function identify(deps: AttemptDeps, record: AttemptRecord): Promise<void> {
  const { ledger, spool } = deps
  const transfer = record.current
  const pesit = await deps.identify(transfer)
  // Sync points of an earlier identity must never be used under a new one.
  if (transfer.attempts > 1) {
    await ledger.saveSync(transfer.id, {
      number: 0,
      offsetBytes: 0,
      articles: 0,
      confirmed: true,
      carry: '',
    })
  }
  await writeNote(spool.note(transfer.id), noteFor(transfer, pesit, false), deps.syncFolder)
  failpoint('attempt.noted')
  const { transferNumber: number, partner } = pesit
  const sentence = message('IDENTIFIED', { bank: transfer.bank, number, partner })
  const moved = await record.move({ event: 'identified', patch: { pesit, lastSync: 0 }, sentence })
  assert(moved, 'nobody moves a transfer while it is sending')
  failpoint('attempt.identified')
}

/** Makes the move at the end. Returns null when no verdict was needed, as after a positive answer. */
async function conclude(
  deps: AttemptDeps,
  record: AttemptRecord,
  { outcome, signal }: { outcome: SendOutcome; signal: AbortSignal },
): Promise<Verdict | null> {
  const refusal = await rememberFinalPoint(deps, record, outcome)
  if (outcome.kind === 'delivered') {
    if (outcome.closing !== null) {
      deps.log.warn(
        { transfer: record.current.id, answer: outcome.closing.code },
        'The bank took the file, then complained while closing it',
      )
    }
    return null
  }
  if (record.current.state !== 'sending' && record.current.state !== 'finishing') return null
  if (endNeverLeft(outcome)) await withdrawEnd(deps, record)
  if (outcome.kind === 'stopped' && record.unproved !== null) {
    const move = withoutProof(record.current, record.unproved, deps.clock.nowMs())
    const pesit = opened({ ...deps, transfer: record.current }, true)
    await record.move({ ...move, patch: { ...move.patch, pesit } })
    return null
  }
  if (outcome.kind === 'stopped' && signal.reason === 'cancel') {
    const told = message('CANCELLED', { how: 'while-sending', actor: '', why: '' })
    await record.move({ event: 'cancelled', patch: { dueMs: null, reason: told }, sentence: told })
    return null
  }
  const verdict = verdictOf(outcome, {
    transfer: { ...record.current, lastSync: lastSyncOf(record) },
    policy: deps.policy,
    nowMs: deps.clock.nowMs(),
    chance: deps.chance(),
    reached: record.reached,
    refusal,
  })
  if (record.current.state === 'finishing' && verdict.event !== 'cut')
    await takeIntentBack(deps, record.current)
  await record.move({
    event: verdict.event,
    patch: verdict.patch,
    sentence: verdict.sentence,
    detail: { ...detailOf(outcome), conversation: record.conversation.all() },
    ...pointOf(record),
  })
  return verdict
}

async function rememberFinalPoint(
  deps: AttemptDeps,
  { current: { id, bank }, remembered, finalPoint }: AttemptRecord,
  outcome: SendOutcome,
): Promise<Refusal | null> {
  const acknowledged = finalPoint?.confirmed === true
  const seen = { outcome, acknowledged }
  const { memory, refusal } = judgeFinalPoint(remembered, deps.policy, seen)
  if (memory !== 'unchanged') await deps.ledger.saveFinalPoint(bank, memory)
  if (refusal !== null)
    deps.log.warn(
      { transfer: id, code: 'FINAL-POINT-REFUSED', saidNo: refusal.saidNo },
      'The bank does not take a sync point behind the last byte: it gets none there from now on',
    )
  return refusal
}

/** DTF.END is the first FPDU of the phase `finishing`; an outcome of an earlier phase means it never left. */
function endNeverLeft(outcome: SendOutcome): boolean {
  return !('phase' in outcome) || !['finishing', 'confirmed'].includes(outcome.phase)
}

function lastSyncOf({ current, finalPoint }: AttemptRecord): number {
  return finalPoint?.confirmed === true ? finalPoint.number : current.lastSync
}

/**
 * The note is written first: if the process ended between the two writes, `finishing` together with the
 * intent in the note would be a doubt.
 */
async function withdrawEnd(deps: AttemptDeps, record: AttemptRecord): Promise<void> {
  if (record.intentNoted) {
    await takeIntentBack(deps, record.current)
    record.intentNoted = false
  }
  if (record.current.state !== 'finishing') return
  const sentence = message('END-UNSENT', { bank: record.current.bank })
  await record.move({ event: 'end-unsent', sentence, ...pointOf(record) })
  failpoint('attempt.end-unsent')
}

/** The details of an outcome, for programs and for the bank's PeSIT desk. */
export function detailOf(outcome: SendOutcome): Readonly<Record<string, unknown>> {
  const phase = 'phase' in outcome ? { phase: outcome.phase } : {}
  const answer = 'answer' in outcome ? outcome.answer : null
  return {
    ...{ outcome: outcome.kind, ...phase },
    ...(answer === null ? {} : recordedAnswer(answer)),
  }
}

async function takeIntentBack(deps: AttemptDeps, transfer: Transfer): Promise<void> {
  const identity = present(transfer.pesit, 'the identity')
  await writeNote(deps.spool.note(transfer.id), noteFor(transfer, identity, false))
  failpoint('attempt.intent-taken-back')
}
