// A message to the bank, and its answer (PeSIT E §3.6 F.MESSAGE). A message has no restart: when the answer
// is lost, the message is sent again, and a receiver that gets it twice recognises it by its subject.

import { isSuccess } from '../../pesit/parameters/diagnostics.ts'
import type { MessageRequest } from '../../pesit/session/commands.ts'
import type { MessageJob, MessageOutcome } from '../bank.ts'
import { answerFrom } from './answers.ts'
import {
  requestAnswer,
  endedBy,
  beginConversation,
  type ConversationContext,
} from './conversation.ts'

export async function sendMessage(
  context: ConversationContext,
  job: MessageJob,
): Promise<{ readonly outcome: MessageOutcome; readonly reusable: boolean }> {
  const conversation = beginConversation(context, 'message')
  const message = new TextEncoder().encode(job.text)
  const answered = await requestAnswer(
    conversation,
    { type: 'message', request: requestOf(job), message },
    'message-answered',
  )
  if (answered.type === 'broken') return { outcome: answered.outcome, reusable: false }
  const answer = answerFrom({ diagnostic: answered.diagnostic })
  if (!isSuccess(answered.diagnostic)) {
    const told = endedBy(conversation, answered.diagnostic, { how: 'refused', text: answer.text })
    return { outcome: { kind: 'refused', phase: 'select', answer, message: told }, reusable: true }
  }
  const reply = Buffer.from(answered.message ?? []).toString('latin1')
  return { outcome: { kind: 'taken', answer, reply }, reusable: true }
}

function requestOf({ about, sender, receiver }: MessageJob): MessageRequest {
  const { client, finalBank, fileType, fileName, transferNumber, creationDate } = about
  return {
    file: {
      ...(sender === undefined ? {} : { requester: sender }),
      ...(receiver === undefined ? {} : { server: receiver }),
      fileType,
      fileName,
    },
    transferNumber,
    answerWanted: true,
    creationDate,
    ...(client === '' ? {} : { client }),
    ...(finalBank === '' ? {} : { finalBank }),
  }
}
