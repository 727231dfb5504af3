// Sends one sealed file on one open line. The order of what is said and what is written down is the
// product's promise, so here it is in prose (PeSIT E §4.8, tables 1 and 7):
//
//   1. CREATE with the identity that the transfer keeps for ever; PI 15 when an earlier attempt got past it.
//   2. ORF, WRITE. The bank names the restart point; it is served only from the recorded map (restart.ts).
//   3. Data. Before SYN n leaves, its place in the file is durable. ACK(SYN) is noted as it comes.
//   4. The bytes are hashed as they are read. If the hash is not the sealed one, IDT: nothing is finished.
//   5. Where the bank takes it, one last SYN after the last byte, acknowledged before going on.
//   6. The intent is made durable. From here on the bank may have the file: a break is doubt.
//   7. DTF.END, TRANS.END. A positive ACK(TRANS.END) with the right byte count is made durable before
//      the next FPDU leaves. A missing diagnostic is no success. A wrong byte count is doubt.
//   8. CRF, DESELECT. A no here after a yes before is reported, never a reason to send again.

import type { Log } from '../lib/log.ts'
import { isSuccess } from '../pesit/parameters/diagnostics.ts'
import { ProtocolError } from '../pesit/protocol-error.ts'
import type { CreateRequest } from '../pesit/session/commands.ts'
import { type Ears, prickEars } from '../pesit-socket/ears.ts'
import { type Pouring, type PourOutcome, pourFile } from '../pesit-socket/pour.ts'
import { KnownError } from '../lib/known-error.ts'
import type { SyncPoint } from '../journey/transfer.ts'
import type { Answer, BrokenOff, SendJob, SendOutcome } from './bank.ts'
import {
  ask,
  brokenOff,
  closeFile,
  deselect,
  interrupt,
  type Reply,
  type Talk,
} from './conversation.ts'
import type { OpenLine } from './lines.ts'
import type { BankOptions } from './options.ts'
import { decideRestart } from './restart.ts'

export interface SendContext {
  readonly options: BankOptions
  readonly open: OpenLine
  readonly log: Log
}

/** The line can carry another transfer when `reusable` says so. */
export async function sendFile(
  context: SendContext,
  job: SendJob,
  signal: AbortSignal,
): Promise<{ readonly outcome: SendOutcome; readonly reusable: boolean }> {
  const talk: Talk = {
    bank: context.options.name,
    line: context.open.line,
    log: context.log,
    phase: 'select',
  }
  try {
    const outcome = await converse(context, talk, job, signal)
    return {
      outcome,
      reusable: !talk.line.ended && outcome.kind !== 'cut' && outcome.kind !== 'bad-restart',
    }
  } catch (error) {
    talk.line.destroy('our side failed')
    const why = error instanceof Error ? error.message : String(error)
    const fault =
      error instanceof ProtocolError ? 'the bank and we disagree on PeSIT' : 'our side failed'
    const sentence = `Sending to ${talk.bank} stopped because ${fault}: ${why}`
    return {
      outcome: { kind: 'local-failure', phase: talk.phase, error, sentence },
      reusable: false,
    }
  }
}

async function converse(
  context: SendContext,
  talk: Talk,
  job: SendJob,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const created = await ask(
    talk,
    { type: 'create', request: createRequest(context.options, job) },
    'created',
  )
  if (created.type === 'broken') return created.outcome
  talk.phase = 'data'
  const ready = await openForWriting(talk)
  if (ready.type === 'broken') return ready.outcome

  const decision = decideRestart({ ...job, point: ready.restartPoint })
  if (decision.kind === 'stop') {
    await talk.line.command({ type: 'abort', diagnostic: { type: 3, reason: 311 } })
    const sentence = `Nothing was sent to ${talk.bank}: ${decision.why}.`
    return { kind: 'bad-restart', point: ready.restartPoint, sentence }
  }
  const { from } = decision
  talk.line.session.resumeAt(from.number, from.offsetBytes, from.articles)
  const noted: Promise<void>[] = []
  const ears = prickEars(talk.line, {
    onAcknowledged: (number) => noted.push(job.journal.acknowledged(number)),
    onOddity: (what) =>
      talk.log.debug({ what }, 'The bank does this differently, which was tolerated'),
  })
  const pouring = pouringOf(context, { job, ears, from, entityBytes: created.entityBytes })
  const poured = await pourFile(pouring, signal)
  await Promise.all(noted)
  if (poured.kind !== 'poured') return stopPouring({ talk, job, ears }, poured)
  if (poured.sha256 !== job.sha256) return refuseDamaged({ talk, job, ears })
  return finish({ talk, job, ears, from }, poured)
}

function createRequest(options: BankOptions, job: SendJob): CreateRequest {
  const { identity } = job
  return {
    file: { fileType: identity.fileType, fileName: identity.fileName },
    transferNumber: identity.transferNumber,
    restarted: job.restarted,
    dataCode: identity.dataCode,
    priority: job.priority,
    entityBytes: options.entityBytes,
    logical: {
      articleFormat: identity.articleFormat,
      articleBytes: identity.articleBytes,
      organisation: 0,
      ...(identity.label === '' ? {} : { label: identity.label }),
    },
    physical: { spaceUnit: 'kilobytes', maximumSpace: identity.maximumKilobytes },
    historical: { creationDate: identity.creationDate },
    ...(identity.client === '' ? {} : { client: identity.client }),
    ...(identity.finalBank === '' ? {} : { finalBank: identity.finalBank }),
  }
}

async function openForWriting(
  talk: Talk,
): Promise<Reply<'write-accepted'> | { type: 'broken'; outcome: BrokenOff }> {
  const opened = await ask(talk, { type: 'open' }, 'opened')
  if (opened.type === 'broken') {
    if (opened.outcome.kind === 'refused') await deselect(talk)
    return opened
  }
  const ready = await ask(talk, { type: 'write' }, 'write-accepted')
  if (ready.type === 'broken' && ready.outcome.kind === 'refused') await closeFile(talk)
  return ready
}

interface Sending {
  readonly talk: Talk
  readonly job: SendJob
  readonly ears: Ears
}

function pouringOf(
  { options, open: { line, negotiated } }: SendContext,
  {
    job,
    ears,
    from,
    entityBytes,
  }: { job: SendJob; ears: Ears; from: SyncPoint; entityBytes: number },
): Pouring {
  return {
    line,
    ears,
    path: job.path,
    sizeBytes: job.sizeBytes,
    from,
    articleBytes: job.identity.articleBytes,
    entityBytes: Math.min(entityBytes, options.entityBytes),
    framing: options.framing,
    dst: negotiated.peerConnectionId,
    intervalBytes: negotiated.intervalBytes,
    finalBarrier: options.finalBarrier && negotiated.window > 0,
    emitting: (point) => job.journal.emitting({ ...point, confirmed: false, carry: '' }),
    progress: (sentBytes) => job.journal.progress(sentBytes),
  }
}

/** What became of a file of which not all bytes left: nothing of it is finished at the bank. */
async function stopPouring(
  { talk, job, ears }: Sending,
  poured: Exclude<PourOutcome, { kind: 'poured' }>,
): Promise<SendOutcome> {
  switch (poured.kind) {
    case 'heard': {
      const outcome = brokenOff(talk, poured.event)
      if (outcome.kind === 'interrupted') await closeFile(talk)
      return outcome
    }
    case 'stopped': {
      const cancelled = poured.reason === 'cancel'
      await interrupt(
        talk,
        { diagnostic: { type: 2, reason: 216 }, endCode: cancelled ? 16 : 8 },
        ears.answer,
      )
      const sentence = cancelled
        ? 'Stopped by a person while sending.'
        : 'Suspended while sending, to go on later.'
      return { kind: 'stopped', phase: 'data', sentence }
    }
    case 'short':
      return refuseDamaged({ talk, job, ears })
  }
}

async function refuseDamaged({ talk, job, ears }: Sending): Promise<SendOutcome> {
  await interrupt(talk, { diagnostic: { type: 2, reason: 213 }, endCode: 16 }, ears.answer)
  const sealed = `SHA-256 ${job.sha256.slice(0, 12)}…, ${job.sizeBytes} bytes`
  const message = `Our copy ${job.path} is not the file that was sealed (${sealed}): nothing of it was finished at ${talk.bank}.`
  const error = new KnownError('FILE-DAMAGED', message)
  return { kind: 'local-failure', phase: 'data', error, sentence: message }
}

async function finish(
  sending: Sending & { readonly from: SyncPoint },
  poured: Extract<PourOutcome, { kind: 'poured' }>,
): Promise<SendOutcome> {
  const { talk, job, ears, from } = sending
  const { dataBytes, articles, lastSync } = talk.line.session.counts
  const ours = await job.journal.finishing({ lastSync, dataBytes, articles })
  if (!ours) {
    await interrupt(talk, { diagnostic: { type: 2, reason: 216 }, endCode: 16 }, ears.answer)
    return {
      kind: 'stopped',
      phase: 'data',
      sentence: 'The transfer was moved on by somebody else before its end.',
    }
  }
  talk.phase = 'finishing'
  await talk.line.command({ type: 'end-data' })
  await talk.line.command({ type: 'end-transfer' })
  const event = await ears.answer()
  if (event.type !== 'transfer-answered') {
    const outcome = brokenOff(talk, event)
    if (outcome.kind === 'interrupted') await closeFile(talk)
    return outcome
  }
  return judge({ talk, job, sentBytes: poured.sentBytes, from }, event)
}

async function judge(
  sending: { talk: Talk; job: SendJob; sentBytes: number; from: SyncPoint },
  event: Reply<'transfer-answered'>,
): Promise<SendOutcome> {
  const { talk, job, sentBytes, from } = sending
  if (event.diagnostic === undefined) {
    talk.line.destroy('no diagnostic in ACK(TRANS.END)')
    const sentence = `${talk.bank} answered the end of the transfer without saying whether it took the file.`
    return { kind: 'cut', phase: 'finishing', diagnostic: null, sentence }
  }
  const answer: Answer = {
    diagnostic: event.diagnostic,
    text: event.text ?? '',
    byteCount: event.byteCount ?? null,
    articleCount: event.articleCount ?? null,
  }
  // 2-225: received, not passed on to the bank's application. It has the file (PeSIT E An.D).
  const received = isSuccess(event.diagnostic) || event.diagnostic.reason === 225
  if (!received) {
    const refused = brokenOff(talk, {
      type: 'refused',
      request: 'write',
      diagnostic: event.diagnostic,
      text: answer.text,
    })
    await closeFile(talk)
    return refused
  }
  const legalCounts = [job.sizeBytes, job.sizeBytes - from.offsetBytes]
  if (answer.byteCount !== null && !legalCounts.includes(answer.byteCount)) {
    talk.line.destroy('wrong byte count in ACK(TRANS.END)')
    const sentence = `${talk.bank} says that it took the file, but counts ${answer.byteCount} bytes where there are ${job.sizeBytes}.`
    return { kind: 'cut', phase: 'finishing', diagnostic: event.diagnostic, sentence }
  }
  await job.journal.delivered(answer)
  talk.phase = 'confirmed'
  const closing = await closeFile(talk)
  return { kind: 'delivered', answer, closing, sentBytes, resumedAtBytes: from.offsetBytes }
}
