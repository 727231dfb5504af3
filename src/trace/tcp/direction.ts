// One direction of a TCP connection in order: retransmissions are dropped, overlaps trimmed, early segments
// held until their turn. Bytes that are not in the capture are reported as a hole: when the connection gives
// them up (connection.ts), when too much waits behind them, or at the end.

export interface DirectionSink {
  /** The next bytes of the stream: a view. */
  bytes(chunk: Uint8Array, atMs: number): void
  /** How many bytes are not in the capture; null: unknown. */
  hole(countBytes: number | null): void
}

export interface DirectionCounts {
  retransmitted: number
  outOfOrder: number
  holes: number
  missingBytes: number
}

/**
 * Limits the bytes that wait out of order, over all connections: hostile captures must not fill the memory.
 */
export class ReorderLimit {
  bytes = 0
  pieces = 0
  private readonly maximumBytes: number
  private readonly maximumPieces: number

  constructor(maximumBytes = 64 * 1024 * 1024, maximumPieces = 65_536) {
    this.maximumBytes = maximumBytes
    this.maximumPieces = maximumPieces
  }

  get isFull(): boolean {
    return this.bytes > this.maximumBytes || this.pieces > this.maximumPieces
  }
}

interface Piece {
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly cutBytes: number
  readonly atMs: number
}

const maximumWaitingBytes = 4 * 1024 * 1024
const maximumWaitingPieces = 4096
/** The largest window of TCP. */
const widestWindow = 2 ** 30
/** After this many segments in a row outside the window, it is another connection on the same ports. */
const maximumMisplaced = 8

export class OrderedDirection {
  readonly counts: DirectionCounts = { retransmitted: 0, outOfOrder: 0, holes: 0, missingBytes: 0 }
  private readonly sink: DirectionSink
  private readonly reorderLimit: ReorderLimit
  private next: number | undefined
  private waiting: Piece[] = []
  private waitingBytes = 0
  /** The sequence number of FIN, which is acknowledged like a byte. */
  private finAt: number | undefined
  private misplaced = 0

  constructor(sink: DirectionSink, reorderLimit: ReorderLimit) {
    this.sink = sink
    this.reorderLimit = reorderLimit
  }

  /** The sequence number of the first byte, from SYN. */
  begin(sequence: number): void {
    this.next ??= sequence >>> 0
  }

  get hasBegun(): boolean {
    return this.next !== undefined
  }

  /** Everything before FIN was returned. */
  get isFinished(): boolean {
    return this.finAt !== undefined && this.finAt === this.next
  }

  segment(piece: Piece): void {
    this.next ??= piece.sequence
    const sizeBytes = piece.bytes.length + piece.cutBytes
    if (sizeBytes === 0) return
    const ahead = distance(this.next, piece.sequence)
    if (Math.abs(ahead) > widestWindow) return this.countMisplaced(piece)
    this.misplaced = 0
    if (ahead > 0) this.hold(piece)
    else {
      // The byte before the next one is a keep-alive, not a retransmission.
      if (ahead < 0 && !(sizeBytes === 1 && ahead === -1)) this.counts.retransmitted += 1
      this.deliver(piece)
      this.drain()
    }
  }

  /** The last byte was the one before `sequence`. */
  finish(sequence: number): void {
    this.finAt ??= sequence >>> 0
  }

  /** Whether the other side acknowledged bytes that were not seen here yet. */
  isBehind(acknowledgement: number): boolean {
    if (this.next === undefined) return false
    const ahead = distance(this.next, this.withoutFin(acknowledgement))
    return ahead > 0 && ahead <= widestWindow
  }

  /** Bytes that were acknowledged and did not come are not in the capture. */
  giveUpTo(acknowledgement: number): void {
    while (this.next !== undefined && this.isBehind(acknowledgement)) {
      const ahead = distance(this.next, this.withoutFin(acknowledgement))
      const [first] = this.waiting
      // One more than was seen, and nothing behind it: the FIN is not in the capture.
      if (ahead === 1 && first === undefined && this.finAt === undefined) this.finAt = this.next
      else {
        const toFirst = first === undefined ? ahead : distance(this.next, first.sequence)
        this.lose(Math.min(ahead, toFirst))
      }
      this.drain()
    }
  }

  /** The end: returns what waits, with the holes before it. */
  end(): void {
    while (this.waiting.length > 0) this.giveUpOnHole()
  }

  private withoutFin(acknowledgement: number): number {
    const { finAt } = this
    return finAt !== undefined && distance(finAt, acknowledgement) === 1 ? finAt : acknowledgement
  }

  private countMisplaced(piece: Piece): void {
    this.misplaced += 1
    if (this.misplaced < maximumMisplaced) return
    this.misplaced = 0
    this.end()
    this.counts.holes += 1
    this.sink.hole(null)
    this.next = piece.sequence
    this.deliver(piece)
  }

  private hold(piece: Piece): void {
    this.counts.outOfOrder += 1
    let place = this.waiting.length
    while (place > 0 && distance(this.waiting[place - 1]?.sequence ?? 0, piece.sequence) < 0)
      place -= 1
    // A copy: a view would keep the whole chunk of the file.
    this.waiting.splice(place, 0, { ...piece, bytes: piece.bytes.slice() })
    this.count(piece, 1)
    while (
      this.waitingBytes > maximumWaitingBytes ||
      this.waiting.length > maximumWaitingPieces ||
      (this.reorderLimit.isFull && this.waiting.length > 0)
    )
      this.giveUpOnHole()
  }

  private count({ bytes }: Piece, sign: 1 | -1): void {
    this.waitingBytes += sign * bytes.length
    this.reorderLimit.bytes += sign * bytes.length
    this.reorderLimit.pieces += sign
  }

  /** Its part that is new. */
  private deliver({ sequence, bytes, cutBytes, atMs }: Piece): void {
    const old = -distance(this.next ?? sequence, sequence)
    const fresh = bytes.subarray(Math.min(old, bytes.length))
    if (fresh.length > 0) this.sink.bytes(fresh, atMs)
    this.move(fresh.length)
    const missing = Math.min(cutBytes, bytes.length + cutBytes - old)
    if (missing > 0) this.lose(missing)
  }

  private move(countBytes: number): void {
    this.next = ((this.next ?? 0) + countBytes) >>> 0
  }

  private lose(countBytes: number): void {
    this.counts.holes += 1
    this.counts.missingBytes += countBytes
    this.sink.hole(countBytes)
    this.move(countBytes)
  }

  private drain(): void {
    for (let [first] = this.waiting; first !== undefined; [first] = this.waiting) {
      if (distance(this.next ?? 0, first.sequence) > 0) return
      this.waiting.shift()
      this.count(first, -1)
      this.deliver(first)
    }
  }

  private giveUpOnHole(): void {
    const [first] = this.waiting
    if (first === undefined || this.next === undefined) return
    const missing = distance(this.next, first.sequence)
    if (missing > 0) this.lose(missing)
    this.drain()
  }
}

/** The distance from `from` to `to`, in sequence numbers modulo 2^32. */
function distance(from: number, to: number): number {
  return (to - from) | 0
}
