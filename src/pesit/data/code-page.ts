// EBCDIC for file data (PI 16 = 1): each byte becomes one byte, so lengths never change. Our files are ASCII
// or ISO 8859-1. The code page depends on the host: 037 is the usual one, 297 the French one, 1147 is 297
// with the euro sign in place of the currency sign (file byte A4, as in ISO 8859-15), 500 is the
// international one. Tables: IBM's code pages, as in the converters of all systems.

import { ProtocolError } from '../protocol-error.ts'

export type CodePage = '037' | '297' | '500' | '1147'
export type Charset = 'ascii' | 'latin1'

/** ISO 8859-1 by EBCDIC byte, page 037. */
const page037 = [
  '00 01 02 03 9C 09 86 7F 97 8D 8E 0B 0C 0D 0E 0F',
  '10 11 12 13 9D 85 08 87 18 19 92 8F 1C 1D 1E 1F',
  '80 81 82 83 84 0A 17 1B 88 89 8A 8B 8C 05 06 07',
  '90 91 16 93 94 95 96 04 98 99 9A 9B 14 15 9E 1A',
  '20 A0 E2 E4 E0 E1 E3 E5 E7 F1 A2 2E 3C 28 2B 7C',
  '26 E9 EA EB E8 ED EE EF EC DF 21 24 2A 29 3B AC',
  '2D 2F C2 C4 C0 C1 C3 C5 C7 D1 A6 2C 25 5F 3E 3F',
  'F8 C9 CA CB C8 CD CE CF CC 60 3A 23 40 27 3D 22',
  'D8 61 62 63 64 65 66 67 68 69 AB BB F0 FD FE B1',
  'B0 6A 6B 6C 6D 6E 6F 70 71 72 AA BA E6 B8 C6 A4',
  'B5 7E 73 74 75 76 77 78 79 7A A1 BF D0 DD DE AE',
  '5E A3 A5 B7 A9 A7 B6 BC BD BE 5B 5D AF A8 B4 D7',
  '7B 41 42 43 44 45 46 47 48 49 AD F4 F6 F2 F3 F5',
  '7D 4A 4B 4C 4D 4E 4F 50 51 52 B9 FB FC F9 FA FF',
  '5C F7 53 54 55 56 57 58 59 5A B2 D4 D6 D2 D3 D5',
  '30 31 32 33 34 35 36 37 38 39 B3 DB DC D9 DA 9F',
]

const page297 =
  '44=40 48=5C 4A=B0 4F=21 51=7B 54=7D 5A=A7 5F=5E 6A=F9 79=B5 7B=A3 7C=E0 90=5B A0=60 A1=A8 B0=A2 B1=23 B5=5D BA=AC BB=7C BD=7E C0=E9 D0=E8 DD=A6 E0=E7'

/** Where the others differ from page 037. */
const differences: Readonly<Record<CodePage, string>> = {
  '037': '',
  '297': page297,
  '500': '4A=5B 4F=21 5A=5D 5F=5E B0=A2 BA=AC BB=7C',
  '1147': page297,
}

interface Tables {
  readonly toLatin1: Uint8Array
  readonly fromLatin1: Uint8Array
}

const made = new Map<CodePage, Tables>()

function tablesOf(page: CodePage): Tables {
  const known = made.get(page)
  if (known !== undefined) return known
  const toLatin1 = Uint8Array.from(page037.join(' ').split(' '), (hex) => Number.parseInt(hex, 16))
  for (const [, byte = '', latin1 = ''] of differences[page].matchAll(/(..)=(..)/g))
    toLatin1[Number.parseInt(byte, 16)] = Number.parseInt(latin1, 16)
  const fromLatin1 = new Uint8Array(256)
  toLatin1.forEach((latin1, byte) => {
    fromLatin1[latin1] = byte
  })
  const tables = { toLatin1, fromLatin1 }
  made.set(page, tables)
  return tables
}

/** The bytes as ISO 8859-1, in a new array. Every byte has a character. */
export function fromPage(bytes: Uint8Array, page: CodePage): Uint8Array {
  const { toLatin1 } = tablesOf(page)
  return bytes.map((byte) => toLatin1[byte] ?? 0)
}

/**
 * The bytes as EBCDIC, in a new array.
 * @throws ProtocolError (local) for a byte that the file's character set does not have:
 *   a file in UTF-8, or one that is not text, would arrive as something else.
 */
export function toPage(bytes: Uint8Array, page: CodePage, charset: Charset): Uint8Array {
  const { fromLatin1 } = tablesOf(page)
  return bytes.map((byte, index) => {
    if (!isText(byte, charset)) throw unfit(byte, index, charset)
    return fromLatin1[byte] ?? 0
  })
}

/** Blanks, tabs and printable characters. */
export function isText(byte: number, charset: Charset): boolean {
  return byte < 0x7f ? byte >= 0x20 || byte === 0x09 : charset === 'latin1' && byte >= 0xa0
}

function unfit(byte: number, index: number, charset: Charset): ProtocolError {
  const hex = byte.toString(16).toUpperCase().padStart(2, '0')
  const name = charset === 'ascii' ? 'ASCII' : 'ISO 8859-1'
  return new ProtocolError(
    `byte ${hex} at place ${index + 1} is no text in ${name}: it cannot be sent as EBCDIC`,
    { fault: 'local', diagnostic: { type: 2, reason: 220 } },
  )
}
