// Does the content of a file agree with the settings of its flow? A bank gets records, and how a file becomes
// records is set, not detected. A file that was written in another way would arrive as something else: with a
// CR in each record, translated into EBCDIC twice, or with records shifted by their line ends. This reads
// every byte of a file once, in constant memory, before the bank is called, and reports what it found and
// where. Pure.
//
//   setting                  content                                     what becomes of it
//   lines: lf                a CR before an LF, or alone                 held (garbled: it goes along)
//   lines: crlf              an LF without a CR                          held; when released, it ends a line
//                            a CR without an LF                          held (garbled)
//   lines                    a line longer than the record length        held (garbled: it cannot be cut)
//                            a mark of UTF-16, a NUL                     held (garbled: it is not text)
//                            another control character but TAB           held
//                            a UTF-8 mark, unless XML follows it         held
//                            no line end at all: records of CFONB behind
//                            each other, or lines that end by NEL        held
//                            a last line without an end, empty lines,
//                            lines shorter than a fixed length           sent, as `records` says
//   lines or bytes with a    a byte that is no text in `charset`, a line
//   code page                end in `bytes`                              held (garbled: no translation)
//                            letters of UTF-8, text in EBCDIC            held
//   bytes of fixed format    a size that is no multiple of the length    held
//                            a line end behind each record               held (garbled: records are shifted)
//                            a UTF-8 mark, unless XML follows it         held
//   dataCode: ebcdic         text in ASCII                               held
//   dataCode: ascii          text in EBCDIC                              held
//   bytes of variable length anything else                               sent, cut anywhere, unchanged
//
// `garbled`: what would arrive is surely not what was written, so that a person's release does not send it
// either, until the file or the settings have changed. What is only unlike the settings goes when a person
// releases it.

import type { RecordRules } from '../journey/transfer.ts'
import { isText } from '../pesit/data/code-page.ts'
import { ByteKinds } from './byte-kinds.ts'
import { sniff } from './detect.ts'

/** How the files of a flow become records, by its settings. */
export interface FlowForm extends RecordRules {
  readonly articleBytes: number
  readonly articleFormat: 'fixed' | 'variable'
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary'
}

/** In the order in which they are reported. */
export const contentKinds = [
  'utf-16',
  'ebcdic',
  'ascii',
  'crlf',
  'lf',
  'cr',
  'lines-in-records',
  'mark',
  'nul',
  'utf-8',
  'no-text',
  'control',
  'too-long',
  'unseparated',
  'nel',
  'not-multiple',
] as const
export type ContentKind = (typeof contentKinds)[number]

export interface ContentFound {
  readonly kind: ContentKind
  /** How many times it was found, where it can be counted. */
  readonly count: number
  /** The line of the first one, from 1; null where the finding is about the whole file. */
  readonly line: number | null
  /** A byte, a length or a remainder, depending on the kind; null where there is none. */
  readonly value: number | null
  readonly garbled: boolean
}

/** Plain data: what contradicts the settings of a flow. Never empty. */
export type Contradiction = readonly [ContentFound, ...ContentFound[]]

export interface ContentWatch {
  push(chunk: Uint8Array): void
  /** null: the content agrees with the settings. */
  finish(): Contradiction | null
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const nextLine = 0x85
/** Enough for the first record of any CFONB and the code after it. */
const headBytes = 512

/** Whether any content could contradict these settings: otherwise the file need not be read. */
export function saysSomething({ kind, codePage, articleFormat, dataCode }: FlowForm): boolean {
  return kind === 'lines' || codePage !== null || articleFormat === 'fixed' || dataCode !== 'binary'
}

export function watchContent(flow: FlowForm): ContentWatch {
  return new Watch(flow)
}

class Watch implements ContentWatch {
  private readonly flow: FlowForm
  private readonly found = new Map<ContentKind, ContentFound>()
  private readonly kinds = new ByteKinds()
  private head: Uint8Array = new Uint8Array(0)
  private sizeBytes = 0
  private line = 1
  /** Length of the current line, including a CR that may belong to its end. */
  private lineBytes = 0
  private behindReturn = false
  private lineFeeds = 0
  private nextLines = 0
  /** Every line so far was as long as a record. */
  private linesAreRecords = true

  constructor(flow: FlowForm) {
    this.flow = flow
  }

  push(chunk: Uint8Array): void {
    this.keepHead(chunk)
    const takes = this.flow.kind === 'lines' ? this.takeOfLine : this.takeOfRecord
    for (const byte of chunk) {
      this.kinds.add(byte)
      takes.call(this, byte)
    }
    this.sizeBytes += chunk.length
  }

  finish(): Contradiction | null {
    if (this.behindReturn) this.endReturn()
    if (this.lineBytes > 0) this.endLine(this.lineBytes)
    this.judgeBeginning()
    this.judgeKinds()
    if (this.flow.kind === 'lines') this.judgeSeparation()
    else if (this.flow.articleFormat === 'fixed') this.judgeRecords()
    const [first, ...rest] = contentKinds.flatMap((kind) => this.found.get(kind) ?? [])
    return first === undefined ? null : [first, ...rest]
  }

  private keepHead(chunk: Uint8Array): void {
    if (this.head.length >= headBytes) return
    const more = chunk.subarray(0, headBytes - this.head.length)
    const joined = new Uint8Array(this.head.length + more.length)
    joined.set(this.head)
    joined.set(more, this.head.length)
    this.head = joined
  }

  private takeOfLine(byte: number): void {
    if (byte === lineFeed) return this.endByFeed()
    if (this.behindReturn) this.endReturn()
    this.lineBytes += 1
    if (byte === carriageReturn) {
      this.behindReturn = true
      return
    }
    this.takeText(byte)
  }

  private takeText(byte: number): void {
    const { codePage, charset } = this.flow
    if (byte === nextLine) this.nextLines += 1
    if (codePage !== null) {
      if (!isText(byte, charset)) this.note('no-text', byte)
      return
    }
    if (byte === 0) this.note('nul')
    else if (byte < 0x20 && byte !== 0x09) this.note('control', byte)
  }

  private endByFeed(): void {
    const { lineEnding } = this.flow
    this.lineFeeds += 1
    if (this.behindReturn && lineEnding === 'lf') this.note('crlf')
    if (!this.behindReturn && lineEnding === 'crlf') this.note('lf')
    this.endLine(this.behindReturn ? this.lineBytes - 1 : this.lineBytes)
    this.behindReturn = false
    this.lineBytes = 0
    this.line += 1
  }

  /** A CR that is followed by something else than LF is part of its line. */
  private endReturn(): void {
    this.behindReturn = false
    this.note('cr')
  }

  private endLine(bytes: number): void {
    const { kind, articleBytes } = this.flow
    if (kind === 'lines' && bytes > articleBytes) this.note('too-long', bytes)
    this.linesAreRecords &&= bytes === articleBytes
  }

  private takeOfRecord(byte: number): void {
    const { codePage, charset } = this.flow
    if (codePage !== null && !isText(byte, charset)) this.note('no-text', byte)
    if (byte === carriageReturn) return
    if (byte !== lineFeed) {
      this.lineBytes += 1
      return
    }
    this.lineFeeds += 1
    this.endLine(this.lineBytes)
    this.lineBytes = 0
    this.line += 1
  }

  private judgeBeginning(): void {
    const [one, two, three] = this.head
    const isWide = (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)
    const isMark = one === 0xef && two === 0xbb && three === 0xbf
    const { kind, codePage, articleFormat } = this.flow
    const hasRecords = kind === 'lines' || codePage !== null || articleFormat === 'fixed'
    if (isWide && (kind === 'lines' || codePage !== null)) {
      // Half of the bytes of UTF-16 text are NULs, and some bytes equal LF.
      this.found.clear()
      this.tell('utf-16', null)
    }
    if (isMark && hasRecords && sniff(this.head, this.sizeBytes).kind !== 'xml')
      this.tell('mark', null)
  }

  private judgeKinds(): void {
    const { codePage, charset, dataCode } = this.flow
    const { isUtf8, isEbcdic, isAscii } = this.kinds
    if (isEbcdic && (codePage !== null || dataCode === 'ascii')) {
      this.tell('ebcdic', null)
      this.found.delete('control')
      return
    }
    if (isAscii && codePage === null && dataCode === 'ebcdic') this.tell('ascii', null)
    // Letters for which UTF-8 needs several bytes are reported as UTF-8, and not byte by byte.
    if (isUtf8 && codePage !== null && (charset === 'latin1' || this.found.has('no-text')))
      this.tell('utf-8', null)
  }

  private judgeSeparation(): void {
    if (this.lineFeeds === 0 && this.nextLines > 0 && !this.kinds.isUtf8 && !this.kinds.isEbcdic)
      this.tell('nel', null, this.nextLines)
    const known = sniff(this.head, this.sizeBytes)
    if (known.kind !== 'cfonb' || this.lineFeeds > 1 || known.charset === 'ebcdic') return
    const records = Math.floor(this.sizeBytes / known.recordBytes)
    if (!known.lineEnds && records > 1) this.tell('unseparated', known.recordBytes)
  }

  private judgeRecords(): void {
    const { articleBytes } = this.flow
    const rest = this.sizeBytes % articleBytes
    if (this.lineFeeds > 0 && this.linesAreRecords)
      this.tell('lines-in-records', articleBytes, this.lineFeeds)
    else if (rest > 0) this.tell('not-multiple', rest)
  }

  private note(kind: ContentKind, value: number | null = null): void {
    const known = this.found.get(kind)
    const count = (known?.count ?? 0) + 1
    const line = this.flow.kind === 'lines' ? this.line : null
    this.found.set(
      kind,
      known === undefined
        ? { kind, count, line, value, garbled: alwaysGarbled.has(kind) }
        : { ...known, count },
    )
  }

  /** A finding about the whole file. */
  private tell(kind: ContentKind, value: number | null, count = 1): void {
    this.found.set(kind, { kind, count, line: null, value, garbled: alwaysGarbled.has(kind) })
  }
}

/** Kinds where something else than the written content would arrive, or where it cannot be sent at all. */
const alwaysGarbled: ReadonlySet<ContentKind> = new Set([
  'utf-16',
  'crlf',
  'cr',
  'lines-in-records',
  'nul',
  'no-text',
  'too-long',
])

export function isGarbled(contradiction: Contradiction): boolean {
  return contradiction.some(({ garbled }) => garbled)
}
