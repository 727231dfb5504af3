// One attempt: a transfer that was just taken (`sending`), one conversation with its bank, one move at its
// end. What is written when, so that a crash at any line of this file neither loses nor doubles the file:
//
//   identity   on first need: a number from the counter, the note `<id>.meta` beside the bytes, the ledger.
//              Only then is the bank called. A crash in between burns a number, nothing else.
//   sync map   a point's place is in the ledger before its SYN leaves.
//   end next   where the bank acknowledges a sync point behind the last byte: its place and `finishing` are in the
//              ledger, in one commit, before its SYN leaves. A crash before the intent finds `finishing` beside a
//              note without the intent: DTF.END never left, and recovery tries again (journey/moves/recovery.ts).
//   proof      before the bank is called, before the intent, and again behind it, the outbox shows that it is
//              still ours (proof.ts). Else nothing is finished, and the intent is taken back.
//   intent     the note says `intent`, then the ledger says `finishing`, if it does not yet; then DTF.END may
//              leave. A crash in between finds a note that knows more than the ledger: recovery takes it as doubt.
//   answer     the bank's yes is in the ledger (`sent`) before the next FPDU leaves.
//   clear no   the note takes the intent back before the ledger moves on, since the bank said no.
//   unsent     this process knows when DTF.END never left, whatever was written: then the note takes the intent
//              back, and only then the ledger leaves `finishing`.
//
// A full disk fails what has not begun; what has happened at the bank is written down as soon as there is
// room.

import { recordedAnswer } from '../bank/answer.ts'
import type { Bank, SendJob, SendOutcome } from '../bank/bank.ts'
import { assert, present } from '../lib/assert.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { failpoint } from '../lib/failpoint.ts'
import { type SyncFolder } from '../disk/durable.ts'
import { said } from '../lib/files/files.ts'
import type { PesitIdentity, Transfer } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Books, journal, keepBooks, pointOf } from './attempt-books.ts'
import { judgeFinalPoint, rememberedOf, type Refusal } from './final-point.ts'
import { noteFor, writeNote } from '../ledger/spool/identity-note.ts'
import type { Policy } from './policy.ts'
import { type Prove, withoutProof } from './proof.ts'
import { whenThereIsRoom } from './room.ts'
import { message } from '../wording/catalogue.ts'
import { whatOf } from '../wording/sentence.ts'
import { opened, type Verdict, verdictOf } from './verdict.ts'

export interface AttemptDeps {
  readonly ledger: Ledger
  readonly bank: Bank
  readonly clock: Clock
  readonly log: Log
  readonly chance: () => number
  /** Where the sealed bytes and the note of a transfer lie. */
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** The identity under which the bank will know this file. */
  readonly identify: (transfer: Transfer) => Promise<PesitIdentity>
  readonly policy: Policy
  /** Whether its outbox is still ours. */
  readonly prove: Prove
  readonly onProgress: (id: string, sentBytes: number) => void
  /** fsync of a folder, shared with others who need it now. */
  readonly syncFolder?: SyncFolder
}

export interface AttemptResult {
  readonly transfer: Transfer
  /** Rest with the whole bank for so long; null when it is well. */
  readonly bankRestsMs: number | null
}

export async function attempt(
  deps: AttemptDeps,
  taken: Transfer,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const books = keepBooks(deps, taken)
  const proof = await deps.prove(taken)
  if (proof.kind !== 'ours') {
    await whenThereIsRoom(deps, signal, () =>
      books.move(withoutProof(taken, proof, deps.clock.nowMs())),
    )
    return { transfer: books.current, bankRestsMs: null }
  }
  const outcome = cutByUs(await sendPrepared(deps, books, signal), taken.bank, signal)
  const verdict = await whenThereIsRoom(deps, signal, () =>
    conclude(deps, books, { outcome, signal }),
  )
  return { transfer: books.current, bankRestsMs: verdict?.bankRestsMs ?? null }
}

/**
 * A line that breaks, or a call that fails, while we stop was ended by us: nobody shall look for another's
 * fault.
 */
function cutByUs(outcome: SendOutcome, bank: string, signal: AbortSignal): SendOutcome {
  const isCut = outcome.kind === 'cut' || outcome.kind === 'unreachable'
  if (!isCut || signal.reason !== 'stop') return outcome
  return { ...outcome, sentence: whatOf(message('SENDING-STOPPED', { bank }), { zone: 'UTC' }) }
}

/**
 * Whatever fails on our side before the bank is called is an outcome like another: the transfer must not stay
 * `sending`.
 */
async function sendPrepared(
  deps: AttemptDeps,
  books: Books,
  signal: AbortSignal,
): Promise<SendOutcome> {
  let job: SendJob
  try {
    job = await prepare(deps, books, signal)
  } catch (error) {
    const sentence = `Sending could not begin because our side failed: ${said(error)}`
    return { kind: 'local-failure', phase: 'connect', error, sentence }
  }
  return deps.bank.send(job, signal)
}

async function prepare(deps: AttemptDeps, books: Books, signal: AbortSignal): Promise<SendJob> {
  if (books.current.pesit === null) await identify(deps, books)
  books.remembered = await rememberedOf(deps, books.current.bank)
  const transfer = books.current
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
    withoutFinalPoint: books.remembered?.refused === true,
    journal: journal(deps, books, signal),
  }
}

async function identify(deps: AttemptDeps, books: Books): Promise<void> {
  const { ledger, spool } = deps
  const transfer = books.current
  const pesit = await deps.identify(transfer)
  // Points of an identity that is dead must never be served under a new one.
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
  const sentence = `It goes to ${transfer.bank} as transfer ${pesit.transferNumber} of ${pesit.partner}.`
  const moved = await books.move({ event: 'identified', patch: { pesit, lastSync: 0 }, sentence })
  assert(moved, 'nobody moves a transfer while it is sending')
  failpoint('attempt.identified')
}

/** The move at the end; null when the bank's yes was recorded already. */
async function conclude(
  deps: AttemptDeps,
  books: Books,
  { outcome, signal }: { outcome: SendOutcome; signal: AbortSignal },
): Promise<Verdict | null> {
  const refusal = await rememberFinalPoint(deps, books, outcome)
  if (outcome.kind === 'delivered') {
    if (outcome.closing !== null) {
      deps.log.warn(
        { transfer: books.current.id, answer: outcome.closing.code },
        'The bank took the file, then complained while closing it',
      )
    }
    return null
  }
  if (books.current.state !== 'sending' && books.current.state !== 'finishing') return null
  if (endNeverLeft(outcome)) await withdrawEnd(deps, books)
  if (outcome.kind === 'stopped' && books.unproved !== null) {
    const move = withoutProof(books.current, books.unproved, deps.clock.nowMs())
    const pesit = opened({ ...deps, transfer: books.current }, true)
    await books.move({ ...move, patch: { ...move.patch, pesit } })
    return null
  }
  if (outcome.kind === 'stopped' && signal.reason === 'cancel') {
    await books.move({
      event: 'cancelled',
      patch: { dueMs: null, reason: outcome.sentence, code: 'CANCELLED' },
      sentence: outcome.sentence,
    })
    return null
  }
  const verdict = verdictOf(outcome, {
    transfer: { ...books.current, lastSync: lastSyncOf(books) },
    policy: deps.policy,
    nowMs: deps.clock.nowMs(),
    chance: deps.chance(),
    reached: books.reached,
    refusal,
  })
  if (books.current.state === 'finishing' && verdict.event !== 'cut')
    await takeIntentBack(deps, books.current)
  await books.move({
    event: verdict.event,
    patch: verdict.patch,
    sentence: verdict.sentence,
    detail: { ...detailOf(outcome), conversation: books.conversation.all() },
    ...pointOf(books),
  })
  return verdict
}

async function rememberFinalPoint(
  deps: AttemptDeps,
  { current: { id, bank }, remembered, finalPoint }: Books,
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

/** What was said on the line tells: DTF.END is the first thing of the phase `finishing`. */
function endNeverLeft(outcome: SendOutcome): boolean {
  return !('phase' in outcome) || !['finishing', 'confirmed'].includes(outcome.phase)
}

function lastSyncOf({ current, finalPoint }: Books): number {
  return finalPoint?.confirmed === true ? finalPoint.number : current.lastSync
}

/**
 * The note first: `finishing` beside a note with the intent is a doubt, should the process end in between.
 */
async function withdrawEnd(deps: AttemptDeps, books: Books): Promise<void> {
  if (books.intentNoted) {
    await takeIntentBack(deps, books.current)
    books.intentNoted = false
  }
  if (books.current.state !== 'finishing') return
  const sentence = message('END-UNSENT', { bank: books.current.bank })
  await books.move({ event: 'end-unsent', sentence, ...pointOf(books) })
  failpoint('attempt.end-unsent')
}

/** What programs, and the bank's desk, may want to know of an end. */
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
