// Receives the data of one file: it is written as it comes, durable before its sync point is acknowledged,
// and taken back where RESYN was agreed.

import type { RecordRules, SyncPoint } from '../../../journey/transfer.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { isSuccess } from '../../../pesit/parameters/diagnostics.ts'
import { fileBytesOfAll, type RecordForm, sizeOf } from '../../../pesit/data/records.ts'
import type { SelectedFile } from '../../../pesit/session/commands.ts'
import { answerFrom } from '../answers.ts'
import type { BrokenOff, FetchJob, Sink } from '../../bank.ts'
import {
  brokenOff,
  closeFile,
  interrupt,
  interruptAcknowledged,
  nextEvent,
  type ExpectedEvent,
  type BankConversation,
  endedBy,
} from '../conversation.ts'
import type { BankOptions } from '../options.ts'
import { sessionPoint, recorded } from '../sync-points.ts'
import { message } from '../../../wording/catalogue.ts'
import { ourFailure } from '../../our-failure.ts'

/** A file that we are receiving: where it goes, in which form, and what was counted so far. */
export interface Incoming {
  readonly sink: Sink
  readonly form: RecordForm
  fileBytes: number
  wireBytes: number
  articles: number
}

export function intakeOf(
  options: BankOptions,
  job: FetchJob,
  { offer, resume }: { readonly offer: SelectedFile; readonly resume: SyncPoint | null },
): Incoming {
  const place = resume === null ? null : sessionPoint(resume)
  return {
    sink: job.sink,
    form: {
      ...rulesForRequest(options, job),
      articleBytes: offer.logical?.articleBytes ?? options.form.articleBytes,
      format: offer.logical?.articleFormat ?? 'variable',
    },
    fileBytes: place?.offsetBytes ?? 0,
    wireBytes: place?.wireBytes ?? 0,
    articles: place?.articles ?? 0,
  }
}

export function rulesForRequest(options: BankOptions, job: FetchJob): RecordRules {
  return job.records ?? options.form.records
}

export function goOnFrom(conversation: BankConversation, resume: SyncPoint | null): void {
  if (resume === null) return
  const { number, wireBytes, articles } = sessionPoint(resume)
  conversation.line.session.resumeAt(number, wireBytes, articles)
}

/** The data phase. Returns null when all data came and the bank said that the file is complete. */
export async function receiveData(
  conversation: BankConversation,
  incoming: Incoming,
  signal: AbortSignal,
): Promise<BrokenOff | null> {
  for (;;) {
    const event = await nextEvent(conversation.line, conversation.log)
    if (signal.aborted && event.type !== 'line-ended' && event.type !== 'aborted')
      return stopped(conversation, signal)
    switch (event.type) {
      case 'data':
      case 'sync-received':
      case 'resync-requested':
      case 'resync-acknowledged': {
        const failed = await keep(conversation, incoming, event)
        if (failed !== null) return failed
        break
      }
      case 'resync-sent':
        break
      case 'data-ended':
        if (isSuccess(event.diagnostic)) return null
        await interrupt(conversation, { diagnostic: { type: 2, reason: 299 }, endCode: 4 })
        return {
          kind: 'interrupted',
          phase: 'data',
          answer: answerFrom({ diagnostic: event.diagnostic }, 'interruption'),
          keepsContext: true,
          message: endedBy(conversation, event.diagnostic, {
            how: 'data-ended',
            text: event.text ?? '',
          }),
        }
      case 'data-refused':
        return refusedData(conversation, event)
      default: {
        const outcome = brokenOff(conversation, event)
        if (outcome.kind === 'interrupted') await closeFile(conversation)
        return outcome
      }
    }
  }
}

/** The data could not be decoded. IDT has left already; this ends the transfer in order. */
async function refusedData(
  conversation: BankConversation,
  event: ExpectedEvent<'data-refused'>,
): Promise<BrokenOff> {
  await interruptAcknowledged(conversation)
  return {
    kind: 'interrupted',
    phase: 'data',
    answer: answerFrom({ diagnostic: event.diagnostic }, 'interruption'),
    keepsContext: true,
    message: endedBy(conversation, event.diagnostic, { how: 'not-taken', text: event.reason }),
  }
}

async function stopped(conversation: BankConversation, signal: AbortSignal): Promise<BrokenOff> {
  const cancelled = signal.reason === 'cancel'
  await interrupt(conversation, {
    diagnostic: { type: 2, reason: 216 },
    endCode: cancelled ? 16 : 8,
  })
  const told = { bank: conversation.bank, while: 'receiving' } as const
  return {
    kind: 'stopped',
    phase: 'data',
    message: cancelled ? message('STOPPED-BY-PERSON', told) : message('SUSPENDED', told),
  }
}

type Kept = ExpectedEvent<'data' | 'sync-received' | 'resync-requested' | 'resync-acknowledged'>

/**
 * Writes data, makes it durable and acknowledges its sync point, or goes back. Our own failure is sent as
 * IDT.
 */
async function keep(
  conversation: BankConversation,
  incoming: Incoming,
  event: Kept,
): Promise<BrokenOff | null> {
  try {
    await keepOnDisk(incoming, event)
  } catch (error) {
    return giveUp(conversation, error)
  }
  if (event.type === 'sync-received')
    await conversation.line.command({ type: 'acknowledge-sync', number: event.number })
  if (event.type === 'resync-requested')
    await conversation.line.command({ type: 'accept-resync', restartPoint: event.restartPoint })
  if (event.type === 'resync-requested' || event.type === 'resync-acknowledged') {
    const { dataBytes, articles } = conversation.line.session.counts
    Object.assign(incoming, { wireBytes: dataBytes, articles })
  }
  return null
}

async function keepOnDisk(incoming: Incoming, event: Kept): Promise<void> {
  const { sink, form } = incoming
  switch (event.type) {
    case 'data': {
      const pieces = fileBytesOfAll(event.pieces, form)
      const bytes = sizeOf(pieces)
      await sink.write(pieces, bytes)
      // The session may have read further than what it hands out here: everything is counted as it comes.
      incoming.fileBytes += bytes
      incoming.wireBytes += event.dataBytes
      incoming.articles += event.articles
      return
    }
    case 'sync-received': {
      const { fileBytes: offsetBytes, wireBytes, articles } = incoming
      return sink.sync(recorded({ number: event.number, offsetBytes, wireBytes, articles }, true))
    }
    case 'resync-requested':
    case 'resync-acknowledged':
      incoming.fileBytes = await sink.rewind(event.restartPoint)
      return
  }
}

export async function giveUp(conversation: BankConversation, error: unknown): Promise<BrokenOff> {
  const full = error instanceof KnownError && error.code === 'DISK-FULL'
  await interrupt(conversation, { diagnostic: { type: 2, reason: full ? 219 : 213 }, endCode: 4 })
  return localFailure(conversation, error)
}

export function localFailure({ bank, phase }: BankConversation, error: unknown): BrokenOff {
  return {
    kind: 'local-failure',
    phase,
    error,
    message: ourFailure(bank, 'receiving', error),
  }
}
