// Finds the encoding of an XML file from its first bytes, as appendix F of the XML recommendation describes
// it. Pure.

export type Decoder = InstanceType<typeof TextDecoder>

/** Encodings that cannot be read at all; the message names them. */
export type StrangeEncoding = 'UTF-32' | 'EBCDIC'

const mark = [0xef, 0xbb, 0xbf]

/** Two bytes for each character: recognized by the mark, or, without one, by the beginning of XML. */
export function wideEncodingOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [a, b, c, d] = head
  if (strangeEncodingOf(head) !== null) return null
  if (
    (a === 0xff && b === 0xfe) ||
    (a === 0x3c && b === 0 && c !== undefined && c !== 0 && d === 0)
  )
    return 'utf-16le'
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c && c === 0 && d !== 0)) return 'utf-16be'
  return null
}

/** Four bytes for each character, with or without a mark, and EBCDIC, which hosts write. */
function strangeEncodingOf(head: Uint8Array): StrangeEncoding | null {
  const first = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (['fffe0000', '0000feff', '3c000000', '0000003c'].includes(first)) return 'UTF-32'
  return first === '4c6fa794' ? 'EBCDIC' : null
}

/** Whether the first characters that are not blank begin markup, with one or two bytes for each character. */
export function looksLikeXml(head: Uint8Array): boolean {
  if (wideEncodingOf(head) !== null) return true
  let marks = 0
  while (mark.every((byte, index) => head[marks + index] === byte)) marks += mark.length
  return head.subarray(marks).find((byte) => !isBlank(byte)) === 0x3c
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

export type XmlCharacters = 'bytes' | 'utf-16le' | 'utf-16be'

/** A part of a file that begins at this place: each byte becomes a character, or each two bytes. */
export function xmlCharacters(bytes: Uint8Array, encoding: XmlCharacters, at: number): string {
  if (encoding === 'bytes') return latin1Of(bytes)
  const aligned = bytes.subarray(at % 2)
  const whole = Buffer.from(aligned.subarray(0, aligned.length - (aligned.length % 2)))
  return (encoding === 'utf-16be' ? whole.swap16() : whole).toString('utf16le')
}

function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1')
}

/** By the byte order mark, or the declaration in the first bytes. Throws for an unknown encoding. */
export function decoderFor(head: Uint8Array): Decoder {
  const wide = wideEncodingOf(head)
  if (wide !== null) return new TextDecoder(wide, { fatal: true })
  const label = declaredEncoding(head)
  if (label.startsWith('utf-16')) throw new Error('it says UTF-16 and is not')
  return new TextDecoder(label, { fatal: true })
}

export function declaredEncoding(head: Uint8Array): string {
  const declared = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(latin1Of(head.subarray(0, 200)))?.[1]
  return declared?.toLowerCase() ?? 'utf-8'
}

/**
 * Bytes that do not fit the encoding are replaced. Markup, accounts and amounts are read the same way in
 * every encoding that is tried.
 */
export function tolerantDecoderFor(head: Uint8Array): Decoder {
  const wide = wideEncodingOf(head)
  if (wide !== null) return new TextDecoder(wide)
  const label = declaredEncoding(head)
  // Programs that build a text in memory declare the encoding of memory, and then store the file in another
  // one.
  if (label.startsWith('utf-16')) return new TextDecoder('utf-8')
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('latin1')
  }
}
