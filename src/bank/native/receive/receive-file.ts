// Fetches one file on one open line. The order ensures that no statement is lost (PeSIT E §4.8, tables 1 and
// 9): the offer is on record before ORF; data is durable before its sync point is acknowledged; the whole
// file is committed before TRANS.END leaves, because after TRANS.END the bank counts it as fetched. When we
// cannot commit the file, we send IDT and never TRANS.END.

import type { PesitIdentity } from '../../../journey/transfer.ts'
import { failpoint } from '../../../lib/failpoint.ts'
import { optionOf } from '../../../pesit/session/access.ts'
import type { SelectRequest } from '../../../pesit/session/commands.ts'
import type { BrokenOff, FetchJob, FetchOutcome } from '../../bank.ts'
import { answerFrom } from '../answers.ts'
import {
  requestAnswer,
  closeFile,
  deselect,
  type BankConversation,
  beginConversation,
  type ConversationContext,
} from '../conversation.ts'
import {
  giveUp,
  goOnFrom,
  type Incoming,
  intakeOf,
  localFailure,
  receiveData,
  rulesForRequest,
} from './data.ts'
import { offerOf } from './offer.ts'
import type { BankOptions } from '../options.ts'

const nothingThere = 205
/** The diagnostic of DESELECT when we leave an offered file. */
const leaving = { 'no-room': { type: 2, reason: 219 } } as const

export async function fetchFile(
  context: ConversationContext,
  job: FetchJob,
  signal: AbortSignal,
): Promise<{ readonly outcome: FetchOutcome; readonly reusable: boolean }> {
  const conversation = beginConversation(context, 'select', job.sink.recordStep)
  try {
    const outcome = await converse(context, conversation, job, signal)
    return { outcome, reusable: !conversation.line.ended && outcome.kind !== 'cut' }
  } catch (error) {
    conversation.line.destroy('our side failed')
    return { outcome: localFailure(conversation, error), reusable: false }
  }
}

async function converse(
  context: ConversationContext,
  conversation: BankConversation,
  job: FetchJob,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const selected = await requestAnswer(
    conversation,
    { type: 'select', request: selectRequest(context.options, job) },
    'selected',
  )
  if (selected.type === 'broken') return nothingOr(selected.outcome, job)
  const decision = await job.sink.offered(offerOf(selected.selected))
  if (decision.kind === 'leave') {
    await deselect(conversation, leaving[decision.because])
    return { kind: 'left', message: decision.message }
  }
  conversation.phase = 'data'
  const compression = optionOf(context.options.transfer.compression)
  const opened = await requestAnswer(conversation, { type: 'open', compression }, 'opened')
  if (opened.type === 'broken') {
    if (opened.outcome.kind === 'refused') await deselect(conversation)
    return opened.outcome
  }
  // Before READ leaves: data and sync points may come in the same bytes as its answer.
  goOnFrom(conversation, decision.resume)
  const reading = await requestAnswer(
    conversation,
    {
      type: 'read',
      restartPoint: decision.resume?.number ?? 0,
      recordwise: rulesForRequest(context.options, job).kind === 'lines',
    },
    'read-accepted',
  )
  if (reading.type === 'broken') {
    if (reading.outcome.kind === 'refused') await closeFile(conversation)
    return reading.outcome
  }
  const file = intakeOf(context.options, job, { offer: selected.selected, resume: decision.resume })
  const ended = await receiveData(conversation, file, signal)
  return ended ?? endTransfer(conversation, file)
}

function nothingOr(outcome: BrokenOff, job: FetchJob): FetchOutcome {
  const nothing =
    outcome.kind === 'refused' &&
    outcome.answer.diagnostic?.reason === nothingThere &&
    job.restart === null
  return nothing ? { kind: 'nothing', answer: outcome.answer } : outcome
}

function selectRequest(options: BankOptions, job: FetchJob): SelectRequest {
  const again = job.restart
  return {
    file: { fileType: again?.fileType ?? 0, fileName: again?.fileName ?? job.virtualFile },
    transferNumber: again?.transferNumber ?? 0,
    requestedAttributes: options.transfer.attributes,
    restarted: again !== null,
    priority: 0,
    entityBytes: options.transfer.entityBytes,
    ...endToEnd(again, options.names),
  }
}

function endToEnd(
  again: PesitIdentity | null,
  names: BankOptions['names'],
): { client?: string; finalBank?: string } {
  const client = again?.client ?? names.client
  const finalBank = again?.finalBank ?? names.finalBank
  return { ...(client === '' ? {} : { client }), ...(finalBank === '' ? {} : { finalBank }) }
}

async function endTransfer(
  conversation: BankConversation,
  { sink, fileBytes }: Incoming,
): Promise<FetchOutcome> {
  try {
    await sink.commit(fileBytes)
  } catch (error) {
    return giveUp(conversation, error)
  }
  conversation.phase = 'finishing'
  failpoint('fetch.ending')
  const answered = await requestAnswer(conversation, { type: 'end-transfer' }, 'transfer-answered')
  failpoint('fetch.ended')
  if (answered.type === 'broken') return answered.outcome
  const { diagnostic = { type: 2, reason: 299 } } = answered
  const answer = answerFrom({ ...answered, diagnostic })
  await sink.confirmed(answer)
  conversation.phase = 'confirmed'
  await closeFile(conversation)
  return { kind: 'fetched', answer }
}
