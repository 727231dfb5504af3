// Fetches one file on one open line. The order that keeps a statement from being lost (PeSIT E §4.8,
// tables 1 and 9): the offer is on record before ORF; data is durable before its sync point is
// acknowledged; the whole file is committed before TRANS.END leaves, because after TRANS.END the bank
// counts it as fetched. Whoever cannot commit says IDT, never TRANS.END.

import type { PesitIdentity, SyncPoint } from '../journey/transfer.ts'
import { KnownError } from '../lib/known-error.ts'
import type { Log } from '../lib/log.ts'
import { isSuccess } from '../pesit/parameters/diagnostics.ts'
import type { SelectRequest } from '../pesit/session/commands.ts'
import type { Answer, BrokenOff, FetchJob, FetchOutcome, Phase, Sink } from './bank.ts'
import {
  answerOf,
  ask,
  brokenOff,
  closeFile,
  deselect,
  interrupt,
  nextEvent,
  type Reply,
  type Talk,
} from './conversation.ts'
import type { OpenLine } from './lines.ts'
import type { BankOptions } from './options.ts'

export interface FetchContext {
  readonly options: BankOptions
  readonly open: OpenLine
  readonly log: Log
}

const nothingThere = 205
/** PI 14: all three groups, numbered from the top bit as Connect:Express and Axway do. */
const allAttributes = 0xe0

export async function fetchFile(
  context: FetchContext,
  job: FetchJob,
  signal: AbortSignal,
): Promise<{ readonly outcome: FetchOutcome; readonly reusable: boolean }> {
  const talk: Talk = {
    bank: context.options.name,
    line: context.open.line,
    log: context.log,
    phase: 'select',
  }
  try {
    const outcome = await converse(context, talk, job, signal)
    return { outcome, reusable: !talk.line.ended && outcome.kind !== 'cut' }
  } catch (error) {
    talk.line.destroy('our side failed')
    return { outcome: localFailure(talk.phase, error), reusable: false }
  }
}

function localFailure(phase: Phase, error: unknown): BrokenOff {
  const why = error instanceof Error ? error.message : String(error)
  return {
    kind: 'local-failure',
    phase,
    error,
    sentence: `Receiving stopped because our side failed: ${why}`,
  }
}

async function converse(
  context: FetchContext,
  talk: Talk,
  job: FetchJob,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const selected = await ask(
    talk,
    { type: 'select', request: selectRequest(context.options, job) },
    'selected',
  )
  if (selected.type === 'broken') return nothingOr(selected.outcome, job)
  const decision = await job.sink.offered(selected.selected)
  if (decision.kind === 'leave') {
    await deselect(talk)
    return { kind: 'left', sentence: decision.sentence }
  }
  talk.phase = 'data'
  const opened = await ask(talk, { type: 'open' }, 'opened')
  if (opened.type === 'broken') {
    if (opened.outcome.kind === 'refused') await deselect(talk)
    return opened.outcome
  }
  const reading = await ask(
    talk,
    { type: 'read', restartPoint: decision.resume?.number ?? 0 },
    'read-accepted',
  )
  if (reading.type === 'broken') {
    if (reading.outcome.kind === 'refused') await closeFile(talk)
    return reading.outcome
  }
  goOnFrom(talk, decision.resume)
  const ended = await receive(talk, job.sink, signal)
  return ended ?? endTransfer(talk, job.sink)
}

function goOnFrom(talk: Talk, resume: SyncPoint | null): void {
  if (resume !== null)
    talk.line.session.resumeAt(resume.number, resume.offsetBytes, resume.articles)
}

function nothingOr(outcome: BrokenOff, job: FetchJob): FetchOutcome {
  const nothing =
    outcome.kind === 'refused' &&
    outcome.answer.diagnostic.reason === nothingThere &&
    job.restart === null
  return nothing ? { kind: 'nothing', answer: outcome.answer } : outcome
}

function selectRequest(options: BankOptions, job: FetchJob): SelectRequest {
  const again = job.restart
  return {
    file: { fileType: again?.fileType ?? 0, fileName: again?.fileName ?? job.virtualFile },
    transferNumber: again?.transferNumber ?? 0,
    requestedAttributes: allAttributes,
    restarted: again !== null,
    priority: 0,
    entityBytes: options.entityBytes,
    ...endToEnd(again, options),
  }
}

function endToEnd(
  again: PesitIdentity | null,
  options: BankOptions,
): { client?: string; finalBank?: string } {
  const client = again?.client ?? options.client
  const finalBank = again?.finalBank ?? options.finalBank
  return { ...(client === '' ? {} : { client }), ...(finalBank === '' ? {} : { finalBank }) }
}

/** The data phase; null when all data came and the bank said that it is whole. */
async function receive(talk: Talk, sink: Sink, signal: AbortSignal): Promise<BrokenOff | null> {
  // The session may have read ahead of what is handed out here: records are counted as they come.
  let articles = talk.line.session.counts.articles
  for (;;) {
    const event = await nextEvent(talk.line, talk.log)
    if (signal.aborted && event.type !== 'line-ended' && event.type !== 'aborted')
      return stopped(talk, signal)
    switch (event.type) {
      case 'data':
      case 'sync-received': {
        if (event.type === 'data') articles += event.articles
        const failed = await keep(talk, { sink, articles }, event)
        if (failed !== null) return failed
        break
      }
      case 'data-ended':
        if (isSuccess(event.diagnostic)) return null
        await interrupt(talk, { diagnostic: { type: 2, reason: 299 }, endCode: 4 })
        return {
          kind: 'interrupted',
          phase: 'data',
          answer: answerOf(event.diagnostic),
          endCode: 4,
          sentence: brokenData(talk, event),
        }
      default: {
        const outcome = brokenOff(talk, event)
        if (outcome.kind === 'interrupted') await closeFile(talk)
        return outcome
      }
    }
  }
}

function brokenData(talk: Talk, event: Reply<'data-ended'>): string {
  return `${talk.bank} ended the data with diagnostic ${event.diagnostic.type}-${event.diagnostic.reason}: the file is not whole, nothing of it is shown.`
}

async function stopped(talk: Talk, signal: AbortSignal): Promise<BrokenOff> {
  const cancelled = signal.reason === 'cancel'
  await interrupt(talk, { diagnostic: { type: 2, reason: 216 }, endCode: cancelled ? 16 : 8 })
  const sentence = cancelled
    ? 'Stopped by a person while receiving.'
    : 'Suspended while receiving, to go on later.'
  return { kind: 'stopped', phase: 'data', sentence }
}

/** Writes data, or makes it durable and acknowledges its sync point. A failure of ours is told by IDT. */
async function keep(
  talk: Talk,
  { sink, articles }: { readonly sink: Sink; readonly articles: number },
  event: Reply<'data'> | Reply<'sync-received'>,
): Promise<BrokenOff | null> {
  try {
    if (event.type === 'data') await sink.write(event.pieces, event.dataBytes)
    else await sink.sync(event.number, articles)
  } catch (error) {
    return giveUp(talk, error)
  }
  if (event.type === 'sync-received')
    await talk.line.command({ type: 'acknowledge-sync', number: event.number })
  return null
}

async function giveUp(talk: Talk, error: unknown): Promise<BrokenOff> {
  const full = error instanceof KnownError && error.code === 'DISK-FULL'
  await interrupt(talk, { diagnostic: { type: 2, reason: full ? 219 : 213 }, endCode: 4 })
  return localFailure('data', error)
}

async function endTransfer(talk: Talk, sink: Sink): Promise<FetchOutcome> {
  const { dataBytes, articles } = talk.line.session.counts
  try {
    await sink.commit({ dataBytes, articles })
  } catch (error) {
    return giveUp(talk, error)
  }
  talk.phase = 'finishing'
  const answered = await ask(talk, { type: 'end-transfer' }, 'transfer-answered')
  if (answered.type === 'broken') return answered.outcome
  const answer: Answer = {
    diagnostic: answered.diagnostic ?? { type: 2, reason: 299 },
    text: answered.text ?? '',
    byteCount: answered.byteCount ?? null,
    articleCount: answered.articleCount ?? null,
  }
  await sink.confirmed(answer)
  talk.phase = 'confirmed'
  await closeFile(talk)
  return { kind: 'fetched', answer }
}
