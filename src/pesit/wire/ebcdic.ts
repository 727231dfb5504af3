// EBCDIC code page 037, as far as printable ASCII goes: the pre-connection is the only place in PeSIT
// where the protocol itself speaks EBCDIC. File data is not translated here.

const repertoire: readonly (readonly [number, string])[] = [
  [0x40, ' '],
  [0x4b, '.<(+|&'],
  [0x5a, '!$*);'],
  [0x60, '-/'],
  [0x6b, ',%_>?'],
  [0x79, '`:#@\'="'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa1, '~stuvwxyz'],
  [0xb0, '^'],
  [0xba, '[]'],
  [0xc0, '{ABCDEFGHI'],
  [0xd0, '}JKLMNOPQR'],
  [0xe0, '\\'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
]

const toByte = new Map(
  repertoire.flatMap(([from, characters]) =>
    [...characters].map((character, index) => [character, from + index] as const),
  ),
)
const toCharacter = new Map([...toByte].map(([character, byte]) => [byte, character] as const))

/** null when a character is not in the code page. */
export function toEbcdic(text: string): Uint8Array | null {
  const bytes = [...text].map((character) => toByte.get(character))
  return bytes.includes(undefined) ? null : Uint8Array.from(bytes as number[])
}

/** Bytes without a character become `?`. */
export function fromEbcdic(bytes: Uint8Array): string {
  return [...bytes].map((byte) => toCharacter.get(byte) ?? '?').join('')
}
