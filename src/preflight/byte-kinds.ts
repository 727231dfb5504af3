// Which kind of text the bytes of a file seem to be, by their values: UTF-8, EBCDIC or ASCII. Counts bytes in
// constant memory and decides at the end. Pure.

const lineFeed = 0x0a
const carriageReturn = 0x0d
const tab = 0x09
/** This many bytes of a hundred must be letters, digits, blanks or signs of EBCDIC. */
const mostlyPercent = 90
/** Fewer bytes say nothing. */
const leastBytes = 8

/**
 * Letters, digits, the blank and the usual signs; all code pages that are used in France have them in the
 * same places.
 */
const ebcdicText: ReadonlySet<number> = new Set([
  ...[0x40, 0x4b, 0x4d, 0x4e, 0x50, 0x5c, 0x5d, 0x60, 0x61, 0x6b, 0x7a, 0x7d],
  ...span(0x81, 0x89),
  ...span(0x91, 0x99),
  ...span(0xa2, 0xa9),
  ...span(0xc1, 0xc9),
  ...span(0xd1, 0xd9),
  ...span(0xe2, 0xe9),
  ...span(0xf0, 0xf9),
])

export class ByteKinds {
  private bytes = 0
  private ofEbcdic = 0
  private high = 0
  private notAscii = 0
  private toFollow = 0
  private wide = 0
  private isNoUtf8 = false

  add(byte: number): void {
    this.bytes += 1
    if (byte >= 0x80) this.high += 1
    if (ebcdicText.has(byte)) this.ofEbcdic += 1
    if (!isAsciiText(byte)) this.notAscii += 1
    this.addToUtf8(byte)
  }

  /** There are letters of several bytes, and no byte that UTF-8 does not allow in its place. */
  get isUtf8(): boolean {
    return this.wide > 0 && this.toFollow === 0 && !this.isNoUtf8
  }

  /** Most bytes are text in EBCDIC, and more than a third are above ASCII, as its letters and digits are. */
  get isEbcdic(): boolean {
    const { bytes, ofEbcdic, high } = this
    return bytes >= leastBytes && ofEbcdic * 100 >= bytes * mostlyPercent && high * 3 > bytes
  }

  /** Every byte is text in ASCII, or a line end. */
  get isAscii(): boolean {
    return this.bytes > 0 && this.notAscii === 0
  }

  private addToUtf8(byte: number): void {
    if (this.toFollow > 0) {
      if ((byte & 0xc0) === 0x80) this.toFollow -= 1
      else this.isNoUtf8 = true
      return
    }
    if (byte < 0x80) return
    this.toFollow = byte >= 0xf5 ? 0 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0
    if (this.toFollow === 0) this.isNoUtf8 = true
    this.wide += 1
  }
}

function isAsciiText(byte: number): boolean {
  return (
    (byte >= 0x20 && byte < 0x7f) || byte === lineFeed || byte === carriageReturn || byte === tab
  )
}

function span(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
