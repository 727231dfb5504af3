// Banks call us: a listener that takes messages, and tells the transfers that these are about.

import { randomInt } from 'node:crypto'
import type { Ledger } from '../ledger/ledger.ts'
import { type Bell, createBell } from '../lib/bell.ts'
import type { Clock } from '../lib/clock.ts'
import { createFailureBook } from '../lib/failure-book.ts'
import { said } from '../lib/files.ts'
import type { Log } from '../lib/log.ts'
import { createResponder } from '../pesit/session/responder.ts'
import { openLine } from '../pesit-socket/line.ts'
import { listen } from '../pesit-socket/listen.ts'
import { type StrangerLimits, usualStrangers } from '../pesit-socket/strangers.ts'
import { createTrace } from '../pesit-socket/trace.ts'
import { applyOpen } from './apply.ts'
import { answerCall } from './conversation.ts'
import { createElsewhere } from './elsewhere.ts'
import type { ListenOptions } from './options.ts'
import { createPlaces } from './places.ts'
import { mayAnybodyCall } from './who.ts'

export interface CallersDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  /** A transfer was told that its bank has it. */
  readonly onTold: () => void
}

export interface Callers {
  readonly port: number
  /** Calls from addresses from which nobody may call, since the start. */
  refusedAddresses(): number
  stop(): Promise<void>
}

const timers = { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 60_000, idleMs: 60_000 }
/** A caller says who it is as soon as its line stands. */
const strangers: StrangerLimits = { ...usualStrangers, silentMs: 5_000, unknownMs: 20_000 }
const handshakeMs = 10_000
const entityBytes = 8192
/** A message about a transfer that is on its way waits for its end. */
const lookEveryMs = 5_000

/** @throws the socket's error when the port cannot be had. */
export async function startCallers(
  deps: CallersDeps,
  options: ListenOptions,
  limits: StrangerLimits = strangers,
): Promise<Callers> {
  const { ledger, clock, log } = deps
  const stopping = new AbortController()
  const bell = createBell(clock)
  const failures = createFailureBook()
  const places = createPlaces(options.connections)
  const elsewhere = createElsewhere({ clock, log })

  const listener = await listen(
    {
      host: options.host,
      port: options.port,
      tls: options.tls,
      clientCertificates: options.clientCertificates,
      // Who is known has a place of its own (places.ts), whatever strangers there are.
      maximumConnections: options.connections + limits.ofAll,
      strangers: limits,
      handshakeMs,
      mayCall(address) {
        const may = mayAnybodyCall(options.callers, address)
        if (!may) elsewhere.refused(address)
        return may
      },
    },
    (socket) => {
      const session = createResponder({
        framing: 'detect',
        connectionId: randomInt(1, 255),
        abortForm: 'raw',
        maximumEntityBytes: entityBytes,
        timers,
        maximumSync: { intervalKb: 0, window: 0 },
      })
      const traced = log.debugging
        ? { trace: createTrace((text) => log.debug({ pesit: text }, 'PeSIT')) }
        : {}
      const line = openLine(socket, session, { writeTimeoutMs: timers.answerMs, ...traced })
      const { callers } = options
      const onMessage = () => bell.ring()
      void answerCall({ ledger, clock, log, callers, failures, places, onMessage }, line)
    },
  )
  const applying = keepApplying(deps, bell, stopping.signal)
  log.info({ host: listener.host, port: listener.port }, 'Banks may call')
  return {
    port: listener.port,
    refusedAddresses: () => elsewhere.count(),
    async stop() {
      stopping.abort()
      await listener.close()
      await applying
    },
  }
}

async function keepApplying(deps: CallersDeps, bell: Bell, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await applySafely(deps)) > 0) deps.onTold()
    await bell.wait(lookEveryMs, signal)
  }
}

async function applySafely({ ledger, log }: CallersDeps): Promise<number> {
  try {
    return await applyOpen({ ledger, log })
  } catch (error) {
    log.error({ error: said(error) }, 'Messages of banks could not be told to their transfers')
    return 0
  }
}
