// Which kind of file is this? From its first bytes. Pure.

export type Sniff =
  | { readonly kind: 'empty' }
  | { readonly kind: 'xml' }
  /** Records of one length, with line ends between them or without. */
  | {
      readonly kind: 'cfonb'
      readonly recordBytes: 120 | 160 | 240 | 320
      readonly lineEnds: boolean
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
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  return head.subarray(start).find((byte) => !isBlank(byte))
}

function sniffRecords(head: Uint8Array, sizeBytes: number): Sniff | null {
  const code = text(head, 0, 2)
  if (!['01', '03', '31'].includes(code)) return null
  const lineEnd = head.findIndex((byte) => byte === 0x0a || byte === 0x0d)
  if (lineEnd > 0) {
    const recordBytes = lengthOf(code, head, lineEnd)
    return recordBytes === null ? null : { kind: 'cfonb', recordBytes, lineEnds: true }
  }
  const recordBytes = lengthOf(code, head, null)
  return recordBytes === null || sizeBytes < recordBytes
    ? null
    : { kind: 'cfonb', recordBytes, lineEnds: false }
}

/** 01 statements 120, 31 restituted operations 240, 03 orders 160, or 320 when letters follow, or 240 for a bon à payer. */
function lengthOf(
  code: string,
  head: Uint8Array,
  lineBytes: number | null,
): 120 | 160 | 240 | 320 | null {
  if (code === '01') return 120
  if (code === '31') return 240
  if (lineBytes === 240) return 240
  return /^[A-Z]{2}$/.test(text(head, 2, 4)) ? 320 : 160
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
