// Receiving file data: the articles and segments of data FPDUs are gathered into one `data` event until
// another event occurs. Pieces are views where possible: data is copied only to join or decompress a record.

import { checkSize, readArticles } from '../../data/articles.ts'
import { type CompressionType, Decompressor } from '../../data/compression.ts'
import type { FpduName } from '../../fpdu/fpdu.ts'
import { ProtocolError } from '../../protocol-error.ts'
import type { SessionEvent } from '../events.ts'
import { violation } from '../tolerance.ts'

const longestArticleBytes = 65_535

interface Taken {
  readonly dataBytes: number
  readonly articles: number
  readonly oddity: string | null
}

export class DataIntake {
  /** PI 32 of the file that is open, when it is known. */
  maximumArticleBytes = longestArticleBytes
  /** True: each piece of an event is a complete record, possibly empty. False: pieces are bytes in order. */
  recordwise = false
  /** The maximum size of a file in one attempt, after decompression. */
  maximumFileBytes = Number.POSITIVE_INFINITY
  private pieces: Uint8Array[] = []
  private pieceBytes = 0
  private pieceArticles = 0
  private fileBytes = 0
  /** Bytes of the record whose segments are coming in; undefined between records. */
  private segmentBytes: number | undefined
  /** Where the record must be complete: its segments so far, in the first `segmentBytes`. */
  private record: Uint8Array = new Uint8Array(0)
  private decompressor: Decompressor | undefined

  get insideRecord(): boolean {
    return this.segmentBytes !== undefined
  }

  /** A new file, or another place in it. */
  restart(): void {
    this.segmentBytes = undefined
    this.record = new Uint8Array(0)
    this.fileBytes = 0
    this.decompressor?.restart()
  }

  /** After a sync point, compression does not refer to the record before. */
  syncPoint(): void {
    this.decompressor?.restart()
  }

  /** The compression of ACK(ORF); null: none. */
  agreeOn(compression: CompressionType | null): void {
    this.decompressor = compression === null ? undefined : new Decompressor(compression)
  }

  /** Takes one data FPDU; returns what was counted, and deviations. @throws ProtocolError (remote). */
  take(name: FpduName, count: number, body: Uint8Array): Taken {
    const taken = name === 'DTF' ? this.takeArticles(count, body) : this.takeSegment(name, body)
    this.pieceBytes += taken.dataBytes
    this.pieceArticles += taken.articles
    return taken
  }

  /** The gathered data as one event; null when there is none. */
  flush(): SessionEvent | null {
    if (this.pieceArticles === 0 && this.pieces.length === 0) return null
    const event: SessionEvent = {
      type: 'data',
      pieces: this.pieces,
      dataBytes: this.pieceBytes,
      articles: this.pieceArticles,
    }
    this.pieces = []
    this.pieceBytes = 0
    this.pieceArticles = 0
    return event
  }

  /** Discards the data since the last event: the peer sends it again. */
  discard(): void {
    this.flush()
    this.restart()
  }

  private takeArticles(count: number, body: Uint8Array): Taken {
    if (this.insideRecord) throw violation('DTF stands between the segments of a record')
    const { pieces, dataBytes, articles, oddity } = readArticles(body, count, this.maximumWireBytes)
    if (this.decompressor === undefined) this.grow(dataBytes)
    for (const piece of pieces) this.keep(piece)
    return { dataBytes, articles, oddity }
  }

  private takeSegment(name: FpduName, body: Uint8Array): Taken {
    const begins = name === 'DTFDA'
    if (begins === this.insideRecord)
      throw violation(`${name} is out of order among the segments of a record`)
    if (body.length === 0) throw violation(`${name} is empty`)
    const total = (this.segmentBytes ?? 0) + body.length
    checkSize(total, this.maximumWireBytes)
    if (this.decompressor === undefined) this.grow(body.length)
    const ends = name === 'DTFFA'
    this.segmentBytes = ends ? undefined : total
    if (this.mustBeWhole) this.gather(body, { total, ends })
    else this.pieces.push(body)
    return { dataBytes: body.length, articles: ends ? 1 : 0, oddity: null }
  }

  /**
   * Copies a segment, because its buffer is reused before the last segment comes. It goes into one buffer
   * that doubles: kept apart, segments of one byte would take two hundred times their size.
   */
  private gather(
    segment: Uint8Array,
    { total, ends }: { readonly total: number; readonly ends: boolean },
  ): void {
    if (total > this.record.length) {
      const grown = new Uint8Array(Math.max(2 * this.record.length, total))
      grown.set(this.record)
      this.record = grown
    }
    this.record.set(segment, total - segment.length)
    if (!ends) return
    const whole = this.record.subarray(0, total)
    this.record = new Uint8Array(0)
    this.keep(whole)
  }

  private keep(record: Uint8Array): void {
    if (this.decompressor !== undefined) return this.keepCompressed(record, this.decompressor)
    if (this.recordwise || record.length > 0) this.pieces.push(record)
  }

  private keepCompressed(strings: Uint8Array, decompressor: Decompressor): void {
    const record = decompressor.decompress(strings, this.maximumArticleBytes)
    this.grow(record.length)
    this.pieces.push(record)
  }

  /** Enforces the announced size: a peer could fill the disk otherwise. */
  private grow(bytes: number): void {
    this.fileBytes += bytes
    if (this.fileBytes <= this.maximumFileBytes) return
    throw new ProtocolError(
      `the file becomes larger than the ${this.maximumFileBytes} bytes that it may have`,
      { fault: 'remote', diagnostic: { type: 2, reason: 224 } },
    )
  }

  private get mustBeWhole(): boolean {
    return this.recordwise || this.decompressor !== undefined
  }

  /** In the worst case each byte is a compressed string of its own. */
  private get maximumWireBytes(): number {
    return this.maximumArticleBytes * (this.decompressor === undefined ? 1 : 2)
  }
}
