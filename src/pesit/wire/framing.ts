// Reads entities from a stream that may be cut anywhere, and frames them.
//
//   stream   = { entity }
//   prefixed = length (2 bytes, not counting themselves) fpdu { fpdu }
//   raw      = fpdu, with its own length
//
// `detect`: the first bytes decide (opening.ts). A pre-connection is recognised by its own bytes in any
// framing, and the framing is detected again behind it, because some peers change it there.
//
// An announced length is never allocated: chunks are kept as they come, small ones are joined in pairs of
// similar size, and all are joined once when an entity is complete. Neither a large announcement nor single
// bytes cost much more memory than what was received.

import { ProtocolError } from '../protocol-error.ts'
import { checksumBytes } from './checksum.ts'
import { requestsChecksums, type Framing, framingOfFpdu, openingOf } from './opening.ts'

export type { Framing }

const headerBytes = 6
const replyBytes = 4
const longestEntityBytes = 65_535
/** The first bytes of an entity that tell its framing, its size, and whether CONNECT asks for checksums. */
const headBytes = 9
/** An alert or a handshake of TLS (RFC 8446 §5.1: its type, then 03): longer than any answer to CONNECT. */
const tlsRecords: readonly number[] = [0x1503, 0x1603]
/** This many bytes determine the framing of an FPDU. */
const recognizedBytes = 4
/** Chunks are joined up to this size: kept apart, a chunk of one byte takes 160 bytes of memory. */
const pairedBytes = 512

export interface EntityReaderOptions {
  readonly framing: Framing | 'detect'
  readonly maximumEntityBytes: number
  /** The next entity is the four-byte reply to a pre-connection. */
  readonly awaitsReply?: boolean
}

interface Measured {
  readonly framing: Framing
  readonly sizeBytes: number
  readonly isOpening: boolean
}

export class EntityReader {
  /** undefined: not detected yet. */
  private readonly given: Framing | undefined
  private current: Framing | undefined
  private maximumEntityBytes: number
  private awaitsReply: boolean
  /** An FPDU was read: the framing does not change any more. */
  private stage: 'opening' | 'opened' | 'running' = 'opening'
  private failure: ProtocolError | undefined
  private chunks: Uint8Array[] = []
  private available = 0
  /** PI 1: each FPDU is followed by a checksum, which its length does not count. */
  private checksums = false

  constructor(options: EntityReaderOptions) {
    this.given = options.framing === 'detect' ? undefined : options.framing
    this.current = this.given
    this.maximumEntityBytes = options.maximumEntityBytes
    this.awaitsReply = options.awaitsReply ?? false
  }

  /** The framing as given or detected (answers use the same); undefined before. */
  get framing(): Framing | undefined {
    return this.current
  }

  /** Bytes of an entity that is not complete yet. */
  get waitingBytes(): number {
    return this.available
  }

  setMaximum(bytes: number): void {
    this.maximumEntityBytes = bytes
  }

  /** From here on each FPDU is followed by its checksum; only the raw framing needs to know. */
  expectChecksums(): void {
    this.checksums = true
  }

  /**
   * The entities that are complete now; views where an entity came in one chunk. Those before an invalid one
   * are returned, and the next call throws: so what counts as received does not depend on how the stream was
   * cut.
   * @throws ProtocolError (remote), then at every call.
   */
  push(bytes: Uint8Array): readonly Uint8Array[] {
    const entities = this.failure === undefined ? this.cut(bytes) : []
    if (this.failure !== undefined && entities.length === 0) throw this.failure
    return entities
  }

  private cut(bytes: Uint8Array): Uint8Array[] {
    if (bytes.length > 0) this.keep(bytes)
    const entities: Uint8Array[] = []
    for (let entity = this.next(); entity !== undefined; entity = this.next()) entities.push(entity)
    return entities
  }

  /**
   * Joins a chunk with the one before it only if it is at least as long: so each byte is copied few times.
   */
  private keep(bytes: Uint8Array): void {
    this.available += bytes.length
    let chunk = bytes
    for (
      let last = this.chunks.at(-1);
      last !== undefined &&
      last.length <= chunk.length &&
      last.length + chunk.length <= pairedBytes;
      last = this.chunks.at(-1)
    ) {
      const pair = new Uint8Array(last.length + chunk.length)
      pair.set(last)
      pair.set(chunk, last.length)
      this.chunks.pop()
      chunk = pair
    }
    this.chunks.push(chunk)
  }

  private next(): Uint8Array | undefined {
    const measured = this.measure(this.peek(Math.min(this.available, headBytes)))
    if (measured === undefined) return undefined
    if (measured instanceof ProtocolError) {
      this.failure = measured
      return undefined
    }
    const prefixBytes = measured.framing === 'prefixed' ? 2 : 0
    if (this.available < prefixBytes + measured.sizeBytes) return undefined
    this.take(prefixBytes)
    this.stage = measured.isOpening ? 'opened' : 'running'
    this.awaitsReply = false
    return this.take(measured.sizeBytes)
  }

  /** What comes next, by its first bytes; undefined while there are too few. */
  private measure(head: Uint8Array): Measured | ProtocolError | undefined {
    if (this.stage === 'opening') {
      const opening = openingOf(head)
      if (opening === undefined) return undefined
      if (opening !== null) {
        this.current = opening.framing
        return { ...opening, isOpening: true }
      }
    }
    const framing = this.given ?? (this.stage === 'running' ? this.current : framingOfFpdu(head))
    if (framing === undefined) return undefined
    if (framing === 'none')
      return violation('the first bytes are neither a CONNECT nor a pre-connection: no PeSIT')
    const sizeBytes = this.sizeOf(framing, head)
    if (sizeBytes instanceof ProtocolError) return sizeBytes
    // For CONNECT only the checksum is open.
    if (sizeBytes !== undefined || head.length >= recognizedBytes) this.current = framing
    if (sizeBytes === undefined) return undefined
    return { framing, sizeBytes, isOpening: false }
  }

  private sizeOf(framing: Framing, head: Uint8Array): number | ProtocolError | undefined {
    if (framing === 'raw' && this.awaitsReply) return replyBytes
    const [high, low] = head
    if (high === undefined || low === undefined) return undefined
    const sizeBytes = high * 256 + low
    if (this.stage === 'opening' && tlsRecords.includes(sizeBytes))
      return violation('it answers in TLS, and we called without')
    if (sizeBytes < (this.awaitsReply ? replyBytes : headerBytes))
      return violation(`an entity of ${sizeBytes} bytes is shorter than anything that PeSIT has`)
    if (sizeBytes > this.maximumEntityBytes) {
      return violation(
        `an entity of ${sizeBytes} bytes is larger than the ${this.maximumEntityBytes} agreed`,
      )
    }
    const trailerBytes = framing === 'raw' ? this.trailerBytes(head) : 0
    return trailerBytes === undefined ? undefined : sizeBytes + trailerBytes
  }

  /** In raw framing only the first parameter of CONNECT says whether a checksum follows CONNECT itself. */
  private trailerBytes(head: Uint8Array): number | undefined {
    if (this.checksums) return checksumBytes
    if (this.stage === 'running') return 0
    const asked = requestsChecksums(head)
    return asked === undefined ? undefined : asked ? checksumBytes : 0
  }

  /** The first bytes, without consuming them. */
  private peek(count: number): Uint8Array {
    const [first] = this.chunks
    if (first === undefined || first.length >= count)
      return (first ?? new Uint8Array(0)).subarray(0, count)
    const head = new Uint8Array(count)
    let filled = 0
    for (const chunk of this.chunks) {
      const part = chunk.subarray(0, count - filled)
      head.set(part, filled)
      filled += part.length
      if (filled === count) break
    }
    return head
  }

  private take(count: number): Uint8Array {
    this.available -= count
    const [first] = this.chunks
    if (first !== undefined && first.length > count) {
      this.chunks[0] = first.subarray(count)
      return first.subarray(0, count)
    }
    if (first !== undefined && first.length === count) {
      this.chunks.shift()
      return first
    }
    return this.join(count)
  }

  /** Only called when that many bytes have come. */
  private join(count: number): Uint8Array {
    const joined = new Uint8Array(count)
    let filled = 0
    let used = 0
    for (const chunk of this.chunks) {
      if (filled === count) break
      const part = chunk.subarray(0, count - filled)
      joined.set(part, filled)
      filled += part.length
      if (part.length < chunk.length) this.chunks[used] = chunk.subarray(part.length)
      else used += 1
    }
    this.chunks = this.chunks.slice(used)
    return joined
  }
}

/** One entity, ready to be written. @throws ProtocolError (local) when it is too long for its prefix. */
export function frame(entity: Uint8Array, framing: Framing): Uint8Array {
  if (framing === 'raw') return entity
  if (entity.length > longestEntityBytes) {
    throw new ProtocolError(`an entity of ${entity.length} bytes is too long for its prefix`, {
      fault: 'local',
      diagnostic: { type: 3, reason: 311 },
    })
  }
  const framed = new Uint8Array(entity.length + 2)
  framed[0] = entity.length >> 8
  framed[1] = entity.length & 0xff
  framed.set(entity, 2)
  return framed
}

function violation(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 311 } })
}
