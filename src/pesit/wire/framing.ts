// Entities out of a stream that may be cut anywhere, and back. `prefixed`: two bytes of length, not
// counting themselves, before each entity. `raw`: FPDUs back to back, each with its own length. `detect`:
// a responder looks at the first bytes, and again after a pre-connection, as some peers change there.
//
// What is announced is never allocated: chunks are kept as they come and joined once, when an entity is
// whole, so that neither a large announcement nor one byte at a time costs more than what was sent.

import { ProtocolError } from '../protocol-error.ts'
import { preConnectionBytes } from './pre-connection.ts'

export type Framing = 'prefixed' | 'raw'

const headerBytes = 6

export interface EntityReaderOptions {
  readonly framing: Framing | 'detect'
  readonly maximumEntityBytes: number
  /** The next entity is the four-byte reply to a pre-connection. */
  readonly awaitsReply?: boolean
}

export class EntityReader {
  private detected: Framing | undefined
  private readonly detects: boolean
  private maximumEntityBytes: number
  private awaitsReply: boolean
  private chunks: Uint8Array[] = []
  private available = 0

  constructor(options: EntityReaderOptions) {
    this.detects = options.framing === 'detect'
    this.detected = options.framing === 'detect' ? undefined : options.framing
    this.maximumEntityBytes = options.maximumEntityBytes
    this.awaitsReply = options.awaitsReply ?? false
  }

  /** What was given, or found in the first bytes; undefined before. */
  get framing(): Framing | undefined {
    return this.detected
  }

  setMaximum(bytes: number): void {
    this.maximumEntityBytes = bytes
  }

  /** The whole entities so far; views where an entity came in one chunk. @throws ProtocolError (remote). */
  push(bytes: Uint8Array): readonly Uint8Array[] {
    if (bytes.length > 0) this.chunks.push(bytes)
    this.available += bytes.length
    const entities: Uint8Array[] = []
    for (let entity = this.next(); entity !== undefined; entity = this.next()) entities.push(entity)
    return entities
  }

  private next(): Uint8Array | undefined {
    const head = this.peek(Math.min(this.available, 8))
    this.detected ??= detectFraming(head)
    if (this.detected === undefined) return undefined
    const size = this.detected === 'prefixed' ? this.prefixedSize(head) : this.rawSize(head)
    if (size === undefined) return undefined
    const prefixBytes = this.detected === 'prefixed' ? 2 : 0
    if (this.available < prefixBytes + size) return undefined
    this.drop(prefixBytes)
    const entity = this.take(size)
    this.afterEntity(entity)
    return entity
  }

  private prefixedSize(head: Uint8Array): number | undefined {
    if (head.length < 2) return undefined
    const size = byte(head, 0) * 256 + byte(head, 1)
    const smallest = this.awaitsReply ? 4 : headerBytes
    if (size < smallest)
      throw violation(`an entity of ${size} bytes is shorter than anything that PeSIT has`)
    return this.checked(size)
  }

  private rawSize(head: Uint8Array): number | undefined {
    if (this.awaitsReply) return head.length < 4 ? undefined : 4
    if (head.length < 4) return undefined
    if (isPreConnection(head, 0)) return preConnectionBytes
    const size = byte(head, 0) * 256 + byte(head, 1)
    if (size < headerBytes) throw violation(`an FPDU of ${size} bytes is shorter than its header`)
    return this.checked(size)
  }

  private checked(size: number): number {
    if (size > this.maximumEntityBytes) {
      throw violation(
        `an entity of ${size} bytes is larger than the ${this.maximumEntityBytes} agreed`,
      )
    }
    return size
  }

  private afterEntity(entity: Uint8Array): void {
    this.awaitsReply = false
    // The FPDU that follows a pre-connection may be framed otherwise.
    if (this.detects && entity.length === preConnectionBytes && isPreConnection(entity, 0))
      this.detected = undefined
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

  private drop(count: number): void {
    this.take(count)
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

  private join(count: number): Uint8Array {
    const joined = new Uint8Array(count)
    let filled = 0
    let used = 0
    while (filled < count) {
      const chunk = this.chunks[used] ?? new Uint8Array(0)
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

/** One entity, ready to be written. */
export function frame(entity: Uint8Array, framing: Framing): Uint8Array {
  if (framing === 'raw') return entity
  const framed = new Uint8Array(entity.length + 2)
  framed[0] = entity.length >> 8
  framed[1] = entity.length & 0xff
  framed.set(entity, 2)
  return framed
}

/** undefined: too few bytes to tell. @throws ProtocolError when it is no PeSIT at all. */
function detectFraming(head: Uint8Array): Framing | undefined {
  if (head.length < 4) return undefined
  if (isPreConnection(head, 0)) return 'raw'
  if (isPreConnection(head, 2)) return 'prefixed'
  const first = byte(head, 0) * 256 + byte(head, 1)
  const second = byte(head, 2) * 256 + byte(head, 3)
  if (
    first >= headerBytes &&
    byte(head, 2) === 0x40 &&
    byte(head, 3) >= 0x20 &&
    byte(head, 3) <= 0x25
  )
    return 'raw'
  if (second >= headerBytes && (first === second || first === second + 2)) return 'prefixed'
  throw violation('the first bytes are neither a CONNECT nor a pre-connection: this is no PeSIT')
}

function isPreConnection(head: Uint8Array, offset: number): boolean {
  if (offset === 2 && (byte(head, 0) !== 0 || byte(head, 1) !== preConnectionBytes)) return false
  return byte(head, offset) === 0xd7 && byte(head, offset + 1) === 0xc5
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function violation(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 311 } })
}
