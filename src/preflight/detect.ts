// Which kind of file is this? From its first bytes. Pure.

import { fromPage } from '../pesit/data/code-page.ts'

export type Sniff =
  | { readonly kind: 'empty' }
  | { readonly kind: 'xml' }
  /** Records of one length, with line ends between them or without. */
  | {
      readonly kind: 'cfonb'
      readonly recordBytes: 120 | 160 | 240 | 320
      readonly lineEnds: boolean
      readonly startsWithBom: boolean
      readonly charset: 'latin1' | 'ebcdic'
    }
  | { readonly kind: 'unknown'; readonly looksLike: string }

const strange: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x50, 0x4b], 'a zip archive'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x4d, 0x5a], 'a program'],
  [[0x37, 0x7a], 'a 7z archive'],
]

/** `head`: the first 64 KiB at most. */
export function sniff(head: Uint8Array, sizeBytes: number): Sniff {
  if (sizeBytes === 0 || head.every(isBlank)) return { kind: 'empty' }
  for (const [magic, looksLike] of strange) {
    if (magic.every((byte, index) => head[index] === byte)) return { kind: 'unknown', looksLike }
  }
  if (isUtf16(head) || firstNonBlank(head) === 0x3c) return { kind: 'xml' }
  return (
    sniffRecords(head, sizeBytes) ?? { kind: 'unknown', looksLike: 'nothing that is known here' }
  )
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1a
}

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

function firstNonBlank(head: Uint8Array): number | undefined {
  return withoutBom(head).find((byte) => !isBlank(byte))
}

function hasBom(head: Uint8Array): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
}

function withoutBom(head: Uint8Array): Uint8Array {
  return hasBom(head) ? head.subarray(3) : head
}

function sniffRecords(whole: Uint8Array, sizeBytes: number): Sniff | null {
  const charset = whole[0] === 0xf0 || whole[0] === 0xf3 ? 'ebcdic' : 'latin1'
  const startsWithBom = hasBom(whole)
  const head = charset === 'ebcdic' ? fromPage(whole, '1147') : withoutBom(whole)
  const code = text(head, 0, 2)
  if (!['01', '03', '31'].includes(code)) return null
  const lineEnd = head.findIndex((byte) => isLineEnd(byte, charset))
  const recordBytes = lengthOf(code, head, lineEnd > 0 ? lineEnd : null)
  // Several records before the first line end: it stands at the end of the file.
  const lineEnds = lineEnd > 0 && !(lineEnd > recordBytes && lineEnd % recordBytes === 0)
  if (!lineEnds && sizeBytes < recordBytes) return null
  return { kind: 'cfonb', recordBytes, lineEnds, startsWithBom, charset }
}

/** Hosts end lines by NEL. */
function isLineEnd(byte: number, charset: 'latin1' | 'ebcdic'): boolean {
  return byte === 0x0a || byte === 0x0d || (byte === 0x85 && charset === 'ebcdic')
}

/** 01 statements 120, 31 restituted operations 240, 03 orders 160, or 320 when letters follow, or 240 for a bon à payer. */
function lengthOf(code: string, head: Uint8Array, lineBytes: number | null): 120 | 160 | 240 | 320 {
  if (code === '01') return 120
  if (code === '31') return 240
  if (/^[A-Z]{2}$/.test(text(head, 2, 4))) return 320
  return lineBytes === 240 ? 240 : 160
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
