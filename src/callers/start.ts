// The station that banks call: a listener that accepts messages and applies them to their transfers.

import type { Conditions } from '../ledger/contract/conditions.ts'
import type { BankMessages } from '../ledger/contract/messages.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { randomInt } from 'node:crypto'
import { type Loop, startPeriodic } from '../lib/waiting/loop.ts'
import type { Clock } from '../lib/time/clock.ts'
import { createFailureBook } from '../lib/failure-book.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { createResponder } from '../pesit/session/responder/responder.ts'
import { openLine } from '../pesit-socket/line.ts'
import { type LineEnds, listen, type ListenRequest } from '../pesit-socket/listen.ts'
import { type UnknownCallerLimits, usualUnknownCallers } from '../pesit-socket/unknown-callers.ts'
import { traceOf } from '../pesit-socket/traced.ts'
import { applyMessages } from './apply-messages.ts'
import { answerCall } from './answer-call.ts'
import { createUnknownAddresses, type UnknownAddresses } from './unknown-addresses.ts'
import type { CallerOptions, ListenOptions } from './options.ts'
import { createConnectionLimit } from './connection-limit.ts'
import { createRefusals, type RefusedCall, type Refusals } from './refused-calls.ts'
import { mayAnybodyCall, written } from './identify-caller.ts'

export interface CallersDeps {
  readonly ledger: BankMessages &
    Conditions &
    Pick<TransferMoves, 'move'> &
    Pick<TransferReading, 'findSame'>
  readonly clock: Clock
  readonly log: Log
  /** The operator's time zone, for sentences. */
  readonly zone: string
  /** A message was applied to a transfer. */
  readonly onApplied: () => void
}

export interface Callers {
  readonly port: number
  /** Calls from addresses from which nobody may call, since the start. */
  refusedAddresses(): number
  stop(): Promise<void>
}

const timers = { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 60_000, idleMs: 60_000 }
/** A caller must identify itself as soon as its line is open. */
const unknownCallers: UnknownCallerLimits = {
  ...usualUnknownCallers,
  firstByteMs: 5_000,
  acceptedMs: 20_000,
}
const handshakeMs = 10_000
const entityBytes = 8192
/** A message about a transfer with a running attempt waits for the end of the attempt. */
const lookEveryMs = 5_000

/** @throws the socket's error when the port cannot be opened. */
export async function startCallers(
  deps: CallersDeps,
  options: ListenOptions,
  limits: UnknownCallerLimits = unknownCallers,
): Promise<Callers> {
  const { ledger, clock, log } = deps
  const failures = createFailureBook()
  const connectionLimit = createConnectionLimit(options.connections)
  const unknownAddresses = createUnknownAddresses({ clock, log })
  const refusals = await createRefusals(deps)

  let applying: Loop | null = null
  const listener = await listen(
    {
      host: options.host,
      port: options.port,
      tls: options.tls,
      clientCertificates: options.clientCertificates,
      // An identified bank has a place of its own (connection-limit.ts), however many unknown callers there
      // are.
      maximumConnections: options.connections + limits.maximumTotal,
      unknownCallers: limits,
      handshakeMs,
      ...gateOf(options, { refusals, unknownAddresses }),
    },
    (socket) => {
      const line = openLine(socket, newSession(), {
        writeTimeoutMs: timers.answerMs,
        ...traceOf(socket, {
          write: log.debugging ? (text) => log.debug({ pesit: text }, 'PeSIT') : null,
          traceFile: options.traceFile,
          weCall: false,
        }),
      })
      const { callers } = options
      const onMessage = () => applying?.ring()
      const shared = { ledger, clock, log, callers, failures, connectionLimit, refusals }
      void answerCall({ ...shared, onMessage }, line)
    },
  ).catch(async (error: unknown) => {
    await refusals.stop()
    throw error
  })
  applying = startApplying(deps)
  log.info({ host: listener.host, port: listener.port }, 'Banks may call')
  return {
    port: listener.port,
    refusedAddresses: () => unknownAddresses.count(),
    async stop() {
      const applied = applying?.stop()
      await refusals.stop()
      await listener.close()
      await applied
    },
  }
}

function newSession() {
  return createResponder({
    framing: 'detect',
    connectionId: randomInt(1, 255),
    abortForm: 'raw',
    maximumEntityBytes: entityBytes,
    timers,
    maximumSync: { intervalKb: 0, window: 0 },
  })
}

/** Decides on a call before a byte of PeSIT is read. */
function gateOf(
  options: ListenOptions,
  {
    refusals,
    unknownAddresses,
  }: { readonly refusals: Refusals; readonly unknownAddresses: UnknownAddresses },
): Pick<ListenRequest, 'mayCall' | 'onTlsFault'> {
  return {
    mayCall(address, ends) {
      if (mayAnybodyCall(options.callers, address)) return true
      refusals.refused({ bank: null, why: 'address', address: written(address), said: '' })
      // A flood of refused calls would push every conversation out of the trace.
      if (unknownAddresses.refused(address)) traceCut(options, ends, 'no bank may call from there')
      return false
    },
    onTlsFault(address, ends, error) {
      refusals.refused(tlsRefusal(options.callers, written(address), error))
      traceCut(options, ends, `TLS was not agreed: ${error.message}`)
    },
  }
}

/** The address alone says which bank it was: the caller had sent nothing yet. */
function tlsRefusal(callers: readonly CallerOptions[], address: string, error: Error): RefusedCall {
  const reason = error.message.replace(/^[0-9A-F]+:error:[0-9A-F]+:/, '').split(':')
  const words = reason.length > 2 ? (reason[2] ?? '') : error.message
  const banks = callers.filter((one) => one.from !== null && mayAnybodyCall([one], address))
  const [bank] = banks
  return bank === undefined || banks.length > 1
    ? { bank: null, why: 'tls', address, said: words }
    : { ...{ bank: bank.bank, why: 'tls', address, said: words }, expected: '', isItself: true }
}

/** Traces a line that was cut before anything could be read from it. */
function traceCut({ traceFile }: ListenOptions, ends: LineEnds, reason: string): void {
  traceFile?.connection({ ...ends, weCall: false }).ended(reason)
}

/** Applies messages to their transfers, as soon as the states of the transfers allow it. */
function startApplying({ ledger, clock, log, onApplied }: CallersDeps): Loop {
  const apply = async (): Promise<void> => {
    if ((await applyMessages({ ledger, log })) > 0) onApplied()
  }
  return startPeriodic(apply, {
    clock,
    everyMs: lookEveryMs,
    onFailure: (error) =>
      log.error(
        { error: errorText(error) },
        'Messages of banks could not be told to their transfers',
      ),
  })
}
