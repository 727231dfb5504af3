import { describe, expect, test } from 'vitest'
import { cfonbLayout } from '../../../src/preflight/cfonb/layout.ts'
import { abroad, bills, layouts, record, transfers } from '../files-of-orders.ts'

const see = (file: string | Uint8Array) => {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
  return cfonbLayout(bytes, bytes.length)
}

describe('a layout of CFONB', () => {
  test.each(Object.entries(layouts))('is known by structure: %s', (_, { write }) => {
    for (const [records, recordBytes] of [
      [transfers(), 160],
      [bills(), 160],
      [abroad(), 320],
    ] as const)
      expect(see(write(records))).toMatchObject({ knownBy: 'structure', recordBytes })
  })

  test('is known from its first places on, wherever the file is cut', () => {
    for (const records of [transfers(), bills(), abroad()])
      for (let end = 12; end < 700; end += 1)
        expect(see(records.join('').slice(0, end))?.knownBy).toBe('structure')
  })

  test.each([
    ['nothing', '', { kind: 'nothing', bytes: 0 }],
    ['a mark', '\u00ef\u00bb\u00bf', { kind: 'mark', bytes: 3 }],
    ['blank lines', '\r\n \r\n', { kind: 'blank lines', bytes: 5 }],
    ['blanks', '  ', { kind: 'blanks', bytes: 2 }],
    ['a character', '1', { kind: 'characters', bytes: 1 }],
  ])('tells what stands before it: %s', (_, begin, before) => {
    expect(see(begin + transfers().join(''))).toMatchObject({ before, knownBy: 'structure' })
  })

  test('of wide lines has line ends, of records and one line end has none', () => {
    const wide = transfers().map((line) => `${line.padEnd(320)}\n`)
    expect(see(wide.join(''))).toMatchObject({ recordBytes: 160, lineEnds: true })
    expect(see(`${transfers().join('')}\n`)).toMatchObject({ recordBytes: 160, lineEnds: false })
  })

  test.each([
    ['dates', '01/12/2026;FR76;1200,00\r\n'],
    ['dates in March', '03/11/2026;a\r\n06/11/2026;b\r\n'],
    ['a numbered list', '01;a\n02;b\n'],
    ['telephone numbers', '0312345678\n0612345678\n0812345678\n'],
    ['digits', '03'.padEnd(2000, '1')],
    ['a statement of other places', record(120, [[1, '01 AVRIL']])],
    ['the end of a month', '31/12/2026 closing'.padEnd(300)],
  ])('is not proven by two characters: %s', (_, text) => {
    expect(see(text)?.knownBy ?? 'two characters').toBe('two characters')
  })

  test.each(['', '03', '<Document>', 'hello', '\0\0'])('is none of %j', (text) => {
    expect(see(text)).toBeNull()
  })
})
