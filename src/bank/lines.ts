// The lines to one bank: called when needed, used again for the next transfer while they are idle,
// released politely when they have been idle for long enough.

import { assert } from '../lib/assert.ts'
import type { Log } from '../lib/log.ts'
import { describeDiagnostic, formatDiagnostic } from '../pesit/parameters/diagnostics.ts'
import type { Negotiated } from '../pesit/session/events.ts'
import { createRequester } from '../pesit/session/requester.ts'
import { dial } from '../pesit-socket/dial.ts'
import { type Line, openLine } from '../pesit-socket/line.ts'
import { readTls, type TlsMaterial } from '../pesit-socket/tls.ts'
import { createTrace } from '../pesit-socket/trace.ts'
import type { BrokenOff } from './bank.ts'
import { nextEvent } from './conversation.ts'
import type { BankOptions } from './options.ts'

export interface OpenLine {
  readonly line: Line
  readonly negotiated: Negotiated
}

/** `reused`: the line carried a transfer before. */
export type LineOutcome =
  | { readonly kind: 'open'; readonly open: OpenLine; readonly reused: boolean }
  | BrokenOff

export interface Lines {
  take(signal: AbortSignal): Promise<LineOutcome>
  /** Gives back a line on which the last transfer has ended properly. */
  giveBack(open: OpenLine): void
  close(): Promise<void>
}

interface IdleLine {
  readonly open: OpenLine
  readonly timer: NodeJS.Timeout
}

export function createLines(options: BankOptions, log: Log): Lines {
  const idle = new Set<IdleLine>()
  let connectionId = 0

  const forget = (entry: IdleLine) => {
    clearTimeout(entry.timer)
    idle.delete(entry)
  }
  return {
    async take(signal) {
      for (const entry of idle) {
        forget(entry)
        if (!entry.open.line.ended) return { kind: 'open', open: entry.open, reused: true }
      }
      connectionId = (connectionId % 255) + 1
      return call({ options, log, connectionId }, signal)
    },
    giveBack(open) {
      if (open.line.ended) return
      if (options.timers.idleMs === 0) return void release(open)
      const entry: IdleLine = {
        open,
        timer: setTimeout(() => {
          forget(entry)
          void release(open)
        }, options.timers.idleMs),
      }
      entry.timer.unref()
      idle.add(entry)
    },
    async close() {
      const open = [...idle]
      open.forEach(forget)
      await Promise.all(open.map((entry) => release(entry.open)))
    },
  }
}

interface Call {
  readonly options: BankOptions
  readonly log: Log
  readonly connectionId: number
}

async function call(
  { options, log, connectionId }: Call,
  signal: AbortSignal,
): Promise<LineOutcome> {
  const { name, host, port } = options
  const material = tlsOf(options)
  if (typeof material === 'string')
    return unreachable('BANK-TLS-REFUSED', `${name} was not called: ${material}`)
  // Secrets are read before the call: one that is gone must not leave a line open.
  const session = createRequester(requesterOptions(options, connectionId))
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
  const traced = log.debugging
    ? { trace: createTrace((text) => log.debug({ bank: name, pesit: text }, 'PeSIT')) }
    : {}
  const line = openLine(dialed.socket, session, {
    writeTimeoutMs: options.timers.answerMs,
    ...traced,
  })
  await line.command({ type: 'connect' })
  const answer = await nextEvent(line, log)
  if (answer.type === 'connected') {
    return { kind: 'open', open: { line, negotiated: answer.negotiated }, reused: false }
  }
  line.destroy('no connection came about')
  if (answer.type === 'refused') {
    const text = answer.text ?? ''
    const sentence = `${name} refused the connection: ${describeDiagnostic(answer.diagnostic)}${text === '' ? '' : ` (“${text}”)`}`
    const said = { diagnostic: answer.diagnostic, text, byteCount: null, articleCount: null }
    return { kind: 'refused', phase: 'connect', answer: said, sentence }
  }
  const why =
    answer.type === 'line-ended' || answer.type === 'aborted' ? answer.reason : answer.type
  const code = answer.type === 'aborted' ? ` (${formatDiagnostic(answer.diagnostic)})` : ''
  return unreachable(
    'BANK-SILENT',
    `${name} (${host}:${port}) took the call and gave no answer to CONNECT: ${why}${code}.`,
  )
}

function unreachable(
  code: 'BANK-UNREACHABLE' | 'BANK-TLS-REFUSED' | 'BANK-SILENT',
  sentence: string,
): LineOutcome {
  return { kind: 'unreachable', code, sentence }
}

/** The certificates, or why they cannot be read. Read at each call, so that a renewed one is taken without a restart. */
function tlsOf(options: BankOptions): TlsMaterial | null | string {
  if (options.tls === null) return null
  try {
    return readTls(options.tls)
  } catch (error) {
    assert(error instanceof Error, 'the file system throws errors')
    return `its TLS files cannot be read (${error.message})`
  }
}

function requesterOptions(options: BankOptions, connectionId: number) {
  return {
    requester: options.partner,
    server: options.server,
    ...(options.password === null ? {} : { password: options.password() }),
    accessType: 'mixed' as const,
    ...(options.sync === null ? {} : { sync: options.sync }),
    framing: options.framing,
    ...(options.preConnection === null
      ? {}
      : {
          preConnection: {
            identifier: options.preConnection.identifier,
            password: options.preConnection.password(),
          },
        }),
    connectionId,
    abortForm: options.abortForm,
    maximumEntityBytes: options.entityBytes,
    timers: {
      answerMs: options.timers.answerMs,
      longAnswerMs: options.timers.longAnswerMs,
      connectMs: options.timers.connectMs,
    },
  }
}

/** RELEASE and RELCONF; whatever else happens, the line is gone afterwards. */
async function release({ line }: OpenLine): Promise<void> {
  if (line.ended) return
  try {
    await line.command({ type: 'release' })
    for (;;) {
      const event = await line.next()
      if (event.type === 'released' || event.type === 'aborted' || event.type === 'line-ended')
        break
    }
  } finally {
    line.destroy('released')
  }
}
