// The session under test with its caller, as a line would join them, and what must hold after every step.
// What does not hold is thrown as a Failure; whoever runs the session says by which seed.

import { ProtocolError } from '../../src/pesit/protocol-error.ts'
import type { SessionCommand } from '../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../src/pesit/session/events.ts'
import { requesterTable } from '../../src/pesit/session/requester/table.ts'
import { responderTable } from '../../src/pesit/session/responder/table.ts'
import type { Session, SessionOutput } from '../../src/pesit/session/session.ts'
import type { Caller } from './caller.ts'
import { timers } from './plan.ts'

export class Failure extends Error {
  override readonly name = 'Failure'
}

/** What is answered to one call without any input: an ABORT, CONNECT, an echo of what was asked for. */
const sentBytesAtMost = 1200
const sentBytesPerByte = 3
/** Units of two bytes, each of them empty, out of order and unknown. */
const eventsAtMost = 20
const eventsPerByte = 1.5
/** PI 21: a string of two bytes may stand for 63. */
const dataBytesPerByte = 64
const odditiesAtMost = 1200
const knownStates = new Set([...Object.keys(requesterTable), ...Object.keys(responderTable)])

/** Commands that cross what the peer says: too late, they are refused with nothing changed. */
const mayCross: ReadonlySet<string> = new Set<SessionCommand['type']>([
  'data',
  'sync',
  'end-data',
  'end-transfer',
  'resync',
  'accept-resync',
  'interrupt',
  'confirm-transfer',
  'refuse-transfer',
])

export interface Tally {
  readonly states: Map<string, number>
  readonly refusedCommands: Map<string, number>
}

export const count = (map: Map<string, number>, key: string, more = 1) =>
  map.set(key, (map.get(key) ?? 0) + more)

export class Subject {
  readonly session: Session
  /** What it wrote, to be read by the peer. */
  readonly out: Uint8Array[] = []
  closed = false
  ending = ''
  inputBytes = 0
  private readonly caller: Caller
  private readonly tally: Tally
  private readonly events: SessionEvent[] = []
  private oddities = 0
  private preConnections = 0
  private givenEvents = 0

  constructor(session: Session, caller: Caller, tally: Tally) {
    this.session = session
    this.caller = caller
    this.tally = tally
  }

  /** A line gives no further bytes while an event waits to be read. */
  get takesBytes(): boolean {
    return this.events.length === 0
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    this.inputBytes += bytes.length
    const output = this.guarded('receive', () => this.session.receive(bytes, nowMs))
    this.check(output, { call: 'receive', bytes: bytes.length, nowMs })
  }

  tick(nowMs: number): void {
    const output = this.guarded('tick', () => this.session.tick(nowMs))
    this.check(output, { call: 'tick', bytes: 0, nowMs })
  }

  /** One thing that the caller does; false when it waits. */
  work(nowMs: number): boolean {
    const event = this.events.shift()
    if (event !== undefined) {
      this.caller.handle(event)
      return true
    }
    if (this.closed) return false
    const command = this.caller.next()
    if (command === null) return false
    this.command(command, nowMs)
    return true
  }

  private command(command: SessionCommand, nowMs: number): void {
    const { state } = this.session
    try {
      const output = this.session.command(command, nowMs)
      this.check(output, { call: command.type, bytes: 20_000_000, nowMs })
      this.caller.done(command)
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.fault !== 'local') throw error
      if (!mayCross.has(command.type))
        throw new Failure(`${command.type} was refused in state ${state}: ${error.message}`)
      if (this.session.state !== state)
        throw new Failure(`${command.type} was refused and changed the state ${state}`)
      count(this.tally.refusedCommands, `${command.type} ${state}`)
    }
  }

  /** Nothing happens any more, whatever is done. */
  checkSilence(nowMs: number): void {
    const { state } = this.session
    const late = Uint8Array.of(0, 9, 0, 9, 0x40, 0x25, 1, 1, 3, 1, 0x37)
    for (const output of [
      this.session.receive(late, nowMs),
      this.session.tick(nowMs + 1e9),
      this.session.receive(new Uint8Array(0), nowMs),
    ]) {
      if (output.send.length > 0 || output.events.length > 0)
        throw new Failure('something happened after the end')
      if (!output.close) throw new Failure('the end was taken back')
    }
    if (this.session.state !== state || this.session.deadlineMs !== undefined)
      throw new Failure('the state or the deadline changed after the end')
    try {
      const { send } = this.session.command(
        { type: 'abort', diagnostic: { type: 3, reason: 399 } },
        nowMs,
      )
      if (send.length > 0) throw new Failure('ABORT left after the end')
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
    }
  }

  private guarded(call: string, work: () => SessionOutput): SessionOutput {
    const { state } = this.session
    try {
      return work()
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
      throw new Failure(`${call} threw in state ${state}: ${what}`)
    }
  }

  private check(
    { send, events, close }: SessionOutput,
    {
      call,
      bytes,
      nowMs,
    }: { readonly call: string; readonly bytes: number; readonly nowMs: number },
  ): void {
    if (this.closed) throw new Failure(`${call} after the end`)
    const { state, deadlineMs } = this.session
    count(this.tally.states, state)
    if (!knownStates.has(state)) throw new Failure(`${call} led to the unknown state ${state}`)
    const sent = send.reduce((sum, piece) => sum + piece.length, 0)
    if (sent > sentBytesAtMost + sentBytesPerByte * bytes)
      throw new Failure(`${call} of ${bytes} bytes sent ${sent} bytes`)
    this.givenEvents += events.length
    if (this.givenEvents > eventsAtMost + eventsPerByte * this.inputBytes)
      throw new Failure(`${this.inputBytes} bytes gave ${this.givenEvents} events`)
    if (deadlineMs !== undefined && deadlineMs - nowMs > timers.idleMs)
      throw new Failure(`${call} waits for ${deadlineMs - nowMs} ms`)
    for (const event of events) this.note(event, bytes)
    this.out.push(...send)
    if (!close) return
    this.closed = true
    this.ending ||= 'ended without a word'
    if (deadlineMs !== undefined) throw new Failure('a line that has ended awaits something')
  }

  private note(event: SessionEvent, bytes: number): void {
    this.events.push(event)
    switch (event.type) {
      case 'data': {
        const length = event.pieces.reduce((sum, piece) => sum + piece.length, 0)
        if (length > 70_000 + dataBytesPerByte * bytes)
          throw new Failure(`${bytes} bytes became ${length} bytes of data`)
        return
      }
      case 'oddity':
        this.oddities += 1
        if (this.oddities > odditiesAtMost) throw new Failure(`${this.oddities} oddities`)
        if (event.what.length > 1000) throw new Failure('an oddity longer than a line')
        return
      case 'pre-connection':
        this.preConnections += 1
        if (this.preConnections > 1) throw new Failure('two pre-connections')
        return
      case 'aborted':
        this.ending =
          event.by === 'peer' ? 'aborted by the peer' : `aborted: ${shape(event.reason)}`
        return
      case 'released':
        this.ending = 'released'
        return
      case 'release-requested':
        this.ending = 'release asked for'
        return
      case 'refused':
        if (event.request === 'connect') this.ending = 'connection refused'
        return
      default:
        return
    }
  }
}

/** Numbers and names taken out, so that one reason is one line of the table. */
function shape(reason: string): string {
  return reason
    .replace(/\(state \w+\)/, '')
    .replace(/\d+|\b[0-9A-F]{2}\b/g, 'n')
    .replace(/^(?:ACK\([A-Z.]+\)|[A-Z][A-Z.]+)(?=[ :])/, 'X')
    .trim()
}
