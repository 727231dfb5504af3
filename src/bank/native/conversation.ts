// One request and one answer on a line, and what another answer than the expected one means.

import type { Log } from '../../lib/log.ts'
import { formatDiagnostic, isSuccess } from '../../pesit/parameters/diagnostics.ts'
import type { Diagnostic } from '../../pesit/parameters/parameters.ts'
import type { SessionCommand } from '../../pesit/session/commands.ts'
import type { Line, LineEvent } from '../../pesit-socket/line.ts'
import type { Answer } from '../answer.ts'
import type { BrokenOff, Phase, Speaker } from '../bank.ts'
import { answerFrom, type PesitAnswer } from './answers.ts'
import type { OpenLine } from './connect/open-line.ts'
import type { BankOptions } from './options.ts'
import { recordConversation } from './record-conversation.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { FromDiagnostic, Step } from '../../wording/catalogue/bank/diagnostics.ts'

/** The next event that is not an oddity; oddities go to the log. */
export async function nextEvent(
  line: Line,
  log: Log,
  onOddity?: (what: string) => void,
): Promise<LineEvent> {
  for (;;) {
    const event = await line.next()
    if (event.type !== 'oddity') return event
    onOddity?.(event.what)
    log.debug(
      { peer: line.peer, what: event.what },
      'The bank does this differently, which was tolerated',
    )
  }
}

export type ExpectedEvent<T extends LineEvent['type']> = Extract<LineEvent, { type: T }>

/** Sends the request, and returns the expected answer or how the conversation broke off. */
export async function requestAnswer<T extends LineEvent['type']>(
  conversation: BankConversation,
  command: SessionCommand,
  awaited: T,
): Promise<ExpectedEvent<T> | { readonly type: 'broken'; readonly outcome: BrokenOff }> {
  await conversation.line.command(command)
  const event = await nextEvent(conversation.line, conversation.log)
  if (event.type === awaited) return event as ExpectedEvent<T>
  return { type: 'broken', outcome: brokenOff(conversation, event) }
}

/** The state that the steps of a conversation share. `phase` moves on as it goes. */
export interface BankConversation {
  readonly bank: string
  readonly line: Line
  readonly log: Log
  phase: Phase
  /** By what it begins, before the data. */
  readonly selecting: 'create' | 'select' | 'message'
}

/** What a conversation begins with: the bank's settings, a line to it, and the log. */
export interface ConversationContext {
  readonly options: BankOptions
  readonly open: OpenLine
  readonly log: Log
}

/** `said`: hears what both sides say, when somebody records it. */
export function beginConversation(
  { options, open, log }: ConversationContext,
  selecting: BankConversation['selecting'],
  recordStep?: (by: Speaker, what: string) => void,
): BankConversation {
  const line = recordStep === undefined ? open.line : recordConversation(open.line, recordStep)
  return { bank: options.name, line, log, phase: 'select', selecting }
}

export function brokenOff(conversation: BankConversation, event: LineEvent): BrokenOff {
  const { bank, phase } = conversation
  switch (event.type) {
    case 'refused':
      return {
        kind: 'refused',
        phase,
        answer: answerFrom(event),
        message: endedBy(conversation, event.diagnostic, {
          ...{ how: 'refused', text: event.text ?? '' },
          step: phase === 'finishing' ? 'end' : event.request,
        }),
      }
    case 'interrupted':
      return {
        kind: 'interrupted',
        phase,
        answer: answerFrom(event, 'interruption'),
        keepsContext: keepsContext(event.endCode),
        message: endedBy(conversation, event.diagnostic, {
          how: 'interrupted',
          text: event.text ?? '',
        }),
      }
    case 'aborted':
      return {
        kind: 'cut',
        phase,
        answer: answerFrom(event, 'abort'),
        message: endedBy(
          conversation,
          event.diagnostic,
          event.by === 'peer'
            ? { how: 'aborted', text: event.text ?? '' }
            : { how: 'aborted-by-us', text: event.reason },
        ),
      }
    case 'line-ended':
      return {
        kind: 'cut',
        phase,
        answer: null,
        message: message('LINE-CUT', { bank, why: event.reason }),
      }
    default:
      return {
        kind: 'cut',
        phase,
        answer: null,
        message: message('BANK-OUT-OF-TURN', { bank, event: event.type }),
      }
  }
}

/** A diagnostic as a message, with the step at which it came. */
export function endedBy(
  { bank, phase, selecting }: Pick<BankConversation, 'bank' | 'phase' | 'selecting'>,
  diagnostic: Diagnostic,
  {
    how,
    text,
    step = stepAt(phase, selecting),
  }: Pick<FromDiagnostic, 'how' | 'text'> & {
    readonly step?: Step
  },
): CodedMessage {
  return message(`PESIT-${formatDiagnostic(diagnostic)}`, { bank, step, how, text })
}

function stepAt(phase: Phase, selecting: BankConversation['selecting']): Step {
  const steps: Readonly<Record<Phase, Step>> = {
    connect: 'connect',
    select: selecting,
    data: 'data',
    'final-point': 'data',
    finishing: 'end',
    confirmed: 'close',
  }
  return steps[phase]
}

/** PI 19: 4 error and 8 suspension keep the context of the transfer, 12 and 16 drop it. */
function keepsContext(endCode: number): boolean {
  return endCode < 12
}

/**
 * CRF and DESELECT after a transfer, so that the line can carry the next one. Returns the first negative
 * answer, if there was one; a line that breaks here is simply not used again.
 */
export async function closeFile(conversation: BankConversation): Promise<Answer | null> {
  const closed = await requestAnswer(conversation, { type: 'close' }, 'closed')
  if (closed.type === 'broken') return null
  const deselected = await deselect(conversation)
  if (!isSuccess(closed.diagnostic)) return answerFrom(closed)
  return deselected
}

/**
 * How CRF or DESELECT went at a bank whose positive answer is final only there. `rest` does what is left
 * afterwards.
 */
export type ClosedForGood =
  | { readonly kind: 'closed'; rest(): Promise<Answer | null> }
  | { readonly kind: 'refused'; readonly answer: PesitAnswer }
  | { readonly kind: 'broken'; readonly outcome: BrokenOff }

export async function closeForGood(
  conversation: BankConversation,
  until: 'close' | 'deselect',
): Promise<ClosedForGood> {
  const closed = await requestAnswer(conversation, { type: 'close' }, 'closed')
  if (closed.type === 'broken') return { kind: 'broken', outcome: closed.outcome }
  if (!isSuccess(closed.diagnostic)) return { kind: 'refused', answer: answerFrom(closed) }
  if (until === 'close') return { kind: 'closed', rest: () => deselect(conversation) }
  const deselected = await requestAnswer(conversation, { type: 'deselect' }, 'deselected')
  if (deselected.type === 'broken') return { kind: 'broken', outcome: deselected.outcome }
  return isSuccess(deselected.diagnostic)
    ? { kind: 'closed', rest: () => Promise.resolve(null) }
    : { kind: 'refused', answer: answerFrom(deselected) }
}

export async function deselect(
  conversation: BankConversation,
  diagnostic?: Diagnostic,
): Promise<Answer | null> {
  const why = diagnostic === undefined ? {} : { diagnostic }
  const answer = await requestAnswer(conversation, { type: 'deselect', ...why }, 'deselected')
  if (answer.type === 'broken' || isSuccess(answer.diagnostic)) return null
  return answerFrom(answer)
}

/**
 * IDT, ACK(IDT), CRF, DESELECT: the orderly way out of the data phase. `hear` returns the next event where
 * another function reads the events of the line already.
 */
export async function interrupt(
  conversation: BankConversation,
  interruption: { readonly diagnostic: Diagnostic; readonly endCode: 4 | 8 | 16 },
  hear?: () => Promise<LineEvent>,
): Promise<void> {
  await conversation.line.command({ type: 'interrupt', ...interruption })
  await interruptAcknowledged(conversation, hear)
}

/** Waits for the acknowledgement of our IDT, then closes the file. */
export async function interruptAcknowledged(
  conversation: BankConversation,
  hear?: () => Promise<LineEvent>,
): Promise<void> {
  let event =
    hear === undefined ? await nextEvent(conversation.line, conversation.log) : await hear()
  while (event.type !== 'interrupt-acknowledged') {
    if (event.type === 'line-ended' || event.type === 'aborted') return
    event = await nextEvent(conversation.line, conversation.log)
  }
  await closeFile(conversation)
}
