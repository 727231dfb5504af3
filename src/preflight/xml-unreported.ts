// What an XML parser has been given and has not told of yet: how long it is, and what it seems to be. A
// parser tells of a comment, a tag or a text when it ends; one that never ends is seen here. Pure.

const beginningLength = 16

export class Unreported {
  /** Whose `position` counts the characters that it took. */
  private readonly parser: { readonly position: number }
  private reportedAt = 0
  private written = 0
  private beginning = ''
  private fromAmpersand = ''
  private isNew = false
  hasBareAmpersand = false

  constructor(parser: { readonly position: number }) {
    this.parser = parser
  }

  /** The parser tells of something: what stands before its position, less `ahead`, is over. */
  reported(ahead = 0): void {
    this.reportedAt = this.parser.position - ahead
    this.isNew = true
  }

  /** The parser was given this, and has told all that it had to tell of it. */
  wrote(piece: string): void {
    const rest = this.isNew ? piece.slice(Math.max(0, this.reportedAt - this.written)) : piece
    if (this.isNew) {
      this.beginning = ''
      this.fromAmpersand = ''
    }
    this.isNew = false
    this.written += piece.length
    if (this.beginning.length < beginningLength)
      this.beginning = (this.beginning + rest).trimStart().slice(0, beginningLength)
    this.lookForAmpersand(rest)
  }

  get length(): number {
    return this.written - this.reportedAt
  }

  get isDoctype(): boolean {
    return /^<!DOCTYPE/.test(this.beginning)
  }

  /** A reference is never longer than this; a parser that waits for its semicolon tells of nothing. */
  private lookForAmpersand(rest: string): void {
    // In a comment, CDATA or an instruction an ampersand is a letter like others.
    if (/^<[!?]/.test(this.beginning)) return
    const joined = this.fromAmpersand + rest
    this.hasBareAmpersand ||= /&[^;]{12}/.test(joined)
    const last = joined.slice(-12).lastIndexOf('&')
    this.fromAmpersand = last < 0 ? '' : joined.slice(-12).slice(last)
  }
}
