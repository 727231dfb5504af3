// One ask: first what was left unfinished goes on, then the bank is asked for the next file until it has
// none. That it has none is the normal end (2-205), not a failure. Where the bank's restarts cannot be trusted
// nothing goes on: what was left unfinished is fetched from its start when the bank offers it again.
//
// Some software takes nothing out of its folder when it was fetched (PeSIT Wizard) and offers the same file for
// ever: an ask ends when it is given for the second time what it was given before.

import type { Bank, BrokenOff, FetchOutcome } from '../bank/bank.ts'
import { present } from '../lib/assert.ts'
import { said } from '../lib/files.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Ask } from '../ledger/ledger.ts'
import { formatDiagnostic } from '../pesit/parameters/diagnostics.ts'
import { isKnown, isSameOffer } from './offer.ts'
import { type ReceiveDeps, type Reception, startReception } from './receive.ts'

export interface PollDeps extends ReceiveDeps {
  readonly bankLine: Bank
  readonly maximumFiles: number
  /** How long a file that was cut off waits before it goes on. */
  readonly afterBreakMs: number
  readonly maximumAttempts: number
  /** False: the bank's software cannot go on with a broken file, or goes on in the wrong place. */
  readonly restart: boolean
  /** A file is whole: the delivery may look. */
  readonly onCommitted: () => void
}

type AskResult = Pick<Ask, 'result' | 'files' | 'sentence'> & { readonly code: string }

/** Resolves with how the ask ended; never rejects. */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<AskResult> {
  let files = 0
  for (const transfer of deps.restart ? await unfinished(deps) : []) {
    const ended = await fetchOne(deps, transfer, signal)
    if (ended.kind === 'got') files += 1
    else if (ended.kind === 'stop') return { ...ended.result, files }
  }
  for (const fileName of deps.wishes?.fileNames() ?? []) {
    const ended = await fetchOne(deps, null, signal, fileName)
    if (ended.kind === 'got') files += 1
    else if (ended.kind === 'stop' && ended.result.result !== 'nothing')
      return { ...ended.result, files }
  }
  const given: Transfer[] = []
  while (files < deps.maximumFiles && !signal.aborted) {
    const ended = await fetchOne(deps, null, signal)
    if (ended.kind === 'stop') {
      const isNothing = ended.result.result === 'nothing'
      if (isNothing && !deps.restart) await forgetUnfinished(deps)
      return { ...ended.result, files, ...(files > 0 && isNothing ? got(files) : {}) }
    }
    if (ended.kind === 'gone') continue
    const { transfer } = ended
    if (!isKnown(transfer)) files += 1
    else if (given.some((one) => isSameOffer(one, transfer)))
      return offeredForEver(deps, transfer, files)
    given.push(transfer)
  }
  return { ...got(files), files, code: '' }
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

/** The bank has nothing more for us: what could only begin anew will not. */
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

function offeredForEver({ inbox }: PollDeps, { pesit }: Transfer, files: number): AskResult {
  const { bank, virtualFile } = inbox
  const before = files > 0 ? `${got(files).sentence} ` : ''
  const sentence = `${before}${bank} goes on offering ${virtualFile} (its transfer ${pesit?.transferNumber ?? '?'}), which it knows that we have. It is not shown again; ask the bank to take it away.`
  return { result: files > 0 ? 'received' : 'nothing', sentence, files, code: '' }
}

function got(files: number): Pick<AskResult, 'result' | 'sentence'> {
  return { result: 'received', sentence: `${files} ${files === 1 ? 'file' : 'files'} received.` }
}

type One =
  | { readonly kind: 'got'; readonly transfer: Transfer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stop'; readonly result: Omit<AskResult, 'files'> }

/** `fileName`: PI 12 of a new ask, when it is not the virtual file. */
async function fetchOne(
  deps: PollDeps,
  known: Transfer | null,
  signal: AbortSignal,
  fileName = deps.inbox.virtualFile,
): Promise<One> {
  const reception = startReception(deps, known)
  try {
    const restart = known?.pesit ?? null
    const { records } = deps.inbox
    const how = records === undefined ? {} : { records }
    const outcome = await deps.bankLine.fetch(
      { virtualFile: fileName, restart, sink: reception.sink, ...how },
      signal,
    )
    await reception.close()
    return await conclude(deps, reception, { outcome, known, signal })
  } catch (error) {
    await reception.close().catch(() => undefined)
    return {
      kind: 'stop',
      result: {
        result: 'failed',
        code: 'OUR-FAILURE',
        sentence: `Asking for ${deps.inbox.virtualFile} failed for a fault of ours: ${said(error)}`,
      },
    }
  }
}

interface Ended {
  readonly outcome: FetchOutcome
  readonly known: Transfer | null
  readonly signal: AbortSignal
}

async function conclude(
  deps: PollDeps,
  reception: Reception,
  { outcome, known, signal }: Ended,
): Promise<One> {
  const { bank, virtualFile } = deps.inbox
  const transfer = reception.transfer()
  const whole =
    transfer !== null &&
    ['committed', 'confirmed', 'delivered', 'archived'].includes(transfer.state)
  if (whole) deps.onCommitted()
  switch (outcome.kind) {
    case 'fetched':
      return { kind: 'got', transfer: present(transfer, 'the transfer of a fetched file') }
    case 'nothing':
      return {
        kind: 'stop',
        result: {
          result: 'nothing',
          code: '',
          sentence: `${bank} has no ${virtualFile} for us. This is normal when none is ready.`,
        },
      }
    case 'left':
      return { kind: 'stop', result: { result: 'failed', code: '', sentence: outcome.sentence } }
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
        result: {
          result: outcome.kind === 'refused' ? 'refused' : 'failed',
          code: codeOf(outcome),
          sentence: outcome.sentence,
        },
      }
  }
}

/** What a bank without memory of a transfer answers to its restart (PeSIT E §7.4: 2-205, 2-214, 2-233). */
function isContextLost(outcome: BrokenOff): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.phase === 'select' &&
    [204, 205, 214, 226, 233].includes(outcome.answer.diagnostic.reason)
  )
}

async function setAside(
  deps: PollDeps,
  reception: Reception,
  at: { outcome: BrokenOff; transfer: Transfer; cancelled: boolean },
): Promise<void> {
  const { outcome, transfer } = at
  const code = codeOf(outcome)
  if (at.cancelled) {
    await reception.move({
      event: 'cancelled',
      patch: { reason: outcome.sentence, code, dueMs: null },
      sentence: outcome.sentence,
    })
    return
  }
  if (transfer.attempts >= deps.maximumAttempts) {
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
  // A crash may have left it `receiving`, and an unreachable bank leaves a `waiting` one as it is.
  if (transfer.state !== 'waiting')
    await reception.move({ event: 'cut', patch: { reason: sentence, code, dueMs }, sentence })
}

export function codeOf(outcome: BrokenOff): string {
  switch (outcome.kind) {
    case 'unreachable':
      return outcome.code
    case 'refused':
    case 'interrupted':
      return `PESIT-${formatDiagnostic(outcome.answer.diagnostic)}`
    case 'cut':
      return outcome.diagnostic === null
        ? 'LINE-CUT'
        : `PESIT-${formatDiagnostic(outcome.diagnostic)}`
    case 'stopped':
      return 'STOPPED'
    case 'bad-restart':
      return 'RESTART-REFUSED'
    case 'local-failure':
      return 'OUR-FAILURE'
  }
}
