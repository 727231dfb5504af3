// In which encoding an XML file is, from its first bytes, as the appendix F of the XML recommendation
// describes it. Pure.

export type Decoder = InstanceType<typeof TextDecoder>

/** What cannot be read at all, for who is to make it anew. */
export type StrangeEncoding = 'UTF-32' | 'EBCDIC'

const mark = [0xef, 0xbb, 0xbf]

/** Two bytes a character: by the mark, or, without one, by what an XML file begins with. */
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

/** Four bytes a character, with the mark or without, and what hosts write. */
function strangeEncodingOf(head: Uint8Array): StrangeEncoding | null {
  const first = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (['fffe0000', '0000feff', '3c000000', '0000003c'].includes(first)) return 'UTF-32'
  return first === '4c6fa794' ? 'EBCDIC' : null
}

/** By the first characters that say something: a markup begins, in one byte a character or in two. */
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

/** A part of a file that begins at this place: each byte as a character, or each two. */
export function xmlCharacters(bytes: Uint8Array, encoding: XmlCharacters, at: number): string {
  if (encoding === 'bytes') return latin1Of(bytes)
  const aligned = bytes.subarray(at % 2)
  const whole = Buffer.from(aligned.subarray(0, aligned.length - (aligned.length % 2)))
  return (encoding === 'utf-16be' ? whole.swap16() : whole).toString('utf16le')
}

function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1')
}

/** From the byte order mark, or the declaration in the first bytes. Throws for an encoding nobody knows. */
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
 * Bytes that are not in it are replaced. Markup, accounts and amounts are read the same in all that is tried.
 */
export function tolerantDecoderFor(head: Uint8Array): Decoder {
  const wide = wideEncodingOf(head)
  if (wide !== null) return new TextDecoder(wide)
  const label = declaredEncoding(head)
  // Programs that write a text in memory declare its encoding there, and store another one.
  if (label.startsWith('utf-16')) return new TextDecoder('utf-8')
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('latin1')
  }
}
