// Is the end of a CFONB file there? Decided by its last record: it must be the closing record of its format,
// and contain the places that are never blank. Pure.

import { type CfonbLayout, charactersOf, type RecordBytes, shapes } from './layout.ts'

export type CfonbEnd = 'complete' | 'cut' | 'unknown'

export interface LastRecord {
  readonly code: string
  /** Without the blanks at its end that are beyond its length. */
  readonly length: number
  /** Other lines are short too: then lines were trimmed, and a short record is not cut off. */
  readonly isTrimmed: boolean
}

/** `short`: only blanks are missing at its end. */
export function lastRecordEnds(
  recordBytes: RecordBytes,
  { code, length, isTrimmed }: LastRecord,
): 'whole' | 'short' | 'cut' {
  const { last, lastPlace } = shapes[recordBytes]
  if (!last.includes(code)) return 'cut'
  if (length < Math.min(lastPlace, recordBytes)) return 'cut'
  return length >= recordBytes || isTrimmed ? 'whole' : 'short'
}

/** Where a file ends that is cut off. */
export interface CfonbCut {
  readonly recordBytes: RecordBytes
  /** The number of the last record, from 1; 0 when there is none. */
  readonly record: number
  readonly code: string
  /** How many characters of the record are there. */
  readonly length: number
}

/** Gets each record as a file is read, and says whether the last one was the end of the file. */
export class RecordEnds {
  private readonly recordBytes: RecordBytes
  private last = { record: 0, code: '', length: 0 }

  constructor(recordBytes: RecordBytes) {
    this.recordBytes = recordBytes
  }

  take(code: string, record: number, length: number): void {
    this.last = { record, code, length }
  }

  /** null: the end is there, although blanks may be missing after it. */
  get cut(): CfonbCut | null {
    const { recordBytes, last } = this
    const isCut = lastRecordEnds(recordBytes, { ...last, isTrimmed: true }) === 'cut'
    return isCut ? { recordBytes, ...last } : null
  }
}

/** Characters that fill the end of a file. */
const padding = /[\r\n\u001a\u0000]/

export function cfonbEnd(
  layout: CfonbLayout,
  {
    head,
    tail,
    sizeBytes,
  }: { readonly head: string; readonly tail: string; readonly sizeBytes: number },
): CfonbEnd {
  // Each record of the file is shifted.
  if (layout.before.kind === 'characters') return 'unknown'
  const last = layout.lineEnds
    ? lastLine(layout, head, tail, sizeBytes)
    : lastStride(layout, tail, sizeBytes)
  if (last === null) return /^\0+$/.test(tail) ? 'cut' : 'unknown'
  return lastRecordEnds(layout.recordBytes, last) === 'whole' ? 'complete' : 'cut'
}

/** With line ends. null: the last line is not in sight, or contains something else than one record. */
function lastLine(
  { recordBytes, before }: CfonbLayout,
  head: string,
  tail: string,
  sizeBytes: number,
): LastRecord | null {
  let end = tail.length
  while (end > 0 && (padding.test(tail.charAt(end - 1)) || tail.charAt(end - 1) === ' ')) end -= 1
  if (end === 0) return null
  let from = end
  while (from > 0 && !isLineEnd(tail.charAt(from - 1))) from -= 1
  if (from === 0 && tail.length < sizeBytes) return null
  let until = end
  while (until < tail.length && tail.charAt(until) === ' ') until += 1
  const line = tail.slice(from === 0 ? before.bytes : from, until).trimStart()
  if (line.trimEnd().length > recordBytes) return null
  const others = [
    ...linesOf(head.slice(before.bytes)).slice(0, -1),
    ...linesOf(tail.slice(0, from)).slice(1),
  ]
  const isTrimmed = others.some((other) => other.trim() !== '' && other.length < recordBytes)
  return { code: line.slice(0, 2), length: line.length, isTrimmed }
}

function linesOf(text: string): readonly string[] {
  return text.split(/[\r\n]/)
}

/** Without line ends, the last record begins at a multiple of the record length. */
function lastStride(
  { recordBytes, before }: CfonbLayout,
  tail: string,
  sizeBytes: number,
): LastRecord | null {
  let end = tail.length
  while (end > 0 && padding.test(tail.charAt(end - 1))) end -= 1
  let said = end
  while (said > 0 && tail.charAt(said - 1) === ' ') said -= 1
  if (said === 0) return null
  const tailAt = sizeBytes - tail.length
  const records = Math.floor((tailAt + said - 1 - before.bytes) / recordBytes)
  const from = before.bytes + records * recordBytes - tailAt
  if (from < 0) return null
  const code = tail.slice(from, from + 2)
  // Letters of two bytes, and blanks between records, shift what follows: then nothing is known.
  const known = shapes[recordBytes].codes.some((one) => one.startsWith(code))
  return known ? { code, length: Math.min(recordBytes, end - from), isTrimmed: false } : null
}

function isLineEnd(character: string): boolean {
  return character === '\r' || character === '\n'
}

export function charactersAround(
  { charset }: CfonbLayout,
  file: { readonly head: Uint8Array; readonly tail: Uint8Array },
): { readonly head: string; readonly tail: string } {
  return {
    head: charactersOf(file.head.subarray(0, 4096), charset),
    tail: charactersOf(file.tail, charset),
  }
}
