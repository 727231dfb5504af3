// A session is its state and its role behind the three calls of its contract: a command of its caller, bytes
// of its peer, and the clock.

import type { CompressionType } from '../data/compression.ts'
import type { Framing } from '../wire/framing.ts'
import { guarded, takeEntities } from './arrivals.ts'
import type { SessionCommand } from './commands.ts'
import { Pace, type PaceLimits } from './pace.ts'
import type { Role } from './role.ts'
import type { Session, SessionOutput } from './session.ts'
import type { SessionState } from './state.ts'

const nothing = new Uint8Array(0)

export function createSession(shared: SessionState, role: Role, limits: PaceLimits): Session {
  return new RoleSession(shared, role, limits)
}

class RoleSession implements Session {
  private readonly shared: SessionState
  private readonly role: Role
  private readonly pace: Pace

  constructor(shared: SessionState, role: Role, limits: PaceLimits) {
    this.shared = shared
    this.role = role
    this.pace = new Pace(limits)
  }

  command(command: SessionCommand, nowMs: number): SessionOutput {
    this.role.perform(command)
    return this.output(nowMs)
  }

  receive(chunk: Uint8Array, nowMs: number): SessionOutput {
    const { shared, role } = this
    const { state, acceptedFpdus } = shared
    let entities = 0
    const bytes = shared.over ? chunk : role.takeFirst(chunk)
    if (!shared.over) {
      guarded(shared, () => {
        const whole = shared.reader.push(bytes)
        entities = whole.length
        takeEntities(shared, role, whole)
        // The bytes behind them may be wrong already, and the peer may never send anything more.
        if (!shared.over) takeEntities(shared, role, shared.reader.push(nothing))
      })
    }
    const tooSlow = shared.over ? null : this.pace.heard(shared, nowMs, entities)
    if (tooSlow !== null) shared.abort({ type: 3, reason: 317 }, tooSlow)
    // Only an FPDU that the table accepts earns the peer more time: neither single bytes nor what is dropped
    // do.
    const earned = shared.acceptedFpdus > acceptedFpdus || shared.state !== state || shared.over
    return earned ? this.output(nowMs) : shared.takeOutput()
  }

  tick(nowMs: number): SessionOutput {
    const { deadlineMs, shared } = this
    if (deadlineMs !== undefined && nowMs >= deadlineMs) {
      const reason = this.role.timeoutReason()
      shared.abort({ type: 3, reason }, `the other side took too long (state ${shared.state})`)
    }
    // A session whose first call is `tick` gets its first deadline here.
    return shared.over || !this.pace.awaits ? this.output(nowMs) : shared.takeOutput()
  }

  resumeAt(point: number, dataBytes: number, articles: number): void {
    this.shared.resumeAt(point, dataBytes, articles)
  }

  /** The output of a call, with a new deadline for what is awaited now. */
  private output(nowMs: number): SessionOutput {
    this.pace.turn(nowMs, this.role.timeAllowedMs(), this.shared.state === 'CN03')
    return this.shared.takeOutput()
  }

  get deadlineMs(): number | undefined {
    return this.shared.over ? undefined : this.pace.deadlineMs
  }

  get state(): string {
    return this.shared.state
  }

  get counts(): Session['counts'] {
    return this.shared.counts
  }

  get windowLeft(): number {
    return this.shared.windowLeft
  }

  get framing(): Framing {
    return this.shared.framing
  }

  get crc(): boolean {
    return this.shared.crc
  }

  get compression(): CompressionType | null {
    return this.shared.compression
  }

  get peerId(): number {
    return this.shared.peerId
  }
}
