// Calls a bank: TCP or TLS, the pre-connection, CONNECT, and what comes of it.

import { assert } from '../../../lib/assert.ts'
import type { Log } from '../../../lib/log.ts'
import { formatDiagnostic } from '../../../pesit/parameters/diagnostics.ts'
import type { Negotiated } from '../../../pesit/session/events.ts'
import { createRequester } from '../../../pesit/session/requester/requester.ts'
import { dial } from '../../../pesit-socket/dial.ts'
import { type Line, openLine } from '../../../pesit-socket/line.ts'
import { readTls, type TlsMaterial } from '../../../pesit-socket/tls.ts'
import { traceOf } from '../../../pesit-socket/traced.ts'
import type { BrokenOff, UnreachableCode } from '../../bank.ts'
import { isAccessRefused } from '../../outcomes.ts'
import { answerOf, isAccessDiagnostic } from '../answers.ts'
import { nextEvent, type Reply, say } from '../conversation.ts'
import type { BankOptions } from '../options.ts'
import { type Access, accessesFor, afterAnswer, beforeConnect, showedItself } from './passwords.ts'

/** PI 22. */
export type Direction = 'write' | 'read' | 'mixed'

export interface Call {
  readonly options: BankOptions
  readonly log: Log
  /** 1 … 255. */
  readonly connectionId: number
  readonly direction: Direction
  /** A person stands behind it. */
  readonly byHand?: boolean
  readonly onOddity?: (what: string) => void
  /** The line, as soon as there is one: whoever stops may have to cut it. */
  readonly onLine?: (line: Line) => void
}

export interface OpenLine {
  readonly line: Line
  readonly negotiated: Negotiated
  readonly direction: Direction
}

export type CallOutcome = { readonly kind: 'open'; readonly open: OpenLine } | BrokenOff

/** Not called where the bank refused our identification before, unless a person stands behind the call. */
export function callBank(call: Call, signal: AbortSignal): Promise<CallOutcome> {
  const { account } = call.options
  const calling = () => callUntilKnown(call, signal)
  return account === undefined ? calling() : account.connect(calling, call.byHand === true)
}

async function callUntilKnown(call: Call, signal: AbortSignal): Promise<CallOutcome> {
  // Secrets are read before the call: one that is gone must not leave a line open.
  const accesses = accessesFor(call.options)
  let outcome: CallOutcome | undefined
  for (const access of accesses) {
    outcome = await callOnce(call, access, signal)
    if (!isAccessRefused(outcome)) break
  }
  assert(outcome !== undefined, 'there is always a way to connect')
  return outcome
}

async function callOnce(call: Call, access: Access, signal: AbortSignal): Promise<CallOutcome> {
  const { options, log, direction } = call
  const { name, host, port } = options
  const material = tlsOf(options)
  if (typeof material === 'string')
    return unreachable('BANK-TLS-REFUSED', `${name} was not called: ${material}`)
  const session = createRequester(requesterOptions(call, access))
  const dialed = await dial(
    { host, port, tls: material, timeoutMs: options.timers.connectMs },
    signal,
  )
  if (dialed.kind === 'unreachable') {
    return unreachable(
      dialed.code,
      `${name} (${host}:${port}) could not be reached: ${dialed.why}.`,
    )
  }
  const line = openLine(dialed.socket, session, {
    writeTimeoutMs: options.timers.answerMs,
    ...(options.readSendQueue === undefined ? {} : { readSendQueue: options.readSendQueue }),
    // As lines of the log, and in a file for `pesit-drop trace`.
    ...traceOf(dialed.socket, {
      tell: log.debugging ? (text) => log.debug({ bank: name, pesit: text }, 'PeSIT') : null,
      traceFile: options.traceFile,
      weCall: true,
    }),
  })
  call.onLine?.(line)
  await beforeConnect(options, access)
  await line.command({ type: 'connect' })
  const answer = await nextEvent(line, log, call.onOddity)
  if (answer.type === 'connected') {
    await afterAnswer(options, access, true)
    if (!showedItself(options, answer.negotiated.serverPassword)) return notTheBank(call, line)
    return { kind: 'open', open: { line, negotiated: answer.negotiated, direction } }
  }
  line.destroy('no connection came about')
  // Some say by an ABORT that they do not know us.
  if (answer.type === 'aborted' && answer.by === 'peer' && isAccessDiagnostic(answer.diagnostic)) {
    await afterAnswer(options, access, false)
    const sentence = `${name} aborted the line instead of an answer to CONNECT: ${say(answer.diagnostic, answer.text)}.`
    return { kind: 'refused', phase: 'connect', answer: answerOf(answer), sentence }
  }
  if (answer.type === 'refused') {
    await afterAnswer(options, access, false)
    const sentence = `${name} refused the connection: ${say(answer.diagnostic, answer.text)}.`
    return { kind: 'refused', phase: 'connect', answer: answerOf(answer), sentence }
  }
  const why =
    answer.type === 'line-ended' || answer.type === 'aborted' ? answer.reason : answer.type
  const code = answer.type === 'aborted' ? saidBy(answer) : ''
  return unreachable(
    'BANK-SILENT',
    `${name} (${host}:${port}) took the call and gave no answer to CONNECT: ${why}${code}.`,
  )
}

function saidBy({ by, diagnostic, text }: Reply<'aborted'>): string {
  return by === 'peer' ? `, ${say(diagnostic, text)}` : ` (${formatDiagnostic(diagnostic)})`
}

/** Nothing is said to somebody who cannot show that he is the bank. */
async function notTheBank({ options }: Call, line: Line): Promise<CallOutcome> {
  const diagnostic = { type: 3, reason: 304 }
  await line.command({ type: 'abort', diagnostic })
  line.destroy('the bank did not show its password')
  const sentence = `${options.name} answered with another password than \`serverPassword\` (PI 5 of ACONNECT): it may not be the bank, and nothing was sent.`
  return { kind: 'refused', phase: 'connect', answer: answerOf({ diagnostic }), sentence }
}

function unreachable(code: UnreachableCode, sentence: string): CallOutcome {
  return { kind: 'unreachable', code, sentence }
}

/**
 * The certificates, or why they cannot be read. Read at each call, so that a renewed one is taken without a
 * restart.
 */
function tlsOf(options: BankOptions): TlsMaterial | null | string {
  if (options.tls === null) return null
  try {
    return readTls(options.tls)
  } catch (error) {
    assert(error instanceof Error, 'the file system throws errors')
    return `its TLS files cannot be read (${error.message})`
  }
}

function requesterOptions({ options, connectionId, direction }: Call, access: Access) {
  const { preConnection, timers } = options
  return {
    requester: options.partner,
    server: options.server,
    ...access,
    accessType: direction,
    ...(options.sync === null ? {} : { sync: options.sync }),
    crc: options.crc,
    resync: options.resync,
    framing: options.framing,
    ...(preConnection === null
      ? {}
      : {
          preConnection: {
            identifier: preConnection.identifier,
            password: preConnection.password(),
          },
        }),
    connectionId,
    abortForm: options.abortForm,
    maximumEntityBytes: options.entityBytes,
    timers: {
      answerMs: timers.answerMs,
      longAnswerMs: timers.longAnswerMs,
      connectMs: timers.connectMs,
    },
  }
}

/** RELEASE and RELCONF; whatever else happens, the line is gone afterwards. True when RELCONF came. */
export async function release({ line }: OpenLine): Promise<boolean> {
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
