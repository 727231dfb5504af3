import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LeadingBlanks } from '../../src/preflight/leading-blanks.ts'

function strip(bytes: Uint8Array, chunkBytes = bytes.length || 1): string {
  const blanks = new LeadingBlanks()
  const left: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    left.push(blanks.strip(bytes.subarray(at, at + chunkBytes)))
  return Buffer.concat(left).toString('latin1')
}
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const mark = '\u00ef\u00bb\u00bf'

test.each([
  ['nothing before it', '<a> </a> ', '<a> </a> '],
  ['blanks, tabs and line ends', ' \t\r\n<a>', '<a>'],
  ['a byte order mark', `${mark}<a>`, '<a>'],
  ['blanks around two byte order marks', ` ${mark}\n${mark} <a>`, '<a>'],
  ['only blanks', ' \r\n ', ''],
  ['the first byte of a byte order mark alone', '\u00ef<a>', '\u00ef<a>'],
  ['two bytes of a byte order mark', ' \u00ef\u00bb<a>', '\u00ef\u00bb<a>'],
  ['two bytes of a mark before a blank', '\u00ef\u00bb <a>', '\u00ef\u00bb <a>'],
  ['a byte order mark behind the beginning', `<${mark}>`, `<${mark}>`],
  ['a vertical tab, which is no blank', '\u000b<a>', '\u000b<a>'],
])('with %s', (_, text, expected) => {
  for (const chunkBytes of [1, 2, 3, 100]) expect(strip(latin1(text), chunkBytes)).toBe(expected)
})

test('the chunks of any bytes make no difference', () => {
  const near = fc.constantFrom(0x20, 0x0a, 0xef, 0xbb, 0xbf, 0x3c)
  fc.assert(
    fc.property(fc.array(near, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (all, size) => {
      const bytes = Uint8Array.from([...all, 0x3c])
      expect(strip(bytes, size)).toBe(strip(bytes))
    }),
  )
})
