// A run of file data, summarised: data FPDUs, sync points and their acknowledgements, until another FPDU
// comes.

import type { Fpdu } from '../../pesit/fpdu/fpdu.ts'
import { readArticles } from '../../pesit/data/articles.ts'
import { ProtocolError } from '../../pesit/protocol-error.ts'
import type { DataEntry } from './entry.ts'
import type { Side } from '../tcp/connection.ts'

const longestArticleBytes = 65_535
/** A window has at most 255 points. */
const maximumUnanswered = 256
const maximumFaults = 5

export class DataPhase {
  readonly from: Side
  dataBytes = 0
  articles = 0
  points = 0
  missingBytes = 0
  private readonly atMs: number
  private readonly isCompressed: boolean
  private lastAtMs: number
  private fpdus = 0
  private firstPoint: number | null = null
  private lastPoint: number | null = null
  private acknowledgedPoint: number | null = null
  private longestPause = { ms: 0, atMs: Number.NaN }
  private slowest = { ms: 0, point: 0 }
  private readonly unanswered = new Map<number, number>()
  private readonly faults: string[] = []

  constructor(from: Side, atMs: number, isCompressed: boolean) {
    this.from = from
    this.atMs = atMs
    this.lastAtMs = atMs
    this.isCompressed = isCompressed
  }

  /** `isWhole`: all its bytes are in the capture. */
  data({ name, src, body = new Uint8Array(0) }: Fpdu, atMs: number, isWhole: boolean): void {
    this.pass(atMs)
    this.fpdus += 1
    if (name !== 'DTF') {
      this.dataBytes += body.length
      if (name === 'DTFFA') this.articles += 1
      return
    }
    const counted = isWhole ? this.count(body, src) : null
    this.dataBytes += counted?.dataBytes ?? Math.max(0, body.length - 2 * (src > 1 ? src : 0))
    this.articles += counted?.articles ?? Math.max(1, src)
  }

  point(number: number, atMs: number): void {
    this.pass(atMs)
    if (this.lastPoint !== null && number !== this.lastPoint + 1)
      this.fault(`sync point ${number} follows ${this.lastPoint}`)
    this.firstPoint ??= number
    this.lastPoint = number
    this.points += 1
    if (this.unanswered.size < maximumUnanswered) this.unanswered.set(number, atMs)
  }

  /** The receiver has everything up to this point. */
  acknowledged(number: number, atMs: number): void {
    this.acknowledgedPoint = number
    const sentAtMs = this.unanswered.get(number)
    if (sentAtMs !== undefined && atMs - sentAtMs > this.slowest.ms)
      this.slowest = { ms: atMs - sentAtMs, point: number }
    for (const point of this.unanswered.keys()) {
      if (point <= number) this.unanswered.delete(point)
    }
    this.pass(atMs)
  }

  fault(text: string): void {
    if (this.faults.length < maximumFaults) this.faults.push(text)
  }

  entry(): DataEntry {
    return {
      kind: 'data',
      from: this.from,
      atMs: this.atMs,
      endedAtMs: this.lastAtMs,
      fpdus: this.fpdus,
      dataBytes: this.dataBytes,
      articles: this.articles,
      isCompressed: this.isCompressed,
      firstPoint: this.firstPoint,
      lastPoint: this.lastPoint,
      points: this.points,
      acknowledgedPoint: this.acknowledgedPoint,
      longestPause: this.longestPause,
      slowestAcknowledgement: this.slowest,
      missingBytes: this.missingBytes,
      faults: this.faults,
    }
  }

  private pass(atMs: number): void {
    const ms = atMs - this.lastAtMs
    if (ms > this.longestPause.ms) this.longestPause = { ms, atMs: this.lastAtMs }
    if (ms > 0) this.lastAtMs = atMs
  }

  private count(
    body: Uint8Array,
    articles: number,
  ): { dataBytes: number; articles: number } | null {
    try {
      return readArticles(body, articles, longestArticleBytes)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.fault(error.message)
      return null
    }
  }
}
