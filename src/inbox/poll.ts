// One ask: first the unfinished transfers continue, then the bank is asked for the next file until it has
// none. That it has none is the normal end (2-205), not a failure. Where the restarts of the bank cannot be
// trusted nothing continues: an unfinished file is fetched from its start when the bank offers it again.
//
// Some banks' software does not remove a file that was fetched, and offers it forever: under its first number
// (PeSIT Wizard), or each time under a new number with "now" as its date. So a poll ends when the bank offers
// the same file for the second time. journey/statement.ts decides what is the same; asking.ts and the limits
// of files stop banks that repeat files in ways that we did not foresee.

import { incompleteStates } from '../journey/moves/state-sets.ts'
import type { Receptions } from '../ledger/contract/receiving.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { implies, type Answer } from '../bank/answer.ts'
import type { Bank, BrokenOff, FetchOutcome } from '../bank/bank.ts'
import { codeOfEnd, hasConnected } from '../bank/outcomes.ts'
import { present } from '../lib/assert.ts'
import { errorText } from '../lib/files/files.ts'
import type { Transfer } from '../journey/transfer.ts'
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
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { withAfter } from '../wording/after-end.ts'
import type { DiagnosticCode } from '../wording/catalogue/bank/diagnostics.ts'

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
  return { ...receivedFiles(asking.files(), true), limit: limitOf(deps, atMost) }
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
    states: incompleteStates,
    order: 'oldest',
    limit: 100,
  })
  return found.filter(({ virtualFile }) => virtualFile === inbox.virtualFile)
}

/** The bank has nothing more for us: a transfer that could only start again will not. */
async function forgetUnfinished(deps: PollDeps): Promise<void> {
  const { bank } = deps.inbox
  for (const transfer of await unfinished(deps)) {
    const sentence = message('CONTEXT-LOST', { bank, what: null })
    await startReception(deps, transfer).move({
      event: 'context-lost',
      patch: { reason: sentence, dueMs: null },
      sentence,
    })
  }
}

type One =
  | { readonly kind: 'got' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stop'; readonly ending: Ending }

interface Wanted {
  /** The transfer that is to continue; null: the next one that the bank has. */
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
    if (missing !== null) return { kind: 'stop', ending: failed(missing) }
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
        message('ASK-FAILED', { virtualFile: deps.inbox.virtualFile, why: errorText(error) }),
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
          message: nothingThere(bank, virtualFile, outcome.answer),
          limit: null,
          drained: true,
        },
      }
    case 'left':
      return { kind: 'stop', ending: failed(outcome.message) }
    default:
      if (known !== null && isContextLost(outcome)) {
        const sentence = message('CONTEXT-LOST', { bank, what: outcome.message })
        await reception.move({
          event: 'context-lost',
          patch: { reason: sentence, dueMs: null },
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
          ...failed(outcome.message),
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
  const { attempts } = transfer
  if (at.cancelled) {
    const told = message('CANCELLED', { how: 'while-receiving', actor: '', why: '' })
    await reception.move({
      event: 'cancelled',
      patch: { reason: told, dueMs: null },
      sentence: told,
    })
    return
  }
  // A full disk costs no attempt: the bank has done nothing wrong, and is asked again when there is room.
  if (attempts >= deps.maximumAttempts && !isFullDisk(outcome)) {
    const maximum = deps.maximumAttempts
    const after = { kind: 'attempts-spent', attempts, maximum, direction: 'in' } as const
    const spent = withAfter(outcome.message, after)
    await reception.move({
      event: 'attempts-spent',
      patch: { reason: spent, dueMs: null },
      sentence: spent,
    })
    return
  }
  const after = { kind: deps.restart ? 'goes-on' : 'fetched-anew' } as const
  const told = withAfter(outcome.message, after)
  const dueMs = deps.clock.nowMs() + deps.afterBreakMs
  // A crash may have left it `receiving`; an unreachable bank leaves a `waiting` one as it is.
  if (transfer.state !== 'waiting')
    await reception.move({ event: 'cut', patch: { reason: told, dueMs }, sentence: told })
}

function isFullDisk(outcome: BrokenOff): boolean {
  return codeOfEnd(outcome) === 'DISK-FULL'
}

/** The normal end of an ask: the bank has nothing (more). */
function nothingThere(bank: string, virtualFile: string, { code, text }: Answer): CodedMessage {
  return message(code as DiagnosticCode, {
    ...{ bank, step: 'select', how: 'nothing-there', text },
    wanted: { what: virtualFile, otherFiles: 0, folder: '' },
  })
}
