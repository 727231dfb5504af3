// Texts that a peer wrote for people (PI 29, PI 99). Any bytes are accepted: a text for a person must never
// end a connection. ASCII, UTF-8 and ISO 8859-1 are read as they are, EBCDIC where the bytes are clearly
// EBCDIC; characters that cannot be displayed become replacement characters; what is too long is cut. Pure.

import { fromEbcdic } from '../wire/ebcdic.ts'

export interface ReadText {
  readonly value: string
  /** What was unusual about it; empty when nothing was. */
  readonly odd: readonly string[]
}

const usualCharacters = 254
const maximumCharacters = 512

/** `bytes` come without the padding at their end. */
export function readFreeText(bytes: Uint8Array): ReadText {
  const odd: string[] = []
  const isHost = isEbcdic(bytes)
  if (isHost) odd.push('is in EBCDIC')
  else if (bytes.some((byte) => byte > 0x7f)) odd.push('holds characters that are not ASCII')
  const text = isHost ? fromEbcdic(bytes) : (utf8Of(bytes) ?? String.fromCharCode(...bytes))
  const plain = text.replace(/[\r\n\t\v\f]+/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}')
  if (/[\p{Cc}\p{Cf}]/u.test(text)) odd.push('holds control characters')
  const characters = [...plain]
  const isLong = characters.length > usualCharacters && characters.length <= maximumCharacters
  if (isLong) odd.push(`has ${characters.length} characters where ${usualCharacters} are usual`)
  if (characters.length <= maximumCharacters) return { value: characters.join(''), odd }
  odd.push(`has ${characters.length} characters, and is cut`)
  return { value: `${characters.slice(0, maximumCharacters - 1).join('')}…`, odd }
}

/**
 * Letters, digits and blanks of EBCDIC are not letters in ASCII, and a text consists almost only of these.
 * The EBCDIC blank alone is @ in ASCII, and proves nothing.
 */
function isEbcdic(bytes: Uint8Array): boolean {
  if (!bytes.some((byte) => byte > 0x7f)) return false
  const host = count(bytes, isHostWord)
  return host > bytes.length * 0.7 && host > count(bytes, isAsciiWord)
}

function count(bytes: Uint8Array, isIt: (byte: number) => boolean): number {
  return bytes.reduce((sum, byte) => sum + (isIt(byte) ? 1 : 0), 0)
}

function isHostWord(byte: number): boolean {
  const low = byte & 0x0f
  const isLetter = (byte >= 0x81 && byte <= 0xa9) || (byte >= 0xc1 && byte <= 0xe9)
  return byte === 0x40 || (byte >= 0xf0 && byte <= 0xf9) || (isLetter && low >= 1 && low <= 9)
}

function isAsciiWord(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x30 && byte <= 0x39) || /[a-z]/i.test(String.fromCharCode(byte))
}

function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
