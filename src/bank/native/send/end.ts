// The end of a sending: the intent, DTF.END, TRANS.END, and what the bank's answer proves. Steps 6 to 8 of
// send-file.ts.

import { failpoint } from '../../../lib/failpoint.ts'
import { isSuccess } from '../../../pesit/parameters/diagnostics.ts'
import type { PeerWatch } from '../../../pesit-socket/watch-peer.ts'
import type { LineEvent } from '../../../pesit-socket/line.ts'
import type { Reached, SendOutcome } from '../../bank.ts'
import { answerOf, type PesitAnswer } from '../answers.ts'
import {
  brokenOff,
  closeFile,
  closeForGood,
  interrupt,
  type Reply,
  say,
  type Talk,
} from '../conversation.ts'
import { placeOf } from '../sync-points.ts'
import type { Sent } from './data.ts'
import type { Sending } from './sending.ts'

export async function finish(
  sending: Sending,
  { watch }: Sent,
  reached: Reached,
): Promise<SendOutcome> {
  const { talk, job } = sending
  const { dataBytes, articles, lastSync } = talk.line.session.counts
  const ours = await job.journal.finishing({ lastSync, dataBytes, articles }, reached)
  if (ours === 'later') return suspended(talk, watch)
  if (!ours) return movedOn(talk, watch)
  // The line may have ended while the intent was written: then the end never leaves.
  if (watch.event !== undefined) return heardInstead(talk, watch.event)
  talk.phase = 'finishing'
  failpoint('send.ending')
  await talk.line.command({ type: 'end-data' })
  failpoint('send.data-ended')
  await talk.line.command({ type: 'end-transfer' })
  failpoint('send.ended')
  const event = await watch.nextEvent()
  if (event.type !== 'transfer-answered') return heardInstead(talk, event)
  return judge(sending, event)
}

/** The bank sent something else than the expected answer, or the line is gone. */
export async function heardInstead(talk: Talk, event: LineEvent): Promise<SendOutcome> {
  const outcome = brokenOff(talk, event)
  if (outcome.kind === 'interrupted') await closeFile(talk)
  return outcome
}

/** The transfer was moved by somebody else. The bank finishes nothing of it. */
export async function movedOn(talk: Talk, watch: PeerWatch): Promise<SendOutcome> {
  const { phase } = talk
  await interrupt(talk, { diagnostic: { type: 2, reason: 216 }, endCode: 16 }, watch.nextEvent)
  const sentence = 'The transfer was moved on by somebody else before its end.'
  return { kind: 'stopped', phase, sentence }
}

/** The transfer may not be finished now. */
async function suspended(talk: Talk, watch: PeerWatch): Promise<SendOutcome> {
  const { phase } = talk
  await interrupt(talk, { diagnostic: { type: 2, reason: 216 }, endCode: 8 }, watch.nextEvent)
  return { kind: 'stopped', phase, sentence: 'Suspended before its end, to go on later.' }
}

async function judge(sending: Sending, event: Reply<'transfer-answered'>): Promise<SendOutcome> {
  const { talk } = sending
  if (event.diagnostic === undefined) {
    talk.line.destroy('no diagnostic in ACK(TRANS.END)')
    const sentence = `${talk.bank} answered the end of the transfer without saying whether it took the file.`
    return { kind: 'cut', phase: 'finishing', answer: null, sentence }
  }
  const answer = answerOf({ ...event, diagnostic: event.diagnostic })
  // 2-225: received, but not passed on to the bank's application. The bank has the file (PeSIT E An.D).
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
  const wrong = wrongCount(sending, answer)
  if (wrong !== null) return wrong
  return conclude(sending, answer)
}

/**
 * The count must be that of the whole file or of what this attempt sent; otherwise the bank has something
 * else.
 */
function wrongCount({ talk, from }: Sending, answer: PesitAnswer): SendOutcome | null {
  const { dataBytes, articles } = talk.line.session.counts
  const { byteCount, articleCount } = answer
  const ownArticles = [articles, articles - from.articles]
  if (articleCount !== null && !ownArticles.includes(articleCount))
    talk.log.warn(
      { bank: articleCount, ours: articles },
      'The bank counts other records than we sent; the bytes decide',
    )
  if (byteCount === null || [dataBytes, dataBytes - placeOf(from).wireBytes].includes(byteCount))
    return null
  talk.line.destroy('wrong byte count in ACK(TRANS.END)')
  const sentence = `${talk.bank} says that it took the file, but counts ${byteCount} bytes where there are ${dataBytes}.`
  return { kind: 'cut', phase: 'finishing', answer, sentence }
}

/**
 * The positive answer is on record before the next FPDU leaves. Where this bank's positive answer is final
 * only when it has closed or deselected the file, only that later answer is recorded, and a break before it
 * is doubt.
 */
async function conclude(sending: Sending, answer: PesitAnswer): Promise<SendOutcome> {
  const { talk, job, options, from } = sending
  const { commitPoint } = options.transfer
  const sentBytes = job.sizeBytes - from.offsetBytes
  if (commitPoint === 'transferEnd') {
    await job.journal.delivered(answer)
    talk.phase = 'confirmed'
    const closing = await closeFile(talk)
    return { kind: 'delivered', answer, closing, sentBytes, resumedAtBytes: from.offsetBytes }
  }
  const closed = await closeForGood(talk, commitPoint)
  if (closed.kind === 'broken') return closed.outcome
  if (closed.kind === 'refused') return contradiction(talk, closed.answer)
  await job.journal.delivered(answer)
  talk.phase = 'confirmed'
  const closing = await closed.rest()
  return { kind: 'delivered', answer, closing, sentBytes, resumedAtBytes: from.offsetBytes }
}

/** A refusal after a positive answer: nobody can tell from here whether the bank has the file. */
function contradiction(talk: Talk, answer: PesitAnswer): SendOutcome {
  talk.line.destroy('the bank took the file and then refused to close it')
  const sentence = `${talk.bank} took the file and then said while closing it: ${say(answer.diagnostic, answer.text)}.`
  return { kind: 'cut', phase: 'finishing', answer, sentence }
}
