// Sends one sealed file on one open line. The order of what is sent and what is written down keeps the
// promise of the product, so here it is in prose (PeSIT E §4.8, tables 1 and 7):
//
//   1. CREATE with the identity that the transfer keeps for ever; PI 15 when an earlier attempt got past it.
//   2. ORF, WRITE. The bank names the restart point; it is served only from the recorded map (restart.ts).
//   3. Data. Before SYN n leaves, its place in the file is durable. ACK(SYN) is recorded as it comes.
//   4. The bytes are hashed as they are read. If the hash is not the sealed one, IDT: nothing is finished.
//   5. The bytes have arrived before we ask for the end. Where sync points are agreed and the bank takes it,
//      we send one last SYN after the last byte. Its place, and that the end comes next, are durable before
//      it leaves, in one commit. Otherwise the kernel's send queue is empty, or cannot be known (arrival.ts).
//      A break here is no doubt.
//   6. The intent is made durable. If the line has ended by now, DTF.END never leaves, and the process knows
//      it. Otherwise the bank may have the file from here on: a break is doubt.
//   7. DTF.END, TRANS.END. A positive ACK(TRANS.END) with the right byte count is made durable before the
//      next FPDU leaves. A missing diagnostic is no success. A wrong byte count is doubt.
//   8. CRF, DESELECT. A refusal here after a positive answer is reported and is never a reason to send again.
//      At a bank whose positive answer is final only here, it is recorded only here, and a break or a refusal
//      before that is doubt.
//
// Steps 3 and 4 are in data.ts, 5 in arrival.ts, 6 to 8 in end.ts.

import { KnownError } from '../../../wording/known-error.ts'
import { ProtocolError } from '../../../pesit/protocol-error.ts'
import { optionOf } from '../../../pesit/session/access.ts'
import type { CreateRequest } from '../../../pesit/session/commands.ts'
import type { PeerWatch } from '../../../pesit-socket/watch-peer.ts'
import { message } from '../../../wording/catalogue.ts'
import type { BrokenOff, SendJob, SendOutcome } from '../../bank.ts'
import {
  requestAnswer,
  closeFile,
  deselect,
  interrupt,
  type ExpectedEvent,
  type BankConversation,
  beginConversation,
  type ConversationContext,
} from '../conversation.ts'
import type { BankOptions } from '../options.ts'
import { sessionPoint } from '../sync-points.ts'
import { recordFormOf, measureRecords } from './record-check.ts'
import { decideRestart } from './restart.ts'
import { type DataEnd, sendData } from './data.ts'
import type { Sending } from './sending.ts'
import { finish, unexpectedEvent, movedByOthers } from './end.ts'
import { ourFailure } from '../../our-failure.ts'

/** `reusable`: the line can carry another transfer. */
export async function sendFile(
  context: ConversationContext,
  job: SendJob,
  signal: AbortSignal,
): Promise<{ readonly outcome: SendOutcome; readonly reusable: boolean }> {
  const conversation = beginConversation(context, 'create', job.journal.recordStep)
  try {
    const outcome = await converse(context, conversation, job, signal)
    return {
      outcome,
      reusable:
        !conversation.line.ended && outcome.kind !== 'cut' && outcome.kind !== 'bad-restart',
    }
  } catch (error) {
    conversation.line.destroy('our side failed')
    const { bank, phase } = conversation
    const told =
      error instanceof ProtocolError
        ? message('PROTOCOL-DISAGREED', { bank, why: error.message })
        : ourFailure(bank, 'sending', error)
    return { outcome: { kind: 'local-failure', phase, error, message: told }, reusable: false }
  }
}

async function converse(
  context: ConversationContext,
  conversation: BankConversation,
  job: SendJob,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const spaceKb = await spaceOf(job)
  const created = await requestAnswer(
    conversation,
    { type: 'create', request: createRequest(context.options, job, spaceKb) },
    'created',
  )
  if (created.type === 'broken') return created.outcome
  conversation.phase = 'data'
  const ready = await openForWriting(conversation, context.options)
  if (ready.type === 'broken') return ready.outcome

  const decision = decideRestart({ ...job, point: ready.restartPoint })
  if (decision.kind === 'stop') {
    await conversation.line.command({ type: 'abort', diagnostic: { type: 3, reason: 311 } })
    const { why, confirmed } = decision
    const point = ready.restartPoint
    const number = job.identity.transferNumber
    const told = message('RESTART-REFUSED', {
      bank: conversation.bank,
      why,
      point,
      confirmed,
      number,
    })
    return { kind: 'bad-restart', point, message: told }
  }
  const { from } = decision
  const place = sessionPoint(from)
  conversation.line.session.resumeAt(place.number, place.wireBytes, place.articles)
  const { options, open } = context
  const sending = { conversation, job, options, open, from, entityBytes: created.entityBytes }
  const sent = await sendData(sending, signal)
  return sent.end.kind === 'arrived'
    ? finish(sending, sent, sent.end.reached)
    : stopSending(sending, sent.watch, sent.end)
}

/**
 * PI 42: filled-up records need more space than the file. Every attempt computes the same from the sealed
 * bytes.
 */
async function spaceOf({ identity, path }: SendJob): Promise<number> {
  if (identity.records === undefined) return identity.maximumKilobytes
  const recordBytes = await measureRecords(path, recordFormOf(identity))
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
    entityBytes: options.transfer.entityBytes,
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
  conversation: BankConversation,
  options: BankOptions,
): Promise<ExpectedEvent<'write-accepted'> | { type: 'broken'; outcome: BrokenOff }> {
  const compression = optionOf(options.transfer.compression)
  const opened = await requestAnswer(conversation, { type: 'open', compression }, 'opened')
  if (opened.type === 'broken') {
    if (opened.outcome.kind === 'refused') await deselect(conversation)
    return opened
  }
  const ready = await requestAnswer(conversation, { type: 'write' }, 'write-accepted')
  if (ready.type === 'broken' && ready.outcome.kind === 'refused') await closeFile(conversation)
  return ready
}

/** The outcome for a file whose end was never asked for: the bank finishes nothing of it. */
async function stopSending(
  sending: Sending,
  watch: PeerWatch,
  end: Exclude<DataEnd, { kind: 'arrived' }>,
): Promise<SendOutcome> {
  const { conversation } = sending
  switch (end.kind) {
    case 'peer-event':
      return unexpectedEvent(conversation, end.event)
    case 'withheld':
      return movedByOthers(conversation, watch)
    case 'stuck':
      return notAcknowledged(sending, end.waitingBytes)
    case 'stopped': {
      const cancelled = end.reason === 'cancel'
      await interrupt(
        conversation,
        { diagnostic: { type: 2, reason: 216 }, endCode: cancelled ? 16 : 8 },
        watch.nextEvent,
      )
      const told = { bank: conversation.bank, while: 'sending' } as const
      return {
        kind: 'stopped',
        phase: 'data',
        message: cancelled ? message('STOPPED-BY-PERSON', told) : message('SUSPENDED', told),
      }
    }
    case 'short':
    case 'damaged':
      return refuseDamaged(sending, watch)
  }
}

/** The bank's machine is gone, or something between us and it: we treat the line as cut. */
function notAcknowledged({ conversation, options }: Sending, waitingBytes: number): SendOutcome {
  const { phase, line, bank } = conversation
  line.destroy('the other side acknowledges nothing more')
  const seconds = Math.round(options.timers.answerMs / 1000)
  const values = { bank, waitingBytes, seconds }
  return { kind: 'cut', phase, answer: null, message: message('BYTES-NOT-ACKNOWLEDGED', values) }
}

async function refuseDamaged(
  { conversation, job }: Sending,
  watch: PeerWatch,
): Promise<SendOutcome> {
  await interrupt(
    conversation,
    { diagnostic: { type: 2, reason: 213 }, endCode: 16 },
    watch.nextEvent,
  )
  const { transferId: id, path, sha256, sizeBytes } = job
  const told = message('FILE-DAMAGED', { bank: conversation.bank, id, path, sha256, sizeBytes })
  const error = new KnownError(told)
  return { kind: 'local-failure', phase: 'data', error, message: told }
}
