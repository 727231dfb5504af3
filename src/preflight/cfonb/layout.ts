// Is this CFONB, and what is its layout? Decided by structure: the known places of the first record, the
// length of its line, and the codes of the records that follow. Two characters alone prove nothing: dates,
// telephone numbers and lists begin with them too. This is the only description of how CFONB files begin.
// Pure.

import { fromPage } from '../../pesit/data/code-page.ts'
import { type BeforeRecords, RecordCutter } from './records.ts'

export type RecordBytes = 120 | 160 | 240 | 320

export interface CfonbLayout {
  readonly kind: 'cfonb'
  readonly recordBytes: RecordBytes
  /** There are line ends between the records, not only after the last one. */
  readonly lineEnds: boolean
  /** EBCDIC is read by the French code page 1147, which differs from 297 in the currency sign only. */
  readonly charset: 'latin1' | 'ebcdic'
  readonly startsWithBom: boolean
  /** What is before the first record, including the mark. */
  readonly before: BeforeRecords
  readonly knownBy: KnownBy
}

/**
 * `structure`: the first record and the following ones are as they must be. `first record`: the following
 * ones are not. `two characters`: the file begins with a code of CFONB, and nothing more is known.
 */
type KnownBy = 'structure' | 'first record' | 'two characters'

/** The form of the first record and its line, and the records that may follow. */
interface Shape {
  /** Checked as far as the text goes. */
  readonly begins: RegExp
  /** A shorter line cannot contain the places that are never blank, even when it was trimmed. */
  readonly shortestLine: number
  /** Places that only this format has: they prove it when the next record is not where it should be. */
  readonly proof: RegExp
  readonly codes: readonly string[]
  /** The closing record of a complete file. */
  readonly last: readonly string[]
  /** The last place of the closing record that is never blank. */
  readonly lastPlace: number
}

export const shapes: Readonly<Record<RecordBytes, Shape>> = {
  120: {
    begins: /^01\d{5}[ \w]{4}\d{5}[A-Z ]{3}[\d ][ \w]/,
    shortestLine: 104,
    proof: /^.{34}\d{6}.{50}\d{13}[^\d\s]/,
    codes: ['01', '04', '05', '07'],
    last: ['07'],
    lastPlace: 104,
  },
  160: {
    begins: /^03(?:60\d{8}|[\dA-Z ]{2}(?: {8}|0{8}))/,
    shortestLine: 100,
    proof: /^.{80}[EF ].{5}\d{5}[\dA-Z ]{11}/,
    codes: ['03', '06', '07', '08'],
    last: ['08'],
    // For bills; the total of transfers has four more places.
    lastPlace: 114,
  },
  240: {
    begins: /^(?:31\d{6}[\d ]{2}[\d ]{6}|03\d{6}62)/,
    shortestLine: 60,
    proof: /^.{21}\d{10}/,
    codes: ['31', '34', '36', '39', '03', '06', '08'],
    last: ['39', '08'],
    lastPlace: 240,
  },
  320: {
    begins: /^03[A-Z]{2}\d{6}(?:\d{8}|.{0,7}$)/,
    shortestLine: 230,
    proof: /^.{200}[A-Z]{2}\d{2}/,
    codes: ['03', '04', '05', '06', '07', '08'],
    last: ['08'],
    lastPlace: 271,
  },
}

/** The part of a file that is examined. */
const layoutBytes = 4 * 1024

/** Fewer characters prove nothing. */
const fewest = 12
/** A shifted first record is searched at most this many characters after its place. */
const furthest = 8

/** null: the file does not begin like CFONB. `sizeBytes`: size of the whole file. */
export function cfonbLayout(whole: Uint8Array, sizeBytes: number): CfonbLayout | null {
  const begin = whole.subarray(0, layoutBytes)
  const charset = isEbcdic(begin) ? 'ebcdic' : 'latin1'
  const text = charactersOf(begin, charset)
  const mark = charset === 'latin1' ? marks(text) : 0
  const blanks = (/^[\s\u0000]*/.exec(text.slice(mark))?.[0] ?? '').length
  const at = mark + blanks
  const places = [at, ...Array.from({ length: furthest }, (_, index) => at + index + 1)]
  const found = places
    .map((from) => layoutAt(text, from, sizeBytes))
    .find((layout, index) => layout !== null && (index === 0 || layout.knownBy === 'structure'))
  if (found === undefined || found === null) return null
  const before = beforeOf(text, mark, at, found.from)
  const { recordBytes, lineEnds, knownBy } = found
  const startsWithBom = mark > 0
  return { kind: 'cfonb', recordBytes, lineEnds, charset, startsWithBom, before, knownBy }
}

/** Each byte becomes one character. Hosts end lines with NEL, so that is a line end. */
export function charactersOf(bytes: Uint8Array, charset: CfonbLayout['charset']): string {
  const latin1 = charset === 'ebcdic' ? fromPage(bytes, '1147') : bytes
  const { buffer, byteOffset, length } = latin1
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1')
  return charset === 'ebcdic' ? text.replaceAll('\u0085', '\n') : text
}

function isEbcdic(head: Uint8Array): boolean {
  const first = head.findIndex((byte) => ![0x40, 0x15, 0x25, 0x0d].includes(byte))
  const [tens, units] = [head[first], head[first + 1]]
  return (tens === 0xf0 && (units === 0xf1 || units === 0xf3)) || (tens === 0xf3 && units === 0xf1)
}

function marks(text: string): number {
  return (/^(?:\u00ef\u00bb\u00bf)*/.exec(text)?.[0] ?? '').length
}

function beforeOf(text: string, mark: number, afterBlanks: number, at: number): BeforeRecords {
  if (at === 0) return { kind: 'nothing', bytes: 0 }
  if (at > afterBlanks) return { kind: 'characters', bytes: at }
  if (mark > 0) return { kind: 'mark', bytes: at }
  return { kind: /[\r\n]/.test(text.slice(0, at)) ? 'blank lines' : 'blanks', bytes: at }
}

interface Found {
  readonly from: number
  readonly recordBytes: RecordBytes
  readonly lineEnds: boolean
  readonly knownBy: KnownBy
}

function layoutAt(whole: string, from: number, sizeBytes: number): Found | null {
  const text = whole.slice(from)
  if (!['01', '03', '31'].includes(text.slice(0, 2))) return null
  const recordBytes = lengthOf(text)
  const lineEnd = text.search(/[\r\n]/)
  // Several records before the first line end: it is the one at the end of the file. A wide line contains one
  // record and blanks.
  const isSeveral = lineEnd > recordBytes && lineEnd % recordBytes === 0
  const lineEnds = lineEnd > 0 && !(isSeveral && text.slice(recordBytes, lineEnd).trim() !== '')
  const knownBy = knownByOf(text, recordBytes, lineEnds ? lineEnd : null)
  const isOnePiece = !lineEnds && sizeBytes - from < recordBytes
  if (knownBy === 'two characters' && isOnePiece) return null
  return { from, recordBytes, lineEnds, knownBy }
}

/**
 * 01: statements, 120. 31: restituted operations, 240. 03: orders, 160; 320 when letters follow; 240 for a
 * bon à payer.
 */
function lengthOf(text: string): RecordBytes {
  if (text.startsWith('01')) return 120
  if (text.startsWith('31')) return 240
  if (/^03[A-Z]{2}/.test(text)) return 320
  return shapes[240].begins.test(text) ? 240 : 160
}

function knownByOf(text: string, recordBytes: RecordBytes, lineBytes: number | null): KnownBy {
  const shape = shapes[recordBytes]
  if (lineBytes !== null && lineBytes < shape.shortestLine) return 'two characters'
  const first = text.slice(0, Math.min(recordBytes, lineBytes ?? recordBytes))
  if (first.length < fewest || !shape.begins.test(first)) return 'two characters'
  const [, ...codes] = codesIn(text, recordBytes)
  const isProven = codes.every((code) => shape.codes.includes(code)) || shape.proof.test(first)
  return isProven ? 'structure' : 'first record'
}

const codesLookedAt = 4

/** The codes of the records that are complete in this text. */
function codesIn(text: string, recordLength: RecordBytes): readonly string[] {
  const codes: string[] = []
  const layout = { recordLength, startsWithBom: false, charset: 'latin1' } as const
  const cutter = new RecordCutter(layout, {
    record: (record) => codes.push(record.slice(0, 2)),
    finding: () => undefined,
  })
  cutter.push(Buffer.from(text.slice(0, recordLength * (codesLookedAt + 1)), 'latin1'))
  return codes.slice(0, codesLookedAt)
}
