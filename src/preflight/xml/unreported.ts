// What an XML parser got and has not reported yet: its length, and what it seems to be. A parser reports a
// comment, a tag or a text at its end; one that never ends is noticed here. Pure.

const beginningLength = 16
/** A number may have any number of leading zeros. */
const longestReference = 300
/**
 * An & followed by a character that no reference has before its semicolon, or without a semicolon for long.
 */
const noReference = /&[\w#.:\-\u0080-\uffff]*[^\w#.:\-;\u0080-\uffff]|&[^;]{300}/

export class Unreported {
  /** Its `position` is the number of characters that it took. */
  private readonly parser: { readonly position: number }
  /** Everything before this place was reported. */
  reportedAt = 0
  private written = 0
  private beginning = ''
  private fromAmpersand = ''
  private isNew = false
  hasBareAmpersand = false

  constructor(parser: { readonly position: number }) {
    this.parser = parser
  }

  /** The parser reports something: everything before its position, minus `ahead`, is over. */
  reported(ahead = 0): void {
    this.reportedAt = this.parser.position - ahead
    this.isNew = true
  }

  /** The parser got this piece, and has reported everything that it can report of it. */
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
   * A parser that waits for the semicolon of a reference reports nothing: an ampersand that cannot become a
   * reference is noticed here.
   */
  private lookForAmpersand(rest: string): void {
    // In a comment, CDATA section or instruction an ampersand is an ordinary character.
    if (/^<[!?]/.test(this.beginning)) return
    const joined = this.fromAmpersand + rest
    this.hasBareAmpersand ||= noReference.test(joined)
    const last = joined.slice(-longestReference).lastIndexOf('&')
    this.fromAmpersand = last < 0 ? '' : joined.slice(-longestReference).slice(last)
  }
}
