// How a file becomes records (articles) and how records become a file (PeSIT E §4.3; the mapping differs by
// product). `bytes`: the file is cut anywhere and joined again, nothing is changed. `lines`: each line is a
// record without its line end; the other side adds the line end that it uses. Whether the last line had an
// end is not transferred.

import { ProtocolError } from '../protocol-error.ts'
import { type Charset, type CodePage, fromPage, toPage } from './code-page.ts'

export interface RecordForm {
  readonly kind: 'bytes' | 'lines'
  /**
   * PI 32: the maximum size of a record; in fixed format the exact size, except for the last one of `bytes`.
   */
  readonly articleBytes: number
  /** PI 31. Lines of fixed format are padded with blanks. */
  readonly format: 'fixed' | 'variable'
  /** Line ends in our file. */
  readonly lineEnding: 'lf' | 'crlf'
  /** Lines: blanks at the end are removed when they are received. */
  readonly trimBlanks: boolean
  /** Lines: whether the other side accepts an empty record; else it is sent as one blank. */
  readonly emptyRecords: boolean
  /** PI 16 = 1: records are EBCDIC on the line and text of this character set in the file. */
  readonly codePage: CodePage | null
  readonly charset: Charset
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const blank = 0x20
const none = new Uint8Array(0)

/**
 * Cuts a file into records. Records are views, valid until the next `feed`.
 * @throws ProtocolError (local, 2-220) for a line that is longer than a record.
 */
export class RecordCutter {
  private readonly form: RecordForm
  private bytes: Uint8Array = none
  private at = 0
  private ended = false
  private records = 0
  /** The offset in the file behind the last record returned. */
  offset: number

  constructor(form: RecordForm, startOffset: number) {
    this.form = form
    this.offset = startOffset
  }

  feed(chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.at)
    this.at = 0
    if (rest.length === 0) {
      this.bytes = chunk
      return
    }
    this.bytes = new Uint8Array(rest.length + chunk.length)
    this.bytes.set(rest)
    this.bytes.set(chunk, rest.length)
  }

  /** Marks the end of the file: the rest is the last record. */
  end(): void {
    this.ended = true
  }

  /** The next record as it is sent; null when more must be fed first, or at the end. */
  next(): Uint8Array | null {
    return this.form.kind === 'bytes' ? this.nextPiece() : this.nextLine()
  }

  private nextPiece(): Uint8Array | null {
    const available = this.bytes.length - this.at
    const { articleBytes } = this.form
    const size = Math.min(available, articleBytes)
    if (size === 0 || (size < articleBytes && !this.ended)) return null
    return this.asSent(this.taken(size, size))
  }

  private nextLine(): Uint8Array | null {
    const feedAt = this.bytes.indexOf(lineFeed, this.at)
    if (feedAt >= 0) return this.line(feedAt - this.at, feedAt - this.at + 1)
    const left = this.bytes.length - this.at
    // At most two bytes of a line end that is not complete yet.
    if (left > this.form.articleBytes + 2) throw this.tooLong(`more than ${left}`)
    return this.ended && left > 0 ? this.line(left, left) : null
  }

  private line(sizeBytes: number, consumedBytes: number): Uint8Array {
    const { lineEnding, articleBytes } = this.form
    const hasReturn =
      lineEnding === 'crlf' &&
      sizeBytes > 0 &&
      consumedBytes > sizeBytes &&
      this.bytes[this.at + sizeBytes - 1] === carriageReturn
    const size = hasReturn ? sizeBytes - 1 : sizeBytes
    if (size > articleBytes) throw this.tooLong(String(size))
    return this.asSent(this.filled(this.taken(size, consumedBytes)))
  }

  private taken(sizeBytes: number, consumedBytes: number): Uint8Array {
    const record = this.bytes.subarray(this.at, this.at + sizeBytes)
    this.at += consumedBytes
    this.offset += consumedBytes
    this.records += 1
    return record
  }

  private filled(line: Uint8Array): Uint8Array {
    const { format, articleBytes, emptyRecords } = this.form
    const wanted =
      format === 'fixed' ? articleBytes : line.length === 0 && !emptyRecords ? 1 : line.length
    if (line.length === wanted) return line
    const filled = new Uint8Array(wanted).fill(blank)
    filled.set(line)
    return filled
  }

  private asSent(text: Uint8Array): Uint8Array {
    const { codePage, charset } = this.form
    if (codePage === null) return text
    try {
      return toPage(text, codePage, charset)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      throw unfit(
        `${this.form.kind === 'lines' ? 'line' : 'record'} ${this.records}: ${error.message}`,
      )
    }
  }

  private tooLong(bytes: string): ProtocolError {
    return unfit(
      `line ${this.records + 1} has ${bytes} bytes, records of this flow hold ${this.form.articleBytes}`,
    )
  }
}

function unfit(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'local', diagnostic: { type: 2, reason: 220 } })
}

/** The form of a file whose records are bytes. */
export function bytesForm(
  articleBytes: number,
  format: 'fixed' | 'variable' = 'variable',
): RecordForm {
  return {
    kind: 'bytes',
    articleBytes,
    format,
    lineEnding: 'lf',
    trimBlanks: false,
    emptyRecords: false,
    codePage: null,
    charset: 'ascii',
  }
}

/**
 * The bytes of the file for received records, in order. Records of lines must be complete. Where nothing is
 * changed these are the views themselves, else one new array: a million separate lines would cost more than
 * everything else.
 */
export function fileBytesOfAll(
  records: readonly Uint8Array[],
  form: RecordForm,
): readonly Uint8Array[] {
  const asTheyAre = form.kind === 'bytes' && form.codePage === null
  if (asTheyAre || records.length === 0) return records
  const ending = form.kind === 'lines' ? endOfLine[form.lineEnding] : none
  const bytes = new Uint8Array(sizeOf(records) + records.length * ending.length)
  let at = 0
  for (const record of records) {
    const text = form.codePage === null ? record : fromPage(record, form.codePage)
    bytes.set(text, at)
    const end = at + text.length
    at = form.kind === 'lines' && form.trimBlanks ? endOfText(bytes, at, end) : end
    bytes.set(ending, at)
    at += ending.length
  }
  return [bytes.subarray(0, at)]
}

export function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

const endOfLine = {
  lf: Uint8Array.of(lineFeed),
  crlf: Uint8Array.of(carriageReturn, lineFeed),
} as const

/** The place behind the last byte in the range that is not a blank. */
function endOfText(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] === blank) end -= 1
  return end
}
