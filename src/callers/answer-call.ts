// One call from a bank, from CONNECT to RELEASE: the caller is authenticated, messages are accepted, files
// are refused.

import type { Message, MessageSubject } from '../journey/message.ts'
import { ownMessage } from '../journey/message.ts'
import type { BankMessages } from '../ledger/contract/messages.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { FailureBook } from '../lib/failure-book.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import type { Line, LineEvent } from '../pesit-socket/line.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { CallerOptions } from './options.ts'
import type { ConnectionLimit } from './connection-limit.ts'
import type { Refusals } from './refused-calls.ts'
import { hostOf, type IdentifiedCaller, identifyCaller } from './identify-caller.ts'

export interface TalkDeps {
  readonly ledger: Pick<BankMessages, 'recordMessage'>
  readonly clock: Clock
  readonly log: Log
  readonly callers: readonly CallerOptions[]
  /** Failed authentications, by address and bank. */
  readonly failures: FailureBook
  /** Connections of authenticated callers. */
  readonly connectionLimit: ConnectionLimit
  /** Keeps the refused calls. */
  readonly refusals: Pick<Refusals, 'refused' | 'accepted'>
  /** A message was recorded. */
  readonly onMessage: (message: Message) => void
}

const noFiles = { type: 2, reason: 226 } as const
const whyNoFiles = 'only messages are taken here'

export async function answerCall(deps: TalkDeps, line: Line): Promise<void> {
  const call: Call = { caller: null, refused: false }
  try {
    for (;;) {
      const event = await line.next()
      if (event.type === 'line-ended' || event.type === 'aborted')
        return reportEnd(deps, { line, call }, event)
      await answer(deps, { line, call }, event)
    }
  } catch (error) {
    deps.log.error(
      { peer: line.peer, error: errorText(error) },
      'A call of a bank could not be answered',
    )
    line.destroy('our side failed')
  } finally {
    deps.connectionLimit.leave(line)
  }
}

interface Call {
  caller: CallerOptions | null
  /** The caller was told why it was refused, so the end of its line is not reported again. */
  refused: boolean
}
interface At {
  readonly line: Line
  readonly call: Call
}

async function answer(deps: TalkDeps, at: At, event: LineEvent): Promise<void> {
  const { line, call } = at
  switch (event.type) {
    case 'connect-requested':
      call.caller = await answerConnect(deps, line, event.parameters)
      call.refused = call.caller === null
      return
    case 'message-received':
      return takeMessage(deps, { line, bank: call.caller?.bank ?? '' }, event)
    case 'create-requested':
      refuseFile(deps, at, `send a file${named(event.parameters)}`)
      return line.command({ type: 'refuse-create', diagnostic: noFiles, freeText: whyNoFiles })
    case 'select-requested':
      refuseFile(deps, at, `fetch a file${named(event.parameters)}`)
      return line.command({ type: 'refuse-select', diagnostic: noFiles, freeText: whyNoFiles })
    case 'release-requested':
      return line.command({ type: 'confirm-release' })
    default:
      return
  }
}

function named({ file }: Parameters): string {
  return file?.fileName === undefined ? '' : ` (${file.fileName})`
}

function refuseFile({ refusals }: TalkDeps, { line, call }: At, wanted: string): void {
  if (call.caller === null) return
  refusals.refused({
    ...{ bank: call.caller.bank, why: 'file', said: wanted, expected: '' },
    address: hostOf(line.peer),
    isItself: true,
  })
}

/**
 * Reports a caller that violated PeSIT, or that sent none at all. Callers that were refused before, and
 * normal ends, are not reported.
 */
function reportEnd(
  { refusals, log }: TalkDeps,
  { line, call: { caller, refused } }: At,
  event: Extract<LineEvent, { readonly type: 'line-ended' | 'aborted' }>,
): void {
  const address = hostOf(line.peer)
  const { reason } = event
  if (event.type === 'aborted' && event.by === 'peer')
    log.info(
      { peer: line.peer, bank: caller?.bank, reason, text: event.text },
      'A call was aborted by the caller',
    )
  if (refused || (caller !== null && (event.type === 'line-ended' || event.by === 'peer'))) return
  if (caller === null) refusals.refused({ bank: null, why: 'no-pesit', address, said: reason })
  else
    refusals.refused({
      ...{ bank: caller.bank, why: 'protocol', said: reason, expected: '', address },
      isItself: true,
    })
}

async function answerConnect(
  deps: TalkDeps,
  line: Line,
  parameters: Parameters,
): Promise<CallerOptions | null> {
  const { log, connectionLimit, refusals } = deps
  const known = proved(deps, line, parameters)
  if (known.caller === null) {
    refusals.refused({ ...known, address: hostOf(line.peer) })
    await line.command({
      type: 'refuse-connect',
      diagnostic: { type: 3, reason: 304 },
      freeText: 'unknown caller or wrong password',
    })
    return null
  }
  const { bank } = known.caller
  if (!connectionLimit.take(line)) {
    log.warn({ peer: line.peer, bank }, sentenceOf(message('CALLS-TOO-MANY', { bank }), noZone))
    await line.command({ type: 'refuse-connect', diagnostic: { type: 3, reason: 303 } })
    return null
  }
  log.info({ peer: line.peer, bank }, 'The bank calls')
  refusals.accepted(bank)
  await line.command({ type: 'accept-connect' })
  return known.caller
}

/** These sentences contain no time. */
const noZone = { zone: 'UTC' }

/**
 * PeSIT passwords are short: after some wrong ones for a bank from one address, calls for that bank from
 * there are refused unseen for a while. Calls for other banks, and from other addresses, are not.
 */
function proved(
  { callers, failures, clock, log }: TalkDeps,
  line: Line,
  parameters: Parameters,
): IdentifiedCaller {
  const known = identifyCaller(callers, parameters, {
    address: line.peer,
    certificate: line.peerFingerprint,
  })
  const bank = known.caller === null ? known.bank : known.caller.bank
  const pair = `${hostOf(line.peer)} ${bank ?? ''}`
  // Never by the wall clock: if it were set back, a caller would be locked out for that time as well.
  const nowMs = clock.monotonicMs()
  const waitMs = failures.waitMs(pair, nowMs)
  if (waitMs > 0) {
    const locked = message('CALLER-LOCKED-OUT', {
      bank,
      address: hostOf(line.peer),
      seconds: Math.ceil(waitMs / 1000),
    })
    log.debug({ peer: line.peer, bank }, sentenceOf(locked, noZone))
    return known.caller === null ? known : lockedOut(known.caller)
  }
  if (known.caller === null) failures.failed(pair, nowMs)
  else failures.succeeded(pair)
  return known
}

/** While the address is locked out, the right password is not accepted either. */
function lockedOut({ bank }: CallerOptions): IdentifiedCaller {
  return { caller: null, bank, why: 'locked', said: '', expected: '', isItself: false }
}

/**
 * Records the message, then acknowledges it: the bank never sends it again. A failing disk is reported to the
 * bank.
 */
async function takeMessage(
  { ledger, log, onMessage }: TalkDeps,
  { line, bank }: { readonly line: Line; readonly bank: string },
  told: { readonly parameters: Parameters; readonly message: Uint8Array },
): Promise<void> {
  const about = subjectOf(told.parameters)
  const text = Buffer.from(told.message).toString('latin1').trimEnd()
  const applied = about.fileType === ownMessage
  try {
    const { message, fresh } = await ledger.recordMessage({
      bank,
      direction: 'in',
      about,
      text,
      transferId: null,
      applied,
    })
    log.info({ bank, about, text, again: !fresh }, 'The bank sent a message')
    if (fresh) onMessage(message)
  } catch (error) {
    log.error({ bank, error: errorText(error) }, 'A message of the bank could not be kept')
    return line.command({ type: 'confirm-message', diagnostic: { type: 2, reason: 213 } })
  }
  return line.command({ type: 'confirm-message' })
}

function subjectOf({
  file,
  transferNumber,
  historical,
  client,
  finalBank,
}: Parameters): MessageSubject {
  return {
    fileType: file?.fileType ?? 0,
    fileName: file?.fileName ?? '',
    transferNumber: transferNumber ?? 0,
    creationDate: historical?.creationDate ?? '',
    client: client ?? '',
    finalBank: finalBank ?? '',
  }
}
