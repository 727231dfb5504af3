// Entities out of a stream that may be cut anywhere, and back. `prefixed`: two bytes of length, not
// counting themselves, before each entity. `raw`: FPDUs back to back, each with its own length. `detect`:
// the first bytes tell (opening.ts). A pre-connection is known by its own bytes whatever the framing, and
// what follows it is looked at anew, as some peers change there.
//
// What is announced is never allocated: chunks are kept as they come, small ones put together in pairs of
// like size, and joined once, when an entity is whole. Neither a large announcement nor one byte at a time
// costs much more than what was sent.

import { ProtocolError } from '../protocol-error.ts'
import { checksumBytes } from './checksum.ts'
import { asksForChecksums, type Framing, framingOfFpdu, openingOf } from './opening.ts'

export type { Framing }

const headerBytes = 6
const replyBytes = 4
const longestEntityBytes = 65_535
/** The first bytes of an entity that tell its framing, its size, and whether CONNECT asks for checksums. */
const headBytes = 9
/** An alert or a handshake of TLS (RFC 8446 §5.1: its type, then 03): longer than any answer to CONNECT. */
const tlsRecords: readonly number[] = [0x1503, 0x1603]
/** So many bytes tell the framing of an FPDU for sure. */
const tellingBytes = 4
/** Chunks are put together up to this size: kept apart, a chunk of one byte takes 160 in memory. */
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
  /** Undefined: to be found out. */
  private readonly given: Framing | undefined
  private current: Framing | undefined
  private maximumEntityBytes: number
  private awaitsReply: boolean
  /** Running: an FPDU was read, so that the framing never changes again. */
  private stage: 'opening' | 'opened' | 'running' = 'opening'
  private failure: ProtocolError | undefined
  private chunks: Uint8Array[] = []
  private available = 0
  /** PI 1: each FPDU has a checksum behind it that its length does not count. */
  private checksums = false

  constructor(options: EntityReaderOptions) {
    this.given = options.framing === 'detect' ? undefined : options.framing
    this.current = this.given
    this.maximumEntityBytes = options.maximumEntityBytes
    this.awaitsReply = options.awaitsReply ?? false
  }

  /** What was given, or found in the bytes so far (an answer goes the same way); undefined before. */
  get framing(): Framing | undefined {
    return this.current
  }

  /** Of an entity that is not whole yet. */
  get waitingBytes(): number {
    return this.available
  }

  setMaximum(bytes: number): void {
    this.maximumEntityBytes = bytes
  }

  /** From here on each FPDU is followed by its checksum, which only the raw framing must be told. */
  expectChecksums(): void {
    this.checksums = true
  }

  /**
   * The whole entities so far; views where an entity came in one chunk. Those before a wrong one are still
   * given, and the next call throws: what counts as received does not depend on how the stream was cut.
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

  /** Only a chunk at least as long as the one before it is put together with it: each byte moves few times. */
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

  /** What comes next, from its first bytes; undefined when these are too few. */
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
    // Of a CONNECT all is known but whether a checksum follows.
    if (sizeBytes !== undefined || head.length >= tellingBytes) this.current = framing
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

  /** On a raw line nothing but CONNECT's first parameter tells that a checksum follows CONNECT itself. */
  private trailerBytes(head: Uint8Array): number | undefined {
    if (this.checksums) return checksumBytes
    if (this.stage === 'running') return 0
    const asked = asksForChecksums(head)
    return asked === undefined ? undefined : asked ? checksumBytes : 0
  }

  /** The first bytes, without taking them. */
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

  /** Only called when so many bytes are there. */
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
