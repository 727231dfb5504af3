// Cuts a CFONB file into its records, in every layout, and reports where the layout is not what a bank
// expects. Pure.
//
// Every record begins with a digit and never contains a line end. So everything blank between two records is
// skipped (line ends of any kind, the blanks of a padded line or block, a final Ctrl-Z), and a record goes on
// until it has its length or its line ends. A short record is filled with blanks, because an editor that
// trims lines removes nothing else. The records that are read this way determine the payments of the file;
// the findings say whether a bank would accept the layout.

import { fromPage } from '../../pesit/data/code-page.ts'
import { type Finding, refuse } from '../finding.ts'

/** What is before the first record. */
export interface BeforeRecords {
  readonly kind: 'nothing' | 'mark' | 'blank lines' | 'blanks' | 'characters'
  readonly bytes: number
}

export interface RecordLayout {
  readonly recordLength: number
  readonly startsWithBom: boolean
  /** What is skipped before the first record; the mark alone when absent. */
  readonly before?: BeforeRecords
  /** EBCDIC is read by the French code page 1147, which differs from 297 in the currency sign only. */
  readonly charset: 'latin1' | 'ebcdic'
}

export interface RecordEvents {
  /** `text` always has the full length. `number` counts from 1; `length` is the length in the file. */
  record(text: string, number: number, length: number): void
  finding(finding: Finding): void
}

export class RecordCutter {
  private readonly layout: RecordLayout
  private readonly events: RecordEvents
  private records = 0
  private skipBytes: number
  /** The record that is being read; '' between two records. */
  private current = ''
  /** Its number of bytes, which may be larger than its number of characters. */
  private currentBytes = 0
  /** Number of blanks after the last record on its line. */
  private padding = 0
  /** Number of blanks on the current line, when it is not the line of the last record. */
  private indent = 0
  private lineEnded = false
  private nulToldOf = -1
  private separated: 'by lines' | 'by nothing' | null = null

  constructor(layout: RecordLayout, events: RecordEvents) {
    this.layout = layout
    this.events = events
    this.skipBytes = layout.before?.bytes ?? (layout.startsWithBom ? 3 : 0)
    const { before } = layout
    if (layout.startsWithBom) this.events.finding(refuse('BOM', { kind: 'file' }, {}))
    else if (before !== undefined && before.kind !== 'nothing' && before.kind !== 'mark')
      this.events.finding(
        refuse('BEFORE-FIRST-RECORD', { kind: 'file' }, { what: before.kind, bytes: before.bytes }),
      )
  }

  push(chunk: Uint8Array): void {
    const skipped = Math.min(this.skipBytes, chunk.length)
    this.skipBytes -= skipped
    const bytes = chunk.subarray(skipped)
    const text = this.decode(bytes)
    for (let at = 0; at < text.length; )
      at = this.current === '' ? this.passOver(text, at) : this.read(text, at)
  }

  finish(): void {
    if (this.current !== '') this.end()
    // A host fills its last block with blanks; after a line they are part of that line.
    if (this.separated === 'by lines') this.checkPadding()
  }

  private decode(bytes: Uint8Array): string {
    const latin1 = this.layout.charset === 'ebcdic' ? fromPage(bytes, '1147') : bytes
    const { buffer, byteOffset, length } = latin1
    const text = Buffer.from(buffer, byteOffset, length).toString('latin1')
    // Hosts end lines with NEL.
    return this.layout.charset === 'ebcdic' ? text.replaceAll('\u0085', '\n') : text
  }

  /** Returns the place where reading goes on. */
  private passOver(text: string, at: number): number {
    const character = text[at] ?? ''
    if (isLineEnd(character)) {
      this.lineEnded = true
      this.indent = 0
      return at + 1
    }
    if (character === ' ') {
      if (this.lineEnded) this.indent += 1
      else this.padding += 1
      return at + 1
    }
    if (character === '\u0000') this.tellNul()
    if (character === '\u001a' || character === '\u0000') return at + 1
    if (this.records > 0) this.checkSeparation()
    this.padding = 0
    this.indent = 0
    this.lineEnded = false
    return this.read(text, at)
  }

  private read(text: string, at: number): number {
    const missing = this.layout.recordLength - this.current.length
    if (missing === 0 && !this.hasNarrowed(text[at] ?? '')) {
      this.end()
      return at
    }
    const until = Math.min(text.length, at + this.layout.recordLength - this.current.length)
    const piece = text.slice(at, until)
    const lineEnd = piece.search(/[\r\n]/)
    const taken = lineEnd < 0 ? piece : piece.slice(0, lineEnd)
    this.current += taken
    this.currentBytes += taken.length
    if (lineEnd >= 0) this.end()
    return at + taken.length
  }

  /**
   * A record that is full by its bytes and goes on has letters of two bytes (UTF-8) where the format has one
   * byte: then it is measured by its letters. Not so when a line end or the next record follows.
   */
  private hasNarrowed(next: string): boolean {
    if (isLineEnd(next) || next === '0' || !/[\u00c2-\u00c3]/.test(this.current)) return false
    const narrow = this.current.replace(/([\u00c2\u00c3])([\u0080-\u00bf])/g, (_, lead, trail) =>
      fromUtf8(String(lead), String(trail)),
    )
    const narrowed = narrow.length < this.current.length
    this.current = narrow
    return narrowed
  }

  private end(): void {
    const { recordLength } = this.layout
    const bytes = this.currentBytes
    const record = this.current.padEnd(recordLength)
    this.records += 1
    this.current = ''
    this.currentBytes = 0
    if (bytes !== recordLength) this.addLength(bytes)
    if (record.includes('\u0000')) this.tellNul()
    this.events.record(record, this.records, bytes)
  }

  /** NUL bytes in the last record or after it, reported once. */
  private tellNul(): void {
    if (this.nulToldOf === this.records) return
    this.nulToldOf = this.records
    const place = { kind: 'record', record: this.records } as const
    this.events.finding(refuse('NUL', place, { fromByte: 0, where: 'within' }))
  }

  private checkSeparation(): void {
    this.checkPadding()
    if (this.indent > 0) this.tellLength(this.records + 1, 0, 'indented')
    const separated = this.lineEnded ? 'by lines' : 'by nothing'
    this.separated ??= separated
    if (this.separated !== separated) this.tellLength(this.records + 1, 0, 'mixed')
  }

  private checkPadding(): void {
    if (this.padding > 0) this.addLength(this.layout.recordLength + this.padding)
    this.padding = 0
  }

  private addLength(length: number): void {
    const problem = length < this.layout.recordLength ? 'short' : 'long'
    this.tellLength(this.records, length, problem)
  }

  private tellLength(
    record: number,
    length: number,
    problem: 'short' | 'long' | 'indented' | 'mixed',
  ): void {
    const needed = this.layout.recordLength
    this.events.finding(
      refuse('RECORD-LENGTH', { kind: 'record', record }, { length, needed, problem }),
    )
  }
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}

function fromUtf8(lead: string, trail: string): string {
  return String.fromCharCode(((lead.charCodeAt(0) & 0x1f) << 6) | (trail.charCodeAt(0) & 0x3f))
}

/** Positions as in the printed layouts: from 1, both inclusive. */
export function field(record: string, from: number, to: number): string {
  return record.slice(from - 1, to)
}
