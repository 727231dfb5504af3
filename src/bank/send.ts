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
//   8. CRF, DESELECT. A no here after a yes before is reported, never a reason to send again. At a bank whose
//      yes is final only here, it is recorded only here, and a break or a no before that is doubt.
//
// Steps 3 to 5 are in send-data.ts, 6 to 8 in send-end.ts.

import type { Log } from '../lib/log.ts'
import { KnownError } from '../lib/known-error.ts'
import { ProtocolError } from '../pesit/protocol-error.ts'
import { optionOf } from '../pesit/session/access.ts'
import type { CreateRequest } from '../pesit/session/commands.ts'
import type { Ears } from '../pesit-socket/ears.ts'
import type { PourOutcome } from '../pesit-socket/pour.ts'
import type { BrokenOff, SendJob, SendOutcome } from './bank.ts'
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
import { overhear } from './overhear.ts'
import { placeOf } from './points.ts'
import { formOf, measureRecords } from './record-check.ts'
import { decideRestart } from './restart.ts'
import { pourData, type Sending } from './send-data.ts'
import { finish } from './send-end.ts'

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
    line:
      job.journal.said === undefined
        ? context.open.line
        : overhear(context.open.line, job.journal.said),
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
  const spaceKb = await spaceOf(job)
  const created = await ask(
    talk,
    { type: 'create', request: createRequest(context.options, job, spaceKb) },
    'created',
  )
  if (created.type === 'broken') return created.outcome
  talk.phase = 'data'
  const ready = await openForWriting(talk, context.options)
  if (ready.type === 'broken') return ready.outcome

  const decision = decideRestart({ ...job, point: ready.restartPoint })
  if (decision.kind === 'stop') {
    await talk.line.command({ type: 'abort', diagnostic: { type: 3, reason: 311 } })
    const sentence = `Nothing was sent to ${talk.bank}: ${decision.why}.`
    return { kind: 'bad-restart', point: ready.restartPoint, sentence }
  }
  const { from } = decision
  const place = placeOf(from)
  talk.line.session.resumeAt(place.number, place.wireBytes, place.articles)
  const { options, open } = context
  const sending = { talk, job, options, open, from, entityBytes: created.entityBytes }
  const sent = await pourData(sending, signal)
  if (sent.poured.kind !== 'poured') return stopPouring(sending, sent.ears, sent.poured)
  if (sent.poured.sha256 !== job.sha256) return refuseDamaged(sending, sent.ears)
  return finish(sending, sent)
}

/** PI 42: filled-up records need more than the file. The same at every attempt, as the sealed bytes are. */
async function spaceOf({ identity, path }: SendJob): Promise<number> {
  if (identity.records === undefined) return identity.maximumKilobytes
  const recordBytes = await measureRecords(path, formOf(identity))
  return Math.max(identity.maximumKilobytes, Math.ceil(recordBytes / 1024))
}

function createRequest(options: BankOptions, job: SendJob, maximumSpace: number): CreateRequest {
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
    physical: { spaceUnit: 'kilobytes', maximumSpace },
    historical: { creationDate: identity.creationDate },
    ...(identity.client === '' ? {} : { client: identity.client }),
    ...(identity.finalBank === '' ? {} : { finalBank: identity.finalBank }),
    ...(identity.freeText === undefined ? {} : { freeText: identity.freeText }),
  }
}

async function openForWriting(
  talk: Talk,
  options: BankOptions,
): Promise<Reply<'write-accepted'> | { type: 'broken'; outcome: BrokenOff }> {
  const compression = optionOf(options.compression)
  const opened = await ask(talk, { type: 'open', compression }, 'opened')
  if (opened.type === 'broken') {
    if (opened.outcome.kind === 'refused') await deselect(talk)
    return opened
  }
  const ready = await ask(talk, { type: 'write' }, 'write-accepted')
  if (ready.type === 'broken' && ready.outcome.kind === 'refused') await closeFile(talk)
  return ready
}

/** What became of a file of which not all bytes left: nothing of it is finished at the bank. */
async function stopPouring(
  sending: Sending,
  ears: Ears,
  poured: Exclude<PourOutcome, { kind: 'poured' }>,
): Promise<SendOutcome> {
  const { talk } = sending
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
      return refuseDamaged(sending, ears)
  }
}

async function refuseDamaged({ talk, job }: Sending, ears: Ears): Promise<SendOutcome> {
  await interrupt(talk, { diagnostic: { type: 2, reason: 213 }, endCode: 16 }, ears.answer)
  const sealed = `SHA-256 ${job.sha256.slice(0, 12)}…, ${job.sizeBytes} bytes`
  const message = `Our copy ${job.path} is not the file that was sealed (${sealed}): nothing of it was finished at ${talk.bank}.`
  const error = new KnownError('FILE-DAMAGED', message)
  return { kind: 'local-failure', phase: 'data', error, sentence: message }
}
