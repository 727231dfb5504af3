// Limits for slow peers and for peers that flood us (PeSIT E §4.6, and limits of ours). Deadlines end
// silence; these limits end what only looks like activity: single bytes, an entity that never becomes
// complete, FPDUs and sync points without data. The time is an argument; nothing here reads a clock.

export interface PaceLimits {
  /** The maximum time from the first byte of an entity to its last. */
  readonly entityMs: number
  /** While data is awaited, at least `dataBytes` must come in each `dataWindowMs`. */
  readonly dataWindowMs: number
  readonly dataBytes: number
  /**
   * Maximum in ten seconds: control FPDUs that change nothing, and sync points after less than 1 KB of data.
   */
  readonly emptyFpdus: number
  readonly cheapSyncs: number
  /** Maximum age of a connection: closed when idle at this age, unconditionally at twice this age. */
  readonly lineMs: number
}

export const usualPace: PaceLimits = {
  entityMs: 30_000,
  dataWindowMs: 60_000,
  dataBytes: 1024,
  emptyFpdus: 2000,
  cheapSyncs: 2000,
  lineMs: Number.POSITIVE_INFINITY,
}

/** The state of a session after it received bytes. */
export interface Heard {
  readonly state: string
  readonly waitingBytes: number
  readonly counts: {
    readonly dataBytes: number
    readonly articles: number
    readonly lastSync: number
    readonly lastAcknowledged: number
  }
  /** The number of control FPDUs so far. */
  readonly controls: number
  readonly receivesData: boolean
}

const floodWindowMs = 10_000
/**
 * A pause may be our fault (a slow disk), so a single one counts for at most this long; deadlines end real
 * silence.
 */
const longestGapMs = 5000
/** The smallest interval of PI 7. */
const smallestIntervalBytes = 1024
/** Data counts for a sync point that comes in a later read, up to this amount. */
const maximumCreditBytes = 1024 * 1024
/** A request and what may accompany it. */
const controlsOfAMove = 8
const none = { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 }

export class Pace {
  private readonly limits: PaceLimits
  private startedMs: number | undefined
  /** When the peer's turn ends. */
  private awaitedMs: number | undefined
  private entityEndsMs: number | undefined
  private isIdle = false
  private before: Pick<Heard, 'state' | 'controls' | 'counts'> = {
    state: '',
    controls: 0,
    counts: none,
  }
  private lastMs = 0
  private waitedMs = 0
  private windowBytes = 0
  private floodMs = 0
  private empty = 0
  private cheap = 0
  /** Data that was not counted for a sync point yet. */
  private creditBytes = 0

  constructor(limits: PaceLimits) {
    this.limits = limits
  }

  get deadlineMs(): number | undefined {
    const { startedMs, awaitedMs, entityEndsMs, limits } = this
    const lineEndsMs =
      startedMs === undefined ? undefined : startedMs + limits.lineMs * (this.isIdle ? 1 : 2)
    // Where nothing is awaited it is our turn: an incomplete entity is not the peer's delay.
    const ends = [awaitedMs, awaitedMs === undefined ? undefined : entityEndsMs, lineEndsMs]
    const earliest = Math.min(...ends.map((end) => end ?? Number.POSITIVE_INFINITY))
    return Number.isFinite(earliest) ? earliest : undefined
  }

  /** Whether the peer's turn has a deadline. */
  get awaits(): boolean {
    return this.awaitedMs !== undefined
  }

  /** Begins a turn: the peer's, which may take `allowedMs`, or ours (undefined). */
  turn(nowMs: number, allowedMs: number | undefined, isIdle: boolean): void {
    this.startedMs ??= nowMs
    this.awaitedMs = allowedMs === undefined ? undefined : nowMs + allowedMs
    this.isIdle = isIdle
  }

  /**
   * Why the connection must end after what was received; null: it goes on. `entities`: how many became
   * complete.
   */
  heard(heard: Heard, nowMs: number, entities: number): string | null {
    const { state, controls, counts } = heard
    this.noteEntity(heard.waitingBytes, nowMs, entities)
    const { before } = this
    this.before = { state, controls, counts: { ...counts } }
    const gained = gainOf(before.counts, counts)
    return (
      this.flood(
        { gained, controls: controls - before.controls, moved: state !== before.state },
        nowMs,
      ) ?? this.slowness(heard.receivesData, gained.dataBytes + gained.articles, nowMs)
    )
  }

  private noteEntity(waitingBytes: number, nowMs: number, entities: number): void {
    if (waitingBytes === 0) this.entityEndsMs = undefined
    else if (entities > 0 || this.entityEndsMs === undefined)
      this.entityEndsMs = nowMs + this.limits.entityMs
  }

  private flood(
    { gained, controls, moved }: { gained: Heard['counts']; controls: number; moved: boolean },
    nowMs: number,
  ): string | null {
    if (nowMs - this.floodMs >= floodWindowMs) {
      this.floodMs = nowMs
      this.empty = 0
      this.cheap = 0
    }
    const { lastSync, lastAcknowledged, dataBytes } = gained
    const useful = lastSync + lastAcknowledged + (moved ? controlsOfAMove : 0)
    this.empty += Math.max(0, controls - useful)
    this.cheap += this.unpaid(lastSync, dataBytes)
    if (this.empty > this.limits.emptyFpdus)
      return `more than ${this.limits.emptyFpdus} FPDUs in ten seconds changed nothing`
    if (this.cheap > this.limits.cheapSyncs)
      return `more than ${this.limits.cheapSyncs} sync points in ten seconds had hardly any data between them`
    return null
  }

  private unpaid(syncs: number, dataBytes: number): number {
    const credit = Math.min(maximumCreditBytes, this.creditBytes + dataBytes)
    const paid = Math.min(syncs, Math.floor(credit / smallestIntervalBytes))
    this.creditBytes = credit - paid * smallestIntervalBytes
    return syncs - paid
  }

  private slowness(receivesData: boolean, gained: number, nowMs: number): string | null {
    const gapMs = Math.min(longestGapMs, nowMs - this.lastMs)
    this.lastMs = nowMs
    this.windowBytes += gained
    this.waitedMs = receivesData ? this.waitedMs + gapMs : 0
    if (this.waitedMs < this.limits.dataWindowMs) {
      if (!receivesData) this.windowBytes = 0
      return null
    }
    const bytes = this.windowBytes
    this.waitedMs = 0
    this.windowBytes = 0
    return bytes < this.limits.dataBytes
      ? `${bytes} bytes of data came in ${this.limits.dataWindowMs / 1000} s, ${this.limits.dataBytes} are the least`
      : null
  }
}

/** By how much the counts grew; never negative, although a resynchronisation or a new file resets them. */
function gainOf(before: Heard['counts'], now: Heard['counts']): Heard['counts'] {
  return {
    dataBytes: Math.max(0, now.dataBytes - before.dataBytes),
    articles: Math.max(0, now.articles - before.articles),
    lastSync: Math.max(0, now.lastSync - before.lastSync),
    lastAcknowledged: Math.max(0, now.lastAcknowledged - before.lastAcknowledged),
  }
}
