// File data as it comes in: articles and segments out of data FPDUs, gathered into one `data` event until
// something else happens. Pieces are views, nothing is copied.

import { checkSize, readArticles } from '../data/articles.ts'
import type { FpduName } from '../fpdu/fpdu.ts'
import type { SessionEvent } from './events.ts'
import { violation } from './tolerance.ts'

export class DataIntake {
  /** PI 32 of the file that is open, when it is known. */
  maximumArticleBytes = 65_535
  private pieces: Uint8Array[] = []
  private pieceBytes = 0
  private pieceArticles = 0
  /** Bytes of the record whose segments are coming in; undefined between records. */
  private segmentBytes: number | undefined

  get insideRecord(): boolean {
    return this.segmentBytes !== undefined
  }

  /** A new file, or another place in it. */
  restart(): void {
    this.segmentBytes = undefined
  }

  /** Takes one data FPDU in; gives what was counted, and what was odd. @throws ProtocolError (remote). */
  take(
    name: FpduName,
    count: number,
    body: Uint8Array,
  ): { readonly dataBytes: number; readonly articles: number; readonly oddity: string | null } {
    const taken = name === 'DTF' ? this.takeArticles(count, body) : this.takeSegment(name, body)
    this.pieceBytes += taken.dataBytes
    this.pieceArticles += taken.articles
    return taken
  }

  /** What has gathered, as one event; null when nothing has. */
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

  private takeArticles(count: number, body: Uint8Array) {
    if (this.insideRecord) throw violation('DTF stands between the segments of a record')
    const { pieces, dataBytes, articles, oddity } = readArticles(
      body,
      count,
      this.maximumArticleBytes,
    )
    for (const piece of pieces) this.pieces.push(piece)
    return { dataBytes, articles, oddity }
  }

  private takeSegment(name: FpduName, body: Uint8Array) {
    const begins = name === 'DTFDA'
    if (begins === this.insideRecord)
      throw violation(`${name} is out of order among the segments of a record`)
    if (body.length === 0) throw violation(`${name} is empty`)
    const total = (this.segmentBytes ?? 0) + body.length
    checkSize(total, this.maximumArticleBytes)
    this.segmentBytes = name === 'DTFFA' ? undefined : total
    this.pieces.push(body)
    return { dataBytes: body.length, articles: name === 'DTFFA' ? 1 : 0, oddity: null }
  }
}
