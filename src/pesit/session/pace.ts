// How slowly and how emptily a peer may talk (PeSIT E §4.6, and limits of ours). A deadline ends silence; this
// ends what only looks like talking: a byte now and then, an entity that never becomes whole, FPDUs and sync
// points that bring nothing. Times come from outside, nothing here reads a clock.

export interface PaceLimits {
  /** An entity must be whole so long after its first byte. */
  readonly entityMs: number
  /** In so much time spent waiting for data there must be so much of it. */
  readonly dataWindowMs: number
  readonly dataBytes: number
  /** Control FPDUs that change nothing, and sync points with less than 1 KB before them, in ten seconds. */
  readonly emptyFpdus: number
  readonly cheapSyncs: number
  /** So old, a line ends as soon as nothing is under way on it; twice as old, whatever is. */
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

/** What a session looks like after it took bytes in. */
export interface Heard {
  readonly state: string
  readonly waitingBytes: number
  readonly counts: {
    readonly dataBytes: number
    readonly articles: number
    readonly lastSync: number
    readonly lastAcknowledged: number
  }
  /** Control FPDUs so far. */
  readonly controls: number
  readonly receivesData: boolean
}

const floodWindowMs = 10_000
/** A silence may be ours: our disk, not their line. So it counts for this much at most; deadlines end it. */
const longestGapMs = 5000
/** PI 7 knows no smaller interval. */
const smallestIntervalBytes = 1024
/** Data that came in a read of their own still pay for the sync point that the next read brings. */
const mostCreditBytes = 1024 * 1024
/** A request, and what may stand around it. */
const controlsOfAMove = 8
const none = { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 }

export class Pace {
  private readonly limits: PaceLimits
  private startedMs: number | undefined
  /** The peer's turn ends then. */
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
  /** Data that no sync point was counted against yet. */
  private creditBytes = 0

  constructor(limits: PaceLimits) {
    this.limits = limits
  }

  get deadlineMs(): number | undefined {
    const { startedMs, awaitedMs, entityEndsMs, limits } = this
    const lineEndsMs =
      startedMs === undefined ? undefined : startedMs + limits.lineMs * (this.isIdle ? 1 : 2)
    // Where nothing is awaited it is our turn: half an entity that lies here waits with us.
    const ends = [awaitedMs, awaitedMs === undefined ? undefined : entityEndsMs, lineEndsMs]
    const earliest = Math.min(...ends.map((end) => end ?? Number.POSITIVE_INFINITY))
    return Number.isFinite(earliest) ? earliest : undefined
  }

  /** Whether the peer's turn has an end already. */
  get awaits(): boolean {
    return this.awaitedMs !== undefined
  }

  /** A turn begins: of the peer, which may take so long, or of ours (undefined). */
  turn(nowMs: number, allowedMs: number | undefined, isIdle: boolean): void {
    this.startedMs ??= nowMs
    this.awaitedMs = allowedMs === undefined ? undefined : nowMs + allowedMs
    this.isIdle = isIdle
  }

  /** Why the line must end for what was just heard; null: it need not. `entities` became whole with it. */
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
    const credit = Math.min(mostCreditBytes, this.creditBytes + dataBytes)
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

/** What grew; a place earlier in the file, or another file, is no loss. */
function gainOf(before: Heard['counts'], now: Heard['counts']): Heard['counts'] {
  return {
    dataBytes: Math.max(0, now.dataBytes - before.dataBytes),
    articles: Math.max(0, now.articles - before.articles),
    lastSync: Math.max(0, now.lastSync - before.lastSync),
    lastAcknowledged: Math.max(0, now.lastAcknowledged - before.lastAcknowledged),
  }
}
