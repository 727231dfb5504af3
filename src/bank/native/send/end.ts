// The end of a sending: the intent, DTF.END, TRANS.END, and what the bank's answer proves. Steps 6 to 8 of
// send-file.ts.

import { failpoint } from '../../../lib/failpoint.ts'
import { isSuccess } from '../../../pesit/parameters/diagnostics.ts'
import type { PeerWatch } from '../../../pesit-socket/watch-peer.ts'
import type { LineEvent } from '../../../pesit-socket/line.ts'
import type { Reached, SendOutcome } from '../../bank.ts'
import { answerFrom, type PesitAnswer } from '../answers.ts'
import {
  brokenOff,
  closeFile,
  closeForGood,
  interrupt,
  type ExpectedEvent,
  type BankConversation,
} from '../conversation.ts'
import { sessionPoint } from '../sync-points.ts'
import type { Sent } from './data.ts'
import type { Sending } from './sending.ts'
import { message } from '../../../wording/catalogue.ts'

export async function finish(
  sending: Sending,
  { watch }: Sent,
  reached: Reached,
): Promise<SendOutcome> {
  const { conversation, job } = sending
  const { dataBytes, articles, lastSync } = conversation.line.session.counts
  const ours = await job.journal.finishing({ lastSync, dataBytes, articles }, reached)
  if (ours === 'later') return suspended(conversation, watch)
  if (!ours) return movedByOthers(conversation, watch)
  // The line may have ended while the intent was written: then the end never leaves.
  if (watch.event !== undefined) return unexpectedEvent(conversation, watch.event)
  conversation.phase = 'finishing'
  failpoint('send.ending')
  await conversation.line.command({ type: 'end-data' })
  failpoint('send.data-ended')
  await conversation.line.command({ type: 'end-transfer' })
  failpoint('send.ended')
  const event = await watch.nextEvent()
  if (event.type !== 'transfer-answered') return unexpectedEvent(conversation, event)
  return judge(sending, event)
}

/** The bank sent something else than the expected answer, or the line is gone. */
export async function unexpectedEvent(
  conversation: BankConversation,
  event: LineEvent,
): Promise<SendOutcome> {
  const outcome = brokenOff(conversation, event)
  if (outcome.kind === 'interrupted') await closeFile(conversation)
  return outcome
}

/** The transfer was moved by somebody else. The bank finishes nothing of it. */
export async function movedByOthers(
  conversation: BankConversation,
  watch: PeerWatch,
): Promise<SendOutcome> {
  const { phase } = conversation
  await interrupt(
    conversation,
    { diagnostic: { type: 2, reason: 216 }, endCode: 16 },
    watch.nextEvent,
  )
  return {
    kind: 'stopped',
    phase,
    message: message('MOVED-BY-ANOTHER', { bank: conversation.bank }),
  }
}

/** The transfer may not be finished now. */
async function suspended(conversation: BankConversation, watch: PeerWatch): Promise<SendOutcome> {
  const { phase } = conversation
  await interrupt(
    conversation,
    { diagnostic: { type: 2, reason: 216 }, endCode: 8 },
    watch.nextEvent,
  )
  const told = message('SUSPENDED', { bank: conversation.bank, while: 'before-end' })
  return { kind: 'stopped', phase, message: told }
}

async function judge(
  sending: Sending,
  event: ExpectedEvent<'transfer-answered'>,
): Promise<SendOutcome> {
  const { conversation } = sending
  if (event.diagnostic === undefined) {
    conversation.line.destroy('no diagnostic in ACK(TRANS.END)')
    const told = message('END-WITHOUT-VERDICT', { bank: conversation.bank })
    return { kind: 'cut', phase: 'finishing', answer: null, message: told }
  }
  const answer = answerFrom({ ...event, diagnostic: event.diagnostic })
  // 2-225: received, but not passed on to the bank's application. The bank has the file (PeSIT E An.D).
  const received = isSuccess(event.diagnostic) || event.diagnostic.reason === 225
  if (!received) {
    const refused = brokenOff(conversation, {
      type: 'refused',
      request: 'write',
      diagnostic: event.diagnostic,
      text: answer.text,
    })
    await closeFile(conversation)
    return refused
  }
  const wrong = wrongCount(sending, answer)
  if (wrong !== null) return wrong
  return conclude(sending, answer)
}

/**
 * The count must be that of the whole file or of what this attempt sent; otherwise the bank has something
 * else.
 */
function wrongCount({ conversation, from }: Sending, answer: PesitAnswer): SendOutcome | null {
  const { dataBytes, articles } = conversation.line.session.counts
  const { byteCount, articleCount } = answer
  const ownArticles = [articles, articles - from.articles]
  if (articleCount !== null && !ownArticles.includes(articleCount))
    conversation.log.warn(
      { bank: articleCount, ours: articles },
      'The bank counts other records than we sent; the bytes decide',
    )
  if (
    byteCount === null ||
    [dataBytes, dataBytes - sessionPoint(from).wireBytes].includes(byteCount)
  )
    return null
  conversation.line.destroy('wrong byte count in ACK(TRANS.END)')
  const counted = { bank: conversation.bank, bankBytes: byteCount, ourBytes: dataBytes }
  return {
    kind: 'cut',
    phase: 'finishing',
    answer,
    message: message('END-COUNTS-DIFFER', counted),
  }
}

/**
 * The positive answer is on record before the next FPDU leaves. Where this bank's positive answer is final
 * only when it has closed or deselected the file, only that later answer is recorded, and a break before it
 * is doubt.
 */
async function conclude(sending: Sending, answer: PesitAnswer): Promise<SendOutcome> {
  const { conversation, job, options, from } = sending
  const { commitPoint } = options.transfer
  const sentBytes = job.sizeBytes - from.offsetBytes
  if (commitPoint === 'transferEnd') {
    await job.journal.delivered(answer)
    conversation.phase = 'confirmed'
    const closing = await closeFile(conversation)
    return { kind: 'delivered', answer, closing, sentBytes, resumedAtBytes: from.offsetBytes }
  }
  const closed = await closeForGood(conversation, commitPoint)
  if (closed.kind === 'broken') return closed.outcome
  if (closed.kind === 'refused') return contradiction(conversation, closed.answer)
  await job.journal.delivered(answer)
  conversation.phase = 'confirmed'
  const closing = await closed.rest()
  return { kind: 'delivered', answer, closing, sentBytes, resumedAtBytes: from.offsetBytes }
}

/** A refusal after a positive answer: nobody can tell from here whether the bank has the file. */
function contradiction(conversation: BankConversation, answer: PesitAnswer): SendOutcome {
  conversation.line.destroy('the bank took the file and then refused to close it')
  const told = { bank: conversation.bank, code: answer.code, text: answer.text }
  return { kind: 'cut', phase: 'finishing', answer, message: message('END-CONTRADICTED', told) }
}
