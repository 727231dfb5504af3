// A message to the bank, and its answer (PeSIT E §3.6 F.MESSAGE). A message has no restart: when its answer is
// lost it is told again, and who gets it twice knows it by what it is about.

import type { Log } from '../../lib/log.ts'
import { isSuccess } from '../../pesit/parameters/diagnostics.ts'
import type { MessageJob, MessageOutcome } from '../bank.ts'
import { answerOf, ask, say, type Talk } from './conversation.ts'
import type { OpenLine } from './lines.ts'
import type { BankOptions } from './options.ts'

export async function tellBank(
  {
    options,
    open,
    log,
  }: { readonly options: BankOptions; readonly open: OpenLine; readonly log: Log },
  { request, message }: MessageJob,
): Promise<{ readonly outcome: MessageOutcome; readonly reusable: boolean }> {
  const talk: Talk = { bank: options.name, line: open.line, log, phase: 'select' }
  const answered = await ask(talk, { type: 'message', request, message }, 'message-answered')
  if (answered.type === 'broken') return { outcome: answered.outcome, reusable: false }
  const answer = answerOf(answered.diagnostic)
  if (!isSuccess(answered.diagnostic)) {
    const sentence = `${talk.bank} did not take the message: ${say(answered.diagnostic)}`
    return { outcome: { kind: 'refused', phase: 'select', answer, sentence }, reusable: true }
  }
  return { outcome: { kind: 'taken', answer, reply: answered.message ?? null }, reusable: true }
}
