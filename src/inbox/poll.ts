// One ask: first the unfinished transfers continue, then the bank is asked for the next file until it has
// none. That it has none is the normal end (2-205), not a failure. Where the restarts of the bank cannot be
// trusted nothing continues: an unfinished file is fetched from its start when the bank offers it again.
//
// Some banks' software does not remove a file that was fetched, and offers it forever: under its first number
// (PeSIT Wizard), or each time under a new number with "now" as its date. So an ask ends when the bank gives
// the same file for the second time. journey/statement.ts decides what is the same; asking.ts and the limits
// of files stop banks that repeat files in ways that we did not foresee.

import type { Receptions } from '../ledger/contract/receiving.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { implies } from '../bank/answer.ts'
import type { Bank, BrokenOff, FetchOutcome } from '../bank/bank.ts'
import { codeOfEnd, hasConnected } from '../bank/outcomes.ts'
import { present } from '../lib/assert.ts'
import { said } from '../lib/files/files.ts'
import type { Transfer } from '../journey/transfer.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { type Asking, createAsking } from './asking.ts'
import {
  tooManyCopies,
  type AskResult,
  type Ending,
  failed,
  receivedFiles,
  limitOf,
  offeredRepeatedly,
  tooManyThisHour,
} from './ending.ts'
import type { ReceiveDeps } from './deps.ts'
import { type Reception, startReception } from './receive.ts'
import { noRoomFor } from './room.ts'

export interface PollDeps extends ReceiveDeps {
  readonly ledger: ReceiveDeps['ledger'] & Receptions & TransferReading
  readonly bankLine: Bank
  readonly maximumFiles: number
  readonly maximumFilesPerHour: number
  /** How long a file that was cut off waits before it continues. */
  readonly afterBreakMs: number
  readonly maximumAttempts: number
  /** False: the bank's software cannot continue a broken file, or continues at the wrong place. */
  readonly restart: boolean
  /** Called when a file was received whole: it can be delivered. */
  readonly onCommitted: () => void
}

/** Resolves with how the ask ended; never rejects. */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<AskResult> {
  const asking = createAsking(deps.clock.nowMs())
  const ending = await ask(deps, asking, signal)
  return { ...ending, files: asking.files(), repeated: asking.hasRepeated() }
}

async function ask(deps: PollDeps, asking: Asking, signal: AbortSignal): Promise<Ending> {
  const { restart, fileRequests } = deps
  const atMost = Math.min(deps.maximumFiles, await leftThisHour(deps))
  if (atMost <= 0) return tooManyThisHour(deps)
  for (const known of restart ? await unfinished(deps) : []) {
    const ended = await fetchOne(deps, asking, { known, signal })
    if (ended.kind === 'stop') return ended.ending
  }
  for (const fileName of fileRequests?.fileNames() ?? []) {
    const ended = await fetchOne(deps, asking, { known: null, signal, fileName })
    if (ended.kind === 'stop' && ended.ending.result !== 'nothing') return ended.ending
  }
  while (asking.given() < atMost && !signal.aborted) {
    const ended = await fetchOne(deps, asking, { known: null, signal })
    if (ended.kind !== 'stop') continue
    const isNothing = ended.ending.drained
    if (isNothing && !restart) await forgetUnfinished(deps)
    return isNothing && asking.files() > 0
      ? { ...receivedFiles(asking.files()), drained: true }
      : ended.ending
  }
  if (signal.aborted) return receivedFiles(asking.files())
  const ending = receivedFiles(asking.files())
  const sentence = `${ending.sentence} More are not taken in one ask; what is left comes with the next.`
  return { ...ending, sentence, limit: limitOf(deps, atMost) }
}

const hourMs = 60 * 60 * 1000

async function leftThisHour({ ledger, clock, inbox, maximumFilesPerHour }: PollDeps) {
  const { folder, bank, virtualFile } = inbox
  const received = await ledger.receivedSince({
    ...{ folder, bank, virtualFile },
    sinceMs: clock.nowMs() - hourMs,
    atMost: maximumFilesPerHour,
  })
  return maximumFilesPerHour - received
}

async function unfinished({ ledger, inbox }: PollDeps): Promise<readonly Transfer[]> {
  const found = await ledger.list({
    direction: 'in',
    folder: inbox.folder,
    states: ['asked', 'receiving', 'waiting'],
    order: 'oldest',
    limit: 100,
  })
  return found.filter(({ virtualFile }) => virtualFile === inbox.virtualFile)
}

/** The bank has nothing more for us: a transfer that could only start again will not. */
async function forgetUnfinished(deps: PollDeps): Promise<void> {
  const { bank } = deps.inbox
  for (const transfer of await unfinished(deps)) {
    const sentence = `${bank} offers this file no more, and cannot go on with it (restart: false): nothing of it was shown.`
    await startReception(deps, transfer).move({
      event: 'context-lost',
      patch: { reason: sentence, code: 'CONTEXT-LOST', dueMs: null },
      sentence,
    })
  }
}

type One =
  | { readonly kind: 'got' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stop'; readonly ending: Ending }

interface Wanted {
  /** The transfer that is to continue; null: whatever the bank has next. */
  readonly known: Transfer | null
  readonly signal: AbortSignal
  /** PI 12 of a new ask, when it is not the virtual file. */
  readonly fileName?: string
}

async function fetchOne(deps: PollDeps, asking: Asking, wanted: Wanted): Promise<One> {
  const { known, signal, fileName = deps.inbox.virtualFile } = wanted
  const reception = startReception(deps, known, asking.running)
  try {
    const missing = await noRoomFor(deps, 0)
    if (missing !== null)
      return { kind: 'stop', ending: failed(missing.code, sentenceOf(missing, deps)) }
    const restart = known?.pesit ?? null
    const { records } = deps.inbox
    const how = records === undefined ? {} : { records }
    const outcome = await deps.bankLine.fetch(
      { virtualFile: fileName, restart, sink: reception.sink, ...how },
      signal,
    )
    await reception.close()
    return await conclude(deps, reception, { outcome, known, signal, asking })
  } catch (error) {
    await reception.close().catch(() => undefined)
    return {
      kind: 'stop',
      ending: failed(
        'OUR-FAILURE',
        `Asking for ${deps.inbox.virtualFile} failed for a fault of ours: ${said(error)}`,
      ),
    }
  }
}

interface Ended {
  readonly outcome: FetchOutcome
  readonly known: Transfer | null
  readonly signal: AbortSignal
  readonly asking: Asking
}

async function conclude(
  deps: PollDeps,
  reception: Reception,
  { outcome, known, signal, asking }: Ended,
): Promise<One> {
  const { bank, virtualFile } = deps.inbox
  const transfer = reception.transfer()
  const whole =
    transfer !== null &&
    ['committed', 'confirmed', 'delivered', 'archived'].includes(transfer.state)
  if (whole) deps.onCommitted()
  switch (outcome.kind) {
    case 'fetched':
      return fetched(deps, asking, reception)
    case 'nothing':
      return {
        kind: 'stop',
        ending: {
          result: 'nothing',
          code: '',
          limit: null,
          drained: true,
          sentence: `${bank} has no ${virtualFile} for us. This is normal when none is ready.`,
        },
      }
    case 'left':
      return { kind: 'stop', ending: failed(outcome.code, outcome.sentence) }
    default:
      if (known !== null && isContextLost(outcome)) {
        const sentence = `${bank} no longer knows this transfer (${outcome.sentence}); the file is asked for anew.`
        await reception.move({
          event: 'context-lost',
          patch: { reason: sentence, code: 'CONTEXT-LOST', dueMs: null },
          sentence,
        })
        return { kind: 'gone' }
      }
      if (transfer !== null && !whole)
        await setAside(deps, reception, {
          outcome,
          transfer,
          cancelled: signal.reason === 'cancel',
        })
      return {
        kind: 'stop',
        ending: {
          ...failed(codeOfEnd(outcome), outcome.sentence),
          ofBank: isOfBank(outcome),
          result: outcome.kind === 'refused' ? 'refused' : 'failed',
        },
      }
  }
}

function isOfBank(outcome: BrokenOff): boolean {
  return outcome.kind === 'unreachable' || (outcome.kind === 'refused' && !hasConnected(outcome))
}

async function fetched(deps: PollDeps, asking: Asking, reception: Reception): Promise<One> {
  const transfer = present(reception.transfer(), 'the transfer of a fetched file')
  const verdict = present(reception.verdict(), 'the verdict on a file that is whole')
  switch (asking.record(transfer, verdict)) {
    case 'go-on':
      return { kind: 'got' }
    case 'repeats':
      return { kind: 'stop', ending: offeredRepeatedly(deps, asking, transfer) }
    case 'too-many-copies':
      return { kind: 'stop', ending: await tooManyCopies(deps, asking) }
  }
}

/** The bank does not remember the transfer that was to continue. */
function isContextLost(outcome: BrokenOff): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.phase === 'select' &&
    implies(outcome.answer, 'transfer-unknown')
  )
}

async function setAside(
  deps: PollDeps,
  reception: Reception,
  at: { outcome: BrokenOff; transfer: Transfer; cancelled: boolean },
): Promise<void> {
  const { outcome, transfer } = at
  const code = codeOfEnd(outcome)
  if (at.cancelled) {
    await reception.move({
      event: 'cancelled',
      patch: { reason: outcome.sentence, code, dueMs: null },
      sentence: outcome.sentence,
    })
    return
  }
  // A full disk costs no attempt: the bank has done nothing wrong, and is asked again when there is room.
  if (transfer.attempts >= deps.maximumAttempts && code !== 'DISK-FULL') {
    const sentence = `${outcome.sentence} That was attempt ${transfer.attempts}, the last. The bank still has the file: retry it, or ask the bank.`
    await reception.move({
      event: 'attempts-spent',
      patch: { reason: sentence, code, dueMs: null },
      sentence,
    })
    return
  }
  const sentence = `${outcome.sentence} It ${deps.restart ? 'goes on by itself from the last sync point' : 'is fetched anew by itself'}.`
  const dueMs = deps.clock.nowMs() + deps.afterBreakMs
  // A crash may have left it `receiving`; an unreachable bank leaves a `waiting` one as it is.
  if (transfer.state !== 'waiting')
    await reception.move({ event: 'cut', patch: { reason: sentence, code, dueMs }, sentence })
}
