// Calls a bank: TCP or TLS, the pre-connection, CONNECT, and its answer.

import { assert } from '../../../lib/assert.ts'
import type { Log } from '../../../lib/log.ts'
import { formatDiagnostic } from '../../../pesit/parameters/diagnostics.ts'
import { createRequester } from '../../../pesit/session/requester/requester.ts'
import { dial } from '../../../pesit-socket/dial.ts'
import { type Line, openLine } from '../../../pesit-socket/line.ts'
import { readTls, type TlsMaterial } from '../../../pesit-socket/tls.ts'
import { traceOf } from '../../../pesit-socket/traced.ts'
import type { UnreachableCode } from '../../bank.ts'
import { isAccessRefused } from '../../outcomes.ts'
import { answerFrom, isAccessDiagnostic } from '../answers.ts'
import { nextEvent, type ExpectedEvent } from '../conversation.ts'
import type { BankOptions } from '../options.ts'
import type { CallOutcome, CallDirection, OpenLine } from './open-line.ts'
import {
  type Access,
  accessesFor,
  afterAnswer,
  beforeConnect,
  bankProvedItself,
} from './passwords.ts'
import type { ConnectionTools } from './tools.ts'
import { type CodedMessage, message } from '../../../wording/catalogue.ts'
import type { DiagnosticCode } from '../../../wording/catalogue/bank/diagnostics.ts'
import type { Answer } from '../../answer.ts'

export interface Call {
  readonly options: BankOptions
  readonly tools: ConnectionTools
  readonly log: Log
  /** 1 … 255. */
  readonly connectionId: number
  readonly direction: CallDirection
  /** A person asked for this call. */
  readonly byHand?: boolean
  readonly onOddity?: (what: string) => void
  /** Receives the line as soon as it exists, so that a stop can cut it. */
  readonly onLine?: (line: Line) => void
}

/** The bank is not called when it refused our identification before, unless a person asked for this call. */
export function callBank(call: Call, signal: AbortSignal): Promise<CallOutcome> {
  const { account } = call.tools
  const calling = () => callUntilKnown(call, signal)
  return account === undefined ? calling() : account.connect(calling, call.byHand === true)
}

async function callUntilKnown(call: Call, signal: AbortSignal): Promise<CallOutcome> {
  // Secrets are read before the call: one that cannot be read must not leave a line open.
  const accesses = accessesFor(call.options.identification)
  let outcome: CallOutcome | undefined
  for (const access of accesses) {
    outcome = await callOnce(call, access, signal)
    if (!isAccessRefused(outcome)) break
  }
  assert(outcome !== undefined, 'there is always a way to connect')
  return outcome
}

async function callOnce(call: Call, access: Access, signal: AbortSignal): Promise<CallOutcome> {
  const { options, tools, log, direction } = call
  const { name, identification } = options
  const { host, port } = options.address
  const material = tlsOf(options.address)
  if (typeof material === 'string')
    return unreachable(message('BANK-TLS-REFUSED', { bank: name, unreadable: material }))
  const session = createRequester(requesterOptions(call, access))
  const dialed = await dial(
    { host, port, tls: material, timeoutMs: options.timers.connectMs },
    signal,
  )
  if (dialed.kind === 'unreachable') {
    return unreachable(message(dialed.code, { bank: name, host, port, why: dialed.why }))
  }
  const line = openLine(dialed.socket, session, {
    writeTimeoutMs: options.timers.answerMs,
    ...(tools.readSendQueue === undefined ? {} : { readSendQueue: tools.readSendQueue }),
    // As lines of the log, and in a file for `pesit-drop trace`.
    ...traceOf(dialed.socket, {
      write: log.debugging ? (text) => log.debug({ bank: name, pesit: text }, 'PeSIT') : null,
      traceFile: tools.traceFile,
      weCall: true,
    }),
  })
  call.onLine?.(line)
  await beforeConnect(identification, access)
  await line.command({ type: 'connect' })
  const answer = await nextEvent(line, log, call.onOddity)
  if (answer.type === 'connected') {
    await afterAnswer(identification, access, true)
    if (!bankProvedItself(identification, answer.negotiated.serverPassword))
      return notTheBank(call, line)
    return { kind: 'open', open: { line, negotiated: answer.negotiated, direction } }
  }
  line.destroy('no connection came about')
  // Some banks send an ABORT to say that they do not know us.
  if (answer.type === 'aborted' && answer.by === 'peer' && isAccessDiagnostic(answer.diagnostic)) {
    await afterAnswer(identification, access, false)
    return refusedBy(name, answerFrom(answer), 'aborted')
  }
  if (answer.type === 'refused') {
    await afterAnswer(identification, access, false)
    return refusedBy(name, answerFrom(answer), 'refused')
  }
  const why =
    answer.type === 'line-ended' || answer.type === 'aborted' ? answer.reason : answer.type
  const abort = answer.type === 'aborted' ? abortOf(answer) : null
  return unreachable(message('BANK-SILENT', { bank: name, host, port, why, abort }))
}

function abortOf({ by, diagnostic, text = '' }: ExpectedEvent<'aborted'>) {
  return { isOurs: by === 'us', diagnostic: formatDiagnostic(diagnostic), text }
}

function refusedBy(bank: string, answer: Answer, how: 'refused' | 'aborted'): CallOutcome {
  const told = { bank, step: 'connect', how, text: answer.text } as const
  return {
    kind: 'refused',
    phase: 'connect',
    answer,
    message: message(answer.code as DiagnosticCode, told),
  }
}

/** Nothing is sent to a peer that cannot prove that it is the bank. */
async function notTheBank({ options }: Call, line: Line): Promise<CallOutcome> {
  const diagnostic = { type: 3, reason: 304 }
  await line.command({ type: 'abort', diagnostic })
  line.destroy('the bank did not show its password')
  const told = message('BANK-NOT-PROVED', { bank: options.name })
  return { kind: 'refused', phase: 'connect', answer: answerFrom({ diagnostic }), message: told }
}

type NotReached = Extract<CodedMessage, { readonly code: UnreachableCode }>

function unreachable(told: NotReached): CallOutcome {
  return { kind: 'unreachable', code: told.code, message: told }
}

/** The certificates, or why they cannot be read. Each call reads them, so a renewed one needs no restart. */
function tlsOf({ tls }: BankOptions['address']): TlsMaterial | null | string {
  if (tls === null) return null
  try {
    return readTls(tls)
  } catch (error) {
    assert(error instanceof Error, 'the file system throws errors')
    return error.message
  }
}

function requesterOptions({ options, connectionId, direction }: Call, access: Access) {
  const { timers, connection, sync } = options
  const { partner, server, preConnection } = options.identification
  return {
    requester: partner,
    server,
    ...access,
    accessType: direction,
    ...(sync.points === null ? {} : { sync: sync.points }),
    crc: connection.crc,
    resync: sync.resync,
    framing: connection.framing,
    ...(preConnection === null
      ? {}
      : {
          preConnection: {
            identifier: preConnection.identifier,
            password: preConnection.password(),
          },
        }),
    connectionId,
    abortForm: connection.abortForm,
    maximumEntityBytes: options.transfer.entityBytes,
    timers: {
      answerMs: timers.answerMs,
      longAnswerMs: timers.longAnswerMs,
      connectMs: timers.connectMs,
    },
  }
}

/**
 * Sends RELEASE and waits for RELCONF; the line is closed afterwards in any case. Returns whether RELCONF
 * came.
 */
export async function releaseLine({ line }: OpenLine): Promise<boolean> {
  if (line.ended) return false
  try {
    await line.command({ type: 'release' })
    for (;;) {
      const event = await line.next()
      if (event.type === 'released') return true
      if (event.type === 'aborted' || event.type === 'line-ended') return false
    }
  } finally {
    line.destroy('released')
  }
}
