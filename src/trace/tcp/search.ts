// Searches for the next entity in a stream whose position was lost or never known: each place is examined
// once, and again when the entity that may begin there is complete. The cost of a hostile stream is bounded.

import { hasValidChecksum } from '../../pesit/wire/checksum.ts'
import type { Framing } from '../../pesit/wire/opening.ts'
import { headerAt, type Plausibility, judgePlausibility, type Wire } from './plausible.ts'

/** Places where an incomplete entity may begin. */
const maximumCandidates = 16
const maximumStarts = 32
/** How many FPDUs may be examined for each byte that came. */
const looksPerByte = 8
const maximumLooks = 4_000_000
const headerBytes = 6

interface Candidate {
  readonly at: number
  readonly framing: Framing
  readonly needBytes: number
}

export class Search {
  private readonly wire: Wire
  private scanned = 0
  private candidates: Candidate[] = []
  private starts: number[] = []
  private looks = 0

  constructor(wire: Wire) {
    this.wire = wire
  }

  /** That many bytes came: the search may examine more. */
  came(countBytes: number): void {
    this.looks = Math.min(this.looks + countBytes * looksPerByte, maximumLooks)
  }

  restart(): void {
    this.scanned = 0
    this.candidates = []
    this.starts = []
  }

  /** A TCP segment begins here: on a line whose framing is not known, only such places may be raw. */
  noteStart(at: number): void {
    this.starts.push(at)
    if (this.starts.length > maximumStarts) this.starts.shift()
  }

  /** Continues. Bytes before `keepFrom` are not needed any more and must be consumed. */
  look(view: Uint8Array): { readonly found: boolean; readonly keepFrom: number } {
    const place = this.lookAgain(view) ?? this.lookFurther(view)
    if (place !== undefined) {
      this.restart()
      return { found: true, keepFrom: place }
    }
    const keepFrom = Math.min(this.candidates[0]?.at ?? this.scanned, this.scanned)
    this.scanned -= keepFrom
    this.starts = this.starts.map((at) => at - keepFrom).filter((at) => at >= 0)
    this.candidates = this.candidates.map(({ at, framing, needBytes }) => ({
      at: at - keepFrom,
      framing,
      needBytes: needBytes - keepFrom,
    }))
    return { found: false, keepFrom }
  }

  /** Examines the places that had to wait for more bytes. */
  private lookAgain(view: Uint8Array): number | undefined {
    const { candidates } = this
    this.candidates = []
    for (const candidate of candidates) {
      if (candidate.needBytes > view.length) this.candidates.push(candidate)
      else if (this.accept(view, candidate.at, candidate.framing)) return candidate.at
    }
    return undefined
  }

  private lookFurther(view: Uint8Array): number | undefined {
    const { framing } = this.wire
    for (; this.scanned + headerBytes + 2 <= view.length; this.scanned += 1) {
      const at = this.scanned
      if (framing !== 'raw' && this.accept(view, at, 'prefixed')) return at
      const mayBeRaw = framing === 'raw' || (framing === undefined && this.starts.includes(at))
      if (mayBeRaw && this.accept(view, at, 'raw')) return at
    }
    // A short FPDU at the very end.
    const at = view.length - headerBytes
    const mayBeRaw = framing === 'raw' || (framing === undefined && this.starts.includes(at))
    return mayBeRaw && at >= this.scanned && this.accept(view, at, 'raw') ? at : undefined
  }

  private accept(view: Uint8Array, at: number, framing: Framing): boolean {
    if (headerAt(view, framing === 'prefixed' ? at + 2 : at) === null || this.looks <= 0)
      return false
    const judgement = this.judged(view, at, framing)
    this.looks -= judgement.kind === 'wait' ? 1 : (view.length - at) / headerBytes
    if (judgement.kind === 'wait' && this.candidates.length < maximumCandidates)
      this.candidates.push({ at, framing, needBytes: judgement.needBytes })
    if (judgement.kind !== 'yes') return false
    this.wire.framing = framing
    return true
  }

  /** In raw framing only the checksums themselves show that there are any. */
  private judged(view: Uint8Array, at: number, framing: Framing): Plausibility {
    const { checksums } = this.wire
    const judgement = judgePlausibility(view, at, { framing, checksums })
    if (judgement.kind === 'yes' || framing === 'prefixed' || checksums) return judgement
    const other = judgePlausibility(view, at, { framing, checksums: true })
    if (other.kind !== 'yes' || !hasValidChecksum(view.subarray(at, at + other.sizeBytes)))
      return judgement
    this.wire.checksums = true
    return other
  }
}
