// What an XML parser has been given and has not told of yet: how long it is, and what it seems to be. A
// parser tells of a comment, a tag or a text when it ends; one that never ends is seen here. Pure.

const beginningLength = 16
/** Zeros may stand in a number, as many as one likes. */
const longestReference = 300
/** An & with what no reference has before its semicolon, or without any for long. */
const noReference = /&[\w#.:\-\u0080-\uffff]*[^\w#.:\-;\u0080-\uffff]|&[^;]{300}/

export class Unreported {
  /** Whose `position` counts the characters that it took. */
  private readonly parser: { readonly position: number }
  /** All before this place was told of. */
  reportedAt = 0
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

  /**
   * A parser that waits for the semicolon of a reference tells of nothing: what cannot become one is seen
   * here.
   */
  private lookForAmpersand(rest: string): void {
    // In a comment, CDATA or an instruction an ampersand is a letter like others.
    if (/^<[!?]/.test(this.beginning)) return
    const joined = this.fromAmpersand + rest
    this.hasBareAmpersand ||= noReference.test(joined)
    const last = joined.slice(-longestReference).lastIndexOf('&')
    this.fromAmpersand = last < 0 ? '' : joined.slice(-longestReference).slice(last)
  }
}
