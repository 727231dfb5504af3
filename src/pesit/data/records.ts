// How a file becomes records (articles) and records a file again (PeSIT E §4.3; the mapping itself is each
// product's own). `bytes`: cut anywhere, put together again, nothing is changed. `lines`: one line is one
// record, its end does not travel; the other side adds the end that it is used to. What lines cannot say:
// whether the last one had an end.

import { ProtocolError } from '../protocol-error.ts'
import { type Charset, type CodePage, fromPage, toPage } from './code-page.ts'

export interface RecordForm {
  readonly kind: 'bytes' | 'lines'
  /** PI 32: what a record holds at most; of fixed format: exactly, but the last of `bytes`. */
  readonly articleBytes: number
  /** PI 31. Lines of fixed format are filled up with blanks. */
  readonly format: 'fixed' | 'variable'
  /** Of lines, on our side. */
  readonly lineEnding: 'lf' | 'crlf'
  /** Of lines: blanks at their end are taken off when they arrive. */
  readonly trimBlanks: boolean
  /** Of lines: whether the other side can take a record without a byte; else it becomes one blank. */
  readonly emptyRecords: boolean
  /** PI 16 = 1: the records are EBCDIC on the line, and text of this character set in the file. */
  readonly codePage: CodePage | null
  readonly charset: Charset
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const blank = 0x20
const none = new Uint8Array(0)

/**
 * Cuts what it is fed into records. Records are views, good until the next `feed`.
 * @throws ProtocolError (local, 2-220) for a line that no record of this form can hold.
 */
export class RecordCutter {
  private readonly form: RecordForm
  private bytes: Uint8Array = none
  private at = 0
  private ended = false
  private records = 0
  /** Of the file: behind the last record given. */
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

  /** No more comes: what is left is the last record. */
  end(): void {
    this.ended = true
  }

  /** The next record as it travels; null when more must be fed first, or there is none. */
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
    // Two bytes of an end that is not there yet, at most.
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

/** The form of a file that is only bytes. */
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
 * What of a file received records are, in order. Records of lines must be whole. Where nothing is changed these are
 * the views themselves; else memory of its own, in one piece: a million lines kept one by one would cost more than
 * all the rest of receiving them.
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

/** Behind the last byte between the two places that is no blank. */
function endOfText(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] === blank) end -= 1
  return end
}
