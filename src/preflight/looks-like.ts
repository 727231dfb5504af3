// What a file that is not a payment file looks like, for the person who dropped it: by its first bytes. Pure.

/** A code that messages use. */
export type LooksLike =
  | 'gzip'
  | 'zip'
  | 'office-xml'
  | 'open-document'
  | 'office'
  | 'pdf'
  | '7z'
  | 'rar'
  | 'bzip2'
  | 'xz'
  | 'zstd'
  | 'program'
  | 'image'
  | 'rtf'
  | 'pgp'
  | 'pem'
  | 'signed'
  | 'html'
  | 'json'
  | 'mt940'
  | 'edifact'
  | 'csv'
  | 'xml-ebcdic'
  | 'xml-utf32'
  | 'nul'
  | 'text'
  | 'binary'

const magic: readonly (readonly [LooksLike, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['office', [0xd0, 0xcf, 0x11, 0xe0]],
  ['program', [0x4d, 0x5a]],
  ['program', [0x7f, 0x45, 0x4c, 0x46]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['xml-ebcdic', [0x4c, 0x6f, 0xa7, 0x94, 0x93]],
  ['xml-utf32', [0xff, 0xfe, 0x00, 0x00]],
  ['xml-utf32', [0x00, 0x00, 0xfe, 0xff]],
  ['xml-utf32', [0x3c, 0x00, 0x00, 0x00]],
  ['xml-utf32', [0x00, 0x00, 0x00, 0x3c]],
  ['signed', [0x30, 0x80]],
  ['signed', [0x30, 0x82]],
]

const texts: readonly (readonly [LooksLike, RegExp])[] = [
  ['pgp', /^-----BEGIN PGP/],
  ['pem', /^-----BEGIN /],
  [
    'html',
    /^(?:<!--[^>]{0,1000}-->\s*)?<(?:!doctype\s+html|html|head|body|meta|script|style|p|br|hr|div|span|img|ul|ol|li|h[1-4])(?=[\s/>])/i,
  ],
  ['json', /^(?:\{\s*(?:"|\}|$)|\[\s*(?:[{["\d\]-]|true|false|null|$))/],
  ['mt940', /^(?:\{1:F01|:20:)/],
  ['edifact', /^UN[AB][+:]/],
]

/** `head`: the first few kilobytes. */
export function looksLike(head: Uint8Array): LooksLike {
  const known = magic.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))
  if (known !== undefined) return known[0]
  if (startsWith(head, [0x50, 0x4b])) return insideZip(head)
  if (head.length > 0 && head.every((byte) => byte === 0)) return 'nul'
  const text = textOf(head).replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
  const found = texts.find(([, pattern]) => pattern.test(text))
  if (found !== undefined) return found[0]
  if (isBinary(head)) return 'binary'
  return isTable(text) ? 'csv' : 'text'
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte)
}

/** A ZIP file shows the names of its first entries in plain text. */
function insideZip(head: Uint8Array): LooksLike {
  const text = textOf(head)
  if (/\[Content_Types\]\.xml|_rels\/|word\/|xl\//.test(text)) return 'office-xml'
  return text.includes('mimetypeapplication/vnd.oasis') ? 'open-document' : 'zip'
}

/** There are control characters that no text has. */
function isBinary(head: Uint8Array): boolean {
  const strange = head.filter(
    (byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1a].includes(byte),
  )
  return strange.length > head.length / 100
}

/** Lines that have the same separator, the same number of times in each. */
function isTable(text: string): boolean {
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .slice(0, 5)
  return [';', '\t', ',', '|'].some((separator) => {
    const [first, ...rest] = lines.map((line) => line.split(separator).length)
    return first !== undefined && first > 1 && rest.slice(0, -1).every((count) => count === first)
  })
}

function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1')
}
