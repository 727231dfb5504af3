// Compression of one article at a time (PI 21, PeSIT E annex A §3):
//
//   article = { string }
//   string  = 01-3F  that many literal bytes
//           | 81-BF  one byte, repeated header less 80 times (types 1 and 3)
//           | C1-FF  no byte: header less C0 bytes are those of the previous article there (types 2 and 3)
//
// Products differ where articles have unequal lengths: the specification pads the shorter one, one product
// keeps a buffer that is overwritten from its front. So a sender never refers to bytes behind the end of the
// previous article, and a receiver keeps such a buffer. The first article after a start, a sync point or a
// resynchronisation does not refer to the previous one.

import { ProtocolError } from '../protocol-error.ts'

/** PI 21, second byte: 1 horizontal, 2 vertical, 3 both. */
export type CompressionType = 1 | 2 | 3

const longestString = 63
const repeated = 0x80
const asBefore = 0xc0
const longestArticleBytes = 65_535
/** Shorter repetitions cost more in headers than they save. */
const shortestRun = 4
const shortestSame = 3

/** The maximum size of a compressed article of that many bytes: all literal, one header for each string. */
export function compressedBytesAtMost(articleBytes: number): number {
  return articleBytes + Math.ceil(articleBytes / longestString)
}

export class Compressor {
  private readonly horizontal: boolean
  private readonly vertical: boolean
  private before = new Uint8Array(0)
  private out = new Uint8Array(1024)
  private at = 0

  constructor(type: CompressionType) {
    this.horizontal = type !== 2
    this.vertical = type !== 1
  }

  /**
   * After a sync point or at another place of the file: the next article does not refer to the previous one.
   */
  restart(): void {
    this.before = new Uint8Array(0)
  }

  /** The strings of one article: a view, valid until the next call. */
  compress(article: Uint8Array): Uint8Array {
    this.reserve(compressedBytesAtMost(article.length))
    this.at = 0
    let literalFrom = 0
    for (let index = 0; index < article.length; ) {
      const same = this.vertical ? this.sameAsBefore(article, index) : 0
      const run = this.horizontal ? runAt(article, index) : 0
      if (same < shortestSame && run < shortestRun) {
        index += 1
        continue
      }
      this.literal(article, literalFrom, index)
      if (same >= run) this.out[this.at++] = asBefore + same
      else {
        this.out[this.at++] = repeated + run
        this.out[this.at++] = article[index] ?? 0
      }
      index += Math.max(same, run)
      literalFrom = index
    }
    this.literal(article, literalFrom, article.length)
    if (this.vertical) this.before = article.slice()
    return this.out.subarray(0, this.at)
  }

  private sameAsBefore(article: Uint8Array, from: number): number {
    const most = Math.min(article.length, this.before.length, from + longestString)
    let index = from
    while (index < most && article[index] === this.before[index]) index += 1
    return index - from
  }

  private literal(article: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; start += longestString) {
      const end = Math.min(start + longestString, to)
      this.out[this.at++] = end - start
      this.out.set(article.subarray(start, end), this.at)
      this.at += end - start
    }
  }

  private reserve(bytes: number): void {
    if (this.out.length < bytes) this.out = new Uint8Array(bytes)
  }
}

function runAt(article: Uint8Array, from: number): number {
  const most = Math.min(article.length, from + longestString)
  let index = from + 1
  while (index < most && article[index] === article[from]) index += 1
  return index - from
}

export class Decompressor {
  private readonly horizontal: boolean
  private readonly vertical: boolean
  private reference: Uint8Array | undefined
  private mayRepeat = false

  constructor(type: CompressionType) {
    this.horizontal = type !== 2
    this.vertical = type !== 1
  }

  /**
   * After a sync point or at another place of the file: the next article must not refer to the previous one.
   */
  restart(): void {
    this.mayRepeat = false
  }

  /**
   * Returns the article of these strings in a new array, allocated after all headers were read.
   * @throws ProtocolError (remote) 2-213 for invalid strings, 2-220 above `maximumBytes`.
   */
  decompress(strings: Uint8Array, maximumBytes: number): Uint8Array {
    const article = new Uint8Array(this.measure(strings, maximumBytes))
    let at = 0
    for (let index = 0; index < strings.length; ) {
      const header = strings[index] ?? 0
      const count = header & longestString
      const kind = header & asBefore
      index += 1
      if (kind === 0) {
        article.set(strings.subarray(index, index + count), at)
        index += count
      } else if (kind === repeated) {
        article.fill(strings[index] ?? 0, at, at + count)
        index += 1
      } else if (this.reference !== undefined) {
        article.set(this.reference.subarray(at, at + count), at)
      }
      at += count
    }
    this.remember(article)
    return article
  }

  private measure(strings: Uint8Array, maximumBytes: number): number {
    let total = 0
    for (let index = 0; index < strings.length; ) {
      const header = strings[index] ?? 0
      const count = header & longestString
      const kind = header & asBefore
      this.checkHeader(header)
      index += 1 + (kind === 0 ? count : kind === repeated ? 1 : 0)
      total += count
      if (index > strings.length) throw damaged('a compressed article is cut off')
    }
    if (total > Math.min(maximumBytes, longestArticleBytes)) {
      throw new ProtocolError(
        `a compressed article becomes ${total} bytes where ${maximumBytes} were announced`,
        { fault: 'remote', diagnostic: { type: 2, reason: 220 } },
      )
    }
    return total
  }

  private checkHeader(header: number): void {
    const kind = header & asBefore
    const name = header.toString(16).toUpperCase().padStart(2, '0')
    if ((header & longestString) === 0 || kind === 0x40)
      throw damaged(`no compressed string begins with ${name}`)
    if (kind === repeated && !this.horizontal)
      throw damaged(`string ${name} is horizontal, vertical compression was agreed`)
    if (kind !== asBefore) return
    if (!this.vertical)
      throw damaged(`string ${name} is vertical, horizontal compression was agreed`)
    if (!this.mayRepeat)
      throw damaged(`string ${name} repeats the article before, and there is none here`)
  }

  private remember(article: Uint8Array): void {
    this.mayRepeat = true
    if (!this.vertical) return
    this.reference ??= new Uint8Array(longestArticleBytes)
    this.reference.set(article)
  }
}

function damaged(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 2, reason: 213 } })
}
