// One captured TCP connection: two directions put in order, cut into entities, and told to whoever follows
// the conversation as soon as it is known to be one.

import { EntityStream, type Hole, type Lost } from './entity-stream.ts'
import { Half, type HalfCounts, type WaitingRoom } from './direction.ts'
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
  /** How entities travel, filled in as it is found out; null: not told. */
  readonly wire: Wire | null
}

export interface Ending {
  /** `open`: the capture ended first. `replaced`: a new call came on the same ports. `dropped`: too many at once. */
  readonly kind: 'closed' | 'reset' | 'open' | 'replaced' | 'dropped'
  /** Who closed or reset first. */
  readonly by: Side | null
  /** What the program that wrote it down said. */
  readonly words?: string | null
  readonly atMs: number
  readonly counts: HalfCounts
}

/** Follows one conversation. */
export interface Follower {
  entity(from: Side, bytes: Uint8Array, at: { atMs: number; holes: readonly Hole[] }): void
  lost(from: Side, lost: Lost): void
  tls(atMs: number): void
  ended(ending: Ending): void
}

export type Outcome = 'conversation' | 'unanswered' | 'refused' | 'silent' | 'other'

interface Direction {
  readonly half: Half
  readonly stream: EntityStream
  hasFin: boolean
}

interface Held {
  readonly from: Side
  readonly segment: Segment
  readonly atMs: number
}

/**
 * An answer may stand before its question in a capture, by a few packets. So it is held until the question is
 * there, and when so many wait the question is given up: the capture lacks it.
 */
const patiencePackets = 16

export class TcpConnection {
  readonly about: About
  lastAtMs: number
  /** The number of the caller's SYN, to know a repeated one from a new call. */
  readonly synSequence: number | null
  private readonly open: () => Follower
  private follower: Follower | undefined
  private readonly directions: readonly [Direction, Direction]
  private readonly early: (() => void)[] = []
  private readonly wire: Wire
  /** Packets that acknowledge what was not seen yet, in the order in which they came. */
  private readonly held: Held[] = []
  private firstToClose: Side | null = null
  private hasBytes = false
  private wasAnswered = false
  private wasReset = false

  constructor(
    about: About,
    begun: { readonly synSequence: number | null; readonly room: WaitingRoom },
    open: () => Follower,
  ) {
    this.about = about
    this.lastAtMs = about.startedAtMs
    this.synSequence = begun.synSequence
    this.open = open
    this.wire = about.wire ?? { framing: undefined, checksums: false }
    this.directions = [this.direction(0, begun.room), this.direction(1, begun.room)]
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
    const isEarly = acknowledgement !== null && this.other(from).half.isBehind(acknowledgement)
    if (isEarly || this.held.some((one) => one.from === from))
      this.held.push({ from, segment: { ...segment, payload: payload.slice() }, atMs })
    else this.apply(from, segment, atMs)
    this.release(this.held.length > patiencePackets ? 1 : 0)
    return this.directions.every(({ hasFin, half }) => hasFin && half.isFinished)
  }

  /** What waits is given out, and the end told. */
  end(kind: Ending['kind']): Outcome {
    this.release(this.held.length)
    for (const { half, stream } of this.directions) {
      half.end()
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

  /** What was held and is no longer early; `forced`: so many of it although they still are. */
  private release(forced: number): void {
    let toForce = forced
    for (;;) {
      const index = this.held.findIndex(({ from, segment: { acknowledgement } }, place) => {
        const isFirst = !this.held.slice(0, place).some((one) => one.from === from)
        const { half } = this.other(from)
        return isFirst && (acknowledgement === null || !half.isBehind(acknowledgement))
      })
      const [next] = this.held.splice(index === -1 ? 0 : index, index >= 0 || toForce > 0 ? 1 : 0)
      if (next === undefined) return
      if (index === -1) {
        toForce -= 1
        this.other(next.from).half.giveUpTo(next.segment.acknowledgement ?? 0)
      }
      this.apply(next.from, next.segment, next.atMs)
    }
  }

  private apply(from: Side, segment: Segment, atMs: number): void {
    const { half } = this.directions[from]
    const { payload, cutBytes, acknowledgement } = segment
    const sequence = segment.syn ? (segment.sequence + 1) >>> 0 : segment.sequence
    if (segment.syn) half.begin(sequence)
    // Where the capture begins in the middle, the other side begins behind what it has acknowledged.
    if (acknowledgement !== null && !this.other(from).half.hasBegun)
      this.other(from).half.begin(acknowledgement)
    half.segment({ sequence, bytes: payload, cutBytes, atMs })
    if (segment.fin) this.close(from, sequence + payload.length + cutBytes)
  }

  private outcomeWithoutPesit(): Outcome {
    if (this.hasBytes) return 'other'
    if (this.wasReset) return 'refused'
    return this.wasAnswered ? 'silent' : 'unanswered'
  }

  private counts(): HalfCounts {
    const [a, b] = [this.directions[0].half.counts, this.directions[1].half.counts]
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
    this.directions[from].half.finish(sequence)
  }

  private direction(side: Side, room: WaitingRoom): Direction {
    const stream = new EntityStream(this.about.hasStart, this.wire, {
      entity: (bytes, atMs, holes) => {
        const follower = this.recognised()
        follower.entity(side, bytes, { atMs, holes })
      },
      lost: (lost) => {
        const tell = () => this.follower?.lost(side, lost)
        // An entity follows at once, or the end: then there was no PeSIT at all.
        if (this.follower === undefined) this.early.push(tell)
        else tell()
      },
      foreign: (what, atMs) => {
        if (what === 'tls' && this.follower === undefined) this.recognised().tls(atMs)
      },
    })
    const half = new Half(
      {
        bytes: (chunk, atMs) => stream.bytes(chunk, atMs),
        hole: (countBytes) => stream.hole(countBytes),
      },
      room,
    )
    return { half, stream, hasFin: false }
  }

  private recognised(): Follower {
    if (this.follower !== undefined) return this.follower
    this.follower = this.open()
    for (const tell of this.early.splice(0)) tell()
    return this.follower
  }
}
