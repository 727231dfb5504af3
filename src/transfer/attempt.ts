// One attempt: a transfer that was just taken (`sending`), one conversation with its bank, one move at its
// end. What is written when, so that a crash at any line of this file neither loses nor doubles the file:
//
//   identity   on first need: a number from the counter, the note `<id>.meta` beside the bytes, the ledger.
//              Only then is the bank called. A crash in between burns a number, nothing else.
//   sync map   a point's place is in the ledger before its SYN leaves.
//   intent     the note says `intent`, then the ledger says `finishing`; then DTF.END may leave. A crash in
//              between finds a note that knows more than the ledger: recovery takes it as doubt.
//   answer     the bank's yes is in the ledger (`sent`) before the next FPDU leaves.
//   clear no   the note takes the intent back before the ledger moves on, since the bank said no. So it does
//              when the ledger could not take the intent: DTF.END never left then.
//
// A full disk fails what has not begun; what has happened at the bank is written down as soon as there is room.

import type { Bank, SendJob, SendOutcome } from '../bank/bank.ts'
import { assert, present } from '../lib/assert.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { failpoint } from '../lib/failpoint.ts'
import { type SyncFolder, said } from '../lib/files.ts'
import type { PesitIdentity, SyncPoint, Transfer } from '../journey/transfer.ts'
import type { Ledger, Move } from '../ledger/ledger.ts'
import { type Conversation, keepConversation } from '../bank/keep-conversation.ts'
import { noteFor, noteIntent, writeNote } from './identity-note.ts'
import type { Policy } from './policy.ts'
import { whenThereIsRoom } from './room.ts'
import { type Verdict, verdictOf } from './verdict.ts'

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
  readonly onProgress: (id: string, sentBytes: number) => void
  /** fsync of a folder, shared with others who need it now. */
  readonly syncFolder?: SyncFolder
}

export interface AttemptResult {
  readonly transfer: Transfer
  /** Rest with the whole bank for so long; null when it is well. */
  readonly bankRestsMs: number | null
  /** What the operator should know of the bank, '' when it is well. */
  readonly bankTrouble: { readonly code: string; readonly sentence: string } | null
}

export async function attempt(
  deps: AttemptDeps,
  taken: Transfer,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const books = keepBooks(deps, taken)
  const outcome = await sendPrepared(deps, books, signal)
  const verdict = await whenThereIsRoom(deps, signal, () =>
    conclude(deps, books, { outcome, signal }),
  )
  return {
    transfer: books.current,
    bankRestsMs: verdict?.bankRestsMs ?? null,
    bankTrouble: troubleOf(outcome),
  }
}

/** Whatever fails on our side before the bank is called is an outcome like another: the transfer must not stay `sending`. */
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

/** The transfer as the ledger has it, from move to move. */
interface Books {
  current: Transfer
  /** The note beside the bytes says that the end may have been sent. */
  intentNoted: boolean
  readonly conversation: Conversation
  move(move: Omit<Move, 'id' | 'version'>): Promise<boolean>
}

function keepBooks(deps: AttemptDeps, taken: Transfer): Books {
  const books: Books = {
    current: taken,
    intentNoted: false,
    conversation: keepConversation(deps.clock),
    async move(move) {
      const outcome = await deps.ledger.move({
        id: taken.id,
        version: books.current.version,
        ...move,
      })
      if (outcome.kind === 'moved') {
        books.current = outcome.transfer
        return true
      }
      assert(outcome.kind !== 'unknown', `transfer ${taken.id} is in the ledger`)
      deps.log.warn(
        { transfer: taken.id, event: move.event, state: outcome.transfer.state },
        'A move came too late: the transfer was moved by somebody else',
      )
      books.current = outcome.transfer
      return false
    },
  }
  return books
}

async function prepare(deps: AttemptDeps, books: Books, signal: AbortSignal): Promise<SendJob> {
  if (books.current.pesit === null) await identify(deps, books)
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

function journal(deps: AttemptDeps, books: Books, signal: AbortSignal): SendJob['journal'] {
  const { ledger, spool, clock } = deps
  const { id } = books.current
  const emitted = new Map<number, SyncPoint>()
  return {
    async emitting(point) {
      emitted.set(point.number, point)
      await ledger.saveSync(id, point)
    },
    async acknowledged(number) {
      const point = emitted.get(number)
      // ACK(SYN n) confirms all up to n; the highest is enough to go on from.
      if (point !== undefined) await ledger.saveSync(id, { ...point, confirmed: true })
    },
    async finishing(evidence) {
      books.intentNoted = true
      await noteIntent(spool.note(id))
      failpoint('attempt.intent-noted')
      const sentence = `All ${evidence.dataBytes} bytes are sent; ${books.current.bank} is asked to take them.`
      const patch = { lastSync: evidence.lastSync }
      const ours = await books.move({ event: 'finishing', patch, sentence, detail: evidence })
      failpoint('attempt.finishing')
      return ours
    },
    async delivered(answer) {
      failpoint('attempt.answered')
      const sentence = `Received by ${books.current.bank}.`
      const patch = { confirmedMs: clock.nowMs(), code: '', reason: '', dueMs: null, calls: 0 }
      const detail = { ...answer, conversation: books.conversation.all() }
      await whenThereIsRoom(deps, signal, () =>
        books.move({ event: 'bank-acknowledged', patch, sentence, detail }),
      )
      failpoint('attempt.delivered')
    },
    progress(sentBytes) {
      deps.onProgress(id, sentBytes)
    },
    said: books.conversation.said,
  }
}

/** The move at the end; null when the bank's yes was recorded already. */
async function conclude(
  deps: AttemptDeps,
  books: Books,
  { outcome, signal }: { outcome: SendOutcome; signal: AbortSignal },
): Promise<Verdict | null> {
  const { current } = books
  if (outcome.kind === 'delivered') {
    if (outcome.closing !== null) {
      deps.log.warn(
        { transfer: current.id, diagnostic: outcome.closing.diagnostic },
        'The bank took the file, then complained while closing it',
      )
    }
    return null
  }
  if (current.state !== 'sending' && current.state !== 'finishing') return null
  if (outcome.kind === 'stopped' && signal.reason === 'cancel') {
    await books.move({
      event: 'cancelled',
      patch: { dueMs: null, reason: outcome.sentence, code: 'CANCELLED' },
      sentence: outcome.sentence,
    })
    return null
  }
  const verdict = verdictOf(outcome, {
    transfer: current,
    policy: deps.policy,
    nowMs: deps.clock.nowMs(),
    chance: deps.chance(),
  })
  const endNeverLeft = current.state === 'sending' && books.intentNoted
  if (endNeverLeft || (current.state === 'finishing' && verdict.event !== 'cut'))
    await takeIntentBack(deps, current)
  await books.move({
    event: verdict.event,
    patch: verdict.patch,
    sentence: verdict.sentence,
    detail: { ...detailOf(outcome), conversation: books.conversation.all() },
  })
  return verdict
}

/** What programs, and the bank's desk, may want to know of an end. */
export function detailOf(outcome: SendOutcome): Readonly<Record<string, unknown>> {
  const phase = 'phase' in outcome ? { phase: outcome.phase } : {}
  if ('answer' in outcome) return { outcome: outcome.kind, ...phase, ...outcome.answer }
  if ('diagnostic' in outcome && outcome.diagnostic !== null)
    return { outcome: outcome.kind, ...phase, diagnostic: outcome.diagnostic }
  return { outcome: outcome.kind, ...phase }
}

async function takeIntentBack(deps: AttemptDeps, transfer: Transfer): Promise<void> {
  const identity = present(transfer.pesit, 'the identity')
  await writeNote(deps.spool.note(transfer.id), noteFor(transfer, identity, false))
}

function troubleOf(outcome: SendOutcome): AttemptResult['bankTrouble'] {
  if (outcome.kind === 'unreachable') return { code: outcome.code, sentence: outcome.sentence }
  if (outcome.kind === 'refused' && outcome.phase === 'connect')
    return { code: 'BANK-REFUSED', sentence: outcome.sentence }
  return null
}
