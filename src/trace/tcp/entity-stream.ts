// Reads entities from one direction of a captured connection. Unlike a live line the stream may begin
// anywhere and may have holes: a hole inside an entity of known length does not lose the position; after any
// other one the next entity is searched for (plausible.ts), and the skipped bytes are reported.

import { requestsChecksums, framingOfFpdu, openingOf } from '../../pesit/wire/opening.ts'
import { headerAt, isTlsRecord, type Wire } from './plausible.ts'
import { RollingBuffer } from './rolling-buffer.ts'
import { Search } from './search.ts'

/** A part of an entity that is not in the capture; it is filled with zeros. */
export interface Hole {
  readonly start: number
  readonly end: number
}

/** Bytes that could not be read. */
export interface Lost {
  /** In the capture, but not recognised as an entity. */
  readonly passedBytes: number
  /** Not in the capture; null: an unknown number. */
  readonly missingBytes: number | null
  readonly atMs: number
  /** Nothing follows. */
  readonly isLast: boolean
}

export interface EntitySink {
  /** `bytes`: a view, without its prefix; a checksum may stand at its end. */
  entity(bytes: Uint8Array, atMs: number, holes: readonly Hole[]): void
  lost(lost: Lost): void
  /** The stream is not PeSIT, or encrypted. */
  foreign(what: 'tls' | 'other', atMs: number): void
}

type Stage = 'opening' | 'opened' | 'running' | 'searching' | 'foreign'

const headerBytes = 6

export class EntityStream {
  private stage: Stage
  private readonly wire: Wire
  private readonly sink: EntitySink
  private readonly buffer = new RollingBuffer()
  private holes: Hole[] = []
  private atMs = Number.NaN
  private readonly places: Search
  private passedBytes = 0
  private missingBytes: number | null = 0
  private hasFound = false

  /** `fromStart`: its first byte is the first of the connection. */
  constructor(fromStart: boolean, wire: Wire, sink: EntitySink) {
    this.stage = fromStart ? 'opening' : 'searching'
    this.wire = wire
    this.sink = sink
    this.places = new Search(wire)
  }

  bytes(chunk: Uint8Array, atMs: number): void {
    this.atMs = atMs
    if (this.stage === 'foreign') return
    if (this.stage === 'searching') this.noteStart(chunk)
    if (this.isForeign) return
    this.buffer.append(chunk)
    this.places.came(chunk.length)
    while (this.step());
  }

  hole(countBytes: number | null): void {
    if (this.stage === 'foreign') return
    const rest = this.restOfEntity()
    if (countBytes !== null && rest !== undefined) {
      const inside = Math.min(rest, countBytes)
      this.holes.push({ start: this.buffer.length, end: this.buffer.length + inside })
      this.buffer.appendZeros(inside)
      while (this.step());
      if (inside === countBytes) return
      return this.search(countBytes - inside)
    }
    this.search(countBytes)
  }

  end(): void {
    if (this.stage === 'foreign') return
    if (this.stage !== 'searching' && this.buffer.length > 0) this.search(0)
    this.passedBytes += this.buffer.length
    this.reportLost(true)
    this.buffer.clear()
    this.stage = 'foreign'
  }

  private get isForeign(): boolean {
    return this.stage === 'foreign'
  }

  /** One entity, if it is there. */
  private step(): boolean {
    if (this.buffer.length === 0) return false
    switch (this.stage) {
      case 'opening':
      case 'opened':
        return this.open()
      case 'running':
        return this.run()
      case 'searching':
        return this.look()
      case 'foreign':
        return false
    }
  }

  /** The first bytes of a connection: a pre-connection or its reply, then CONNECT or its answer. */
  private open(): boolean {
    const { view } = this.buffer
    const opening = this.stage === 'opening' ? openingOf(view.subarray(0, 8)) : null
    if (opening === undefined) return false
    if (opening !== null) {
      const prefixBytes = opening.framing === 'prefixed' ? 2 : 0
      if (view.length < prefixBytes + opening.sizeBytes) return false
      this.stage = 'opened'
      this.hasFound = true
      this.give(prefixBytes, opening.sizeBytes)
      return true
    }
    const framing = framingOfFpdu(view.subarray(0, headerBytes))
    if (framing === undefined) return false
    if (framing === 'none') return this.notPesit(view)
    const asked = requestsChecksums(view.subarray(framing === 'prefixed' ? 2 : 0))
    if (asked === undefined) return false
    this.wire.framing = framing
    this.wire.checksums ||= asked
    this.stage = 'running'
    return true
  }

  private notPesit(view: Uint8Array): boolean {
    if (isTlsRecord(view)) this.giveUp('tls')
    else if (this.wire.framing === undefined && this.stage === 'opening') this.giveUp('other')
    else this.search(0)
    return this.stage === 'searching'
  }

  private giveUp(what: 'tls' | 'other'): void {
    this.stage = 'foreign'
    this.buffer.clear()
    this.sink.foreign(what, this.atMs)
  }

  private run(): boolean {
    const size = this.sizeOfEntity()
    if (size === undefined) return false
    if (size === null) {
      this.search(0)
      return true
    }
    const { prefixBytes, entityBytes } = size
    if (this.buffer.length < prefixBytes + entityBytes) return false
    this.hasFound = true
    this.give(prefixBytes, entityBytes)
    return true
  }

  /** undefined: too few bytes to decide. null: no entity begins here. */
  private sizeOfEntity(): { prefixBytes: number; entityBytes: number } | null | undefined {
    const { view } = this.buffer
    const prefixBytes = this.wire.framing === 'raw' ? 0 : 2
    if (view.length < prefixBytes + headerBytes) return undefined
    const header = headerAt(view, prefixBytes)
    if (header === null) return null
    const trailerBytes = this.wire.checksums ? 2 : 0
    const entityBytes =
      prefixBytes === 0 ? header.lengthBytes + trailerBytes : (view[0] ?? 0) * 256 + (view[1] ?? 0)
    return entityBytes < header.lengthBytes ? null : { prefixBytes, entityBytes }
  }

  /** How many bytes the current entity still needs; undefined when that is not known. */
  private restOfEntity(): number | undefined {
    if (this.stage !== 'running') return undefined
    const size = this.sizeOfEntity()
    if (size === undefined || size === null) return undefined
    return size.prefixBytes + size.entityBytes - this.buffer.length
  }

  private give(prefixBytes: number, entityBytes: number): void {
    const bytes = this.buffer.view.subarray(prefixBytes, prefixBytes + entityBytes)
    const holes = this.holes.map(({ start, end }) => ({
      start: start - prefixBytes,
      end: end - prefixBytes,
    }))
    this.holes = []
    this.buffer.consume(prefixBytes + entityBytes)
    this.sink.entity(bytes, this.atMs, holes)
  }

  /** Searches from the second byte: no entity begins at the first. */
  private search(missingBytes: number | null): void {
    const wasSearching = this.stage === 'searching'
    if (!wasSearching) {
      this.stage = 'searching'
      this.passedBytes = 0
      this.missingBytes = 0
    }
    this.holes = []
    this.places.restart()
    const hasHole = missingBytes !== 0
    const passed = hasHole ? this.buffer.length : Math.min(1, this.buffer.length)
    this.buffer.consume(passed)
    this.passedBytes += passed
    this.missingBytes =
      missingBytes === null || this.missingBytes === null ? null : this.missingBytes + missingBytes
  }

  private noteStart(chunk: Uint8Array): void {
    if (!this.hasFound && this.wire.framing === undefined && isTlsRecord(chunk))
      return this.giveUp('tls')
    this.places.noteStart(this.buffer.length)
  }

  /** Continues the search; true when an entity was found. */
  private look(): boolean {
    const { found, keepFrom } = this.places.look(this.buffer.view)
    this.buffer.consume(keepFrom)
    this.passedBytes += keepFrom
    if (!found) return false
    this.stage = 'running'
    this.hasFound = true
    this.reportLost(false)
    return true
  }

  private reportLost(isLast: boolean): void {
    const { passedBytes, missingBytes, atMs } = this
    if (passedBytes > 0 || missingBytes !== 0)
      this.sink.lost({ passedBytes, missingBytes, atMs, isLast })
    this.passedBytes = 0
    this.missingBytes = 0
  }
}
