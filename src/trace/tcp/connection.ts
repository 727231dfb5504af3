// One captured TCP connection: both directions are put in order and cut into entities, which are passed to
// the follower of the conversation as soon as it is recognised as PeSIT.

import { EntityStream, type Hole, type Lost } from './entity-stream.ts'
import { OrderedDirection, type DirectionCounts, type ReorderLimit } from './direction.ts'
import type { Wire } from './plausible.ts'
import type { Segment } from '../capture/segment.ts'

/** 0: who called. 1: who was called. Guessed from the ports where the capture lacks the call. */
export type Side = 0 | 1

export interface About {
  /** `address:port` of the caller and of the called. */
  readonly ends: readonly [string, string]
  readonly startedAtMs: number
  /** The capture has the call itself. */
  readonly hasStart: boolean
  /** The framing of entities, as far as it was detected; null: unknown. */
  readonly wire: Wire | null
}

export interface ConnectionEnd {
  /**
   * `open`: the capture ended first. `replaced`: a new call came on the same ports. `dropped`: too many at
   * once.
   */
  readonly kind: 'closed' | 'reset' | 'open' | 'replaced' | 'dropped'
  /** Who closed or reset first. */
  readonly by: Side | null
  /** The reason in our own trace file. */
  readonly words?: string | null
  readonly atMs: number
  readonly counts: DirectionCounts
}

/** Follows one conversation. */
export interface Follower {
  entity(from: Side, bytes: Uint8Array, at: { atMs: number; holes: readonly Hole[] }): void
  lost(from: Side, lost: Lost): void
  tls(atMs: number): void
  ended(ending: ConnectionEnd): void
}

export type PacketOutcome = 'conversation' | 'unanswered' | 'refused' | 'silent' | 'other'

interface Direction {
  readonly ordered: OrderedDirection
  readonly stream: EntityStream
  hasFin: boolean
}

interface Held {
  readonly from: Side
  readonly segment: Segment
  readonly atMs: number
}

/**
 * In a capture an answer may come a few packets before its request. So it is held until the request has come;
 * when this many packets wait, the request is given up: it is not in the capture.
 */
const patiencePackets = 16

export class TcpConnection {
  readonly about: About
  lastAtMs: number
  /** The sequence number of the caller's SYN, to tell a repeated SYN from a new call. */
  readonly synSequence: number | null
  private readonly open: () => Follower
  private follower: Follower | undefined
  private readonly directions: readonly [Direction, Direction]
  private readonly early: (() => void)[] = []
  private readonly wire: Wire
  /** Packets that acknowledge bytes that were not seen yet, in order of arrival. */
  private readonly held: Held[] = []
  private firstToClose: Side | null = null
  private hasBytes = false
  private wasAnswered = false
  private wasReset = false

  constructor(
    about: About,
    begun: { readonly synSequence: number | null; readonly reorderLimit: ReorderLimit },
    open: () => Follower,
  ) {
    this.about = about
    this.lastAtMs = about.startedAtMs
    this.synSequence = begun.synSequence
    this.open = open
    this.wire = about.wire ?? { framing: undefined, checksums: false }
    this.directions = [this.direction(0, begun.reorderLimit), this.direction(1, begun.reorderLimit)]
  }

  get isRecognised(): boolean {
    return this.follower !== undefined
  }

  /** True when nothing can follow. */
  segment(from: Side, segment: Segment, atMs: number): boolean {
    this.lastAtMs = atMs
    const { payload, cutBytes, acknowledgement } = segment
    if (from === 1) this.wasAnswered = true
    if (payload.length + cutBytes > 0) this.hasBytes = true
    if (segment.reset) {
      this.wasReset = true
      this.firstToClose = from
      return true
    }
    const isEarly = acknowledgement !== null && this.other(from).ordered.isBehind(acknowledgement)
    if (isEarly || this.held.some((one) => one.from === from))
      this.held.push({ from, segment: { ...segment, payload: payload.slice() }, atMs })
    else this.apply(from, segment, atMs)
    this.release(this.held.length > patiencePackets ? 1 : 0)
    return this.directions.every(({ hasFin, ordered }) => hasFin && ordered.isFinished)
  }

  /** Passes on what waits, and reports the end. */
  end(kind: ConnectionEnd['kind']): PacketOutcome {
    this.release(this.held.length)
    for (const { ordered, stream } of this.directions) {
      ordered.end()
      stream.end()
    }
    if (this.follower === undefined) return this.outcomeWithoutPesit()
    this.follower.ended({
      kind: this.wasReset ? 'reset' : kind,
      by: this.firstToClose,
      atMs: this.lastAtMs,
      counts: this.counts(),
    })
    return 'conversation'
  }

  private other(from: Side): Direction {
    return this.directions[from === 0 ? 1 : 0]
  }

  /** Passes on held packets that are no longer early; `forced`: this many even if they still are. */
  private release(forced: number): void {
    let toForce = forced
    for (;;) {
      const index = this.held.findIndex(({ from, segment: { acknowledgement } }, place) => {
        const isFirst = !this.held.slice(0, place).some((one) => one.from === from)
        const { ordered } = this.other(from)
        return isFirst && (acknowledgement === null || !ordered.isBehind(acknowledgement))
      })
      const [next] = this.held.splice(index === -1 ? 0 : index, index >= 0 || toForce > 0 ? 1 : 0)
      if (next === undefined) return
      if (index === -1) {
        toForce -= 1
        this.other(next.from).ordered.giveUpTo(next.segment.acknowledgement ?? 0)
      }
      this.apply(next.from, next.segment, next.atMs)
    }
  }

  private apply(from: Side, segment: Segment, atMs: number): void {
    const { ordered } = this.directions[from]
    const { payload, cutBytes, acknowledgement } = segment
    const sequence = segment.syn ? (segment.sequence + 1) >>> 0 : segment.sequence
    if (segment.syn) ordered.begin(sequence)
    // Where the capture begins in the middle, the other side begins behind what it has acknowledged.
    if (acknowledgement !== null && !this.other(from).ordered.hasBegun)
      this.other(from).ordered.begin(acknowledgement)
    ordered.segment({ sequence, bytes: payload, cutBytes, atMs })
    if (segment.fin) this.close(from, sequence + payload.length + cutBytes)
  }

  private outcomeWithoutPesit(): PacketOutcome {
    if (this.hasBytes) return 'other'
    if (this.wasReset) return 'refused'
    return this.wasAnswered ? 'silent' : 'unanswered'
  }

  private counts(): DirectionCounts {
    const [a, b] = [this.directions[0].ordered.counts, this.directions[1].ordered.counts]
    return {
      retransmitted: a.retransmitted + b.retransmitted,
      outOfOrder: a.outOfOrder + b.outOfOrder,
      holes: a.holes + b.holes,
      missingBytes: a.missingBytes + b.missingBytes,
    }
  }

  private close(from: Side, sequence: number): void {
    this.firstToClose ??= from
    this.directions[from].hasFin = true
    this.directions[from].ordered.finish(sequence)
  }

  private direction(side: Side, room: ReorderLimit): Direction {
    const stream = new EntityStream(this.about.hasStart, this.wire, {
      entity: (bytes, atMs, holes) => {
        const follower = this.recognised()
        follower.entity(side, bytes, { atMs, holes })
      },
      lost: (lost) => {
        const tell = () => this.follower?.lost(side, lost)
        // An entity or the end follows at once; at the end it was not PeSIT.
        if (this.follower === undefined) this.early.push(tell)
        else tell()
      },
      foreign: (what, atMs) => {
        if (what === 'tls' && this.follower === undefined) this.recognised().tls(atMs)
      },
    })
    const ordered = new OrderedDirection(
      {
        bytes: (chunk, atMs) => stream.bytes(chunk, atMs),
        hole: (countBytes) => stream.hole(countBytes),
      },
      room,
    )
    return { ordered, stream, hasFin: false }
  }

  private recognised(): Follower {
    if (this.follower !== undefined) return this.follower
    this.follower = this.open()
    for (const tell of this.early.splice(0)) tell()
    return this.follower
  }
}
