// One captured TCP connection: two directions put in order, cut into entities, and told to whoever follows
// the conversation as soon as it is known to be one.

import { EntityStream, type Hole } from './entity-stream.ts'
import { Half, type HalfCounts, type WaitingRoom } from './half.ts'
import type { Wire } from './plausible.ts'
import type { Segment } from './segment.ts'

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
  lost(from: Side, lost: { passedBytes: number; missingBytes: number | null; atMs: number }): void
  tls(atMs: number): void
  ended(ending: Ending): void
}

export type Outcome = 'conversation' | 'unanswered' | 'refused' | 'silent' | 'other'

interface Direction {
  readonly half: Half
  readonly stream: EntityStream
  hasFin: boolean
}

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
    const { half } = this.directions[from]
    const other = this.directions[from === 0 ? 1 : 0]
    const { payload, cutBytes } = segment
    if (from === 1) this.wasAnswered = true
    if (payload.length + cutBytes > 0) this.hasBytes = true
    const sequence = segment.syn ? (segment.sequence + 1) >>> 0 : segment.sequence
    if (segment.syn) half.begin(sequence)
    if (segment.reset) {
      this.wasReset = true
      this.firstToClose = from
      return true
    }
    if (segment.acknowledgement !== null) other.half.acknowledge(segment.acknowledgement)
    half.segment({ sequence, bytes: payload, cutBytes, atMs })
    if (segment.fin) this.close(from, sequence + payload.length + cutBytes)
    return this.directions.every(({ hasFin, half: one }) => hasFin && one.isFinished)
  }

  /** What waits is given out, and the end told. */
  end(kind: Ending['kind']): Outcome {
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
      lost: (passedBytes, missingBytes, atMs) => {
        const tell = () => this.follower?.lost(side, { passedBytes, missingBytes, atMs })
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
