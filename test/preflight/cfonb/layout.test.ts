import { describe, expect, test } from 'vitest'
import { cfonbLayout } from '../../../src/preflight/cfonb/layout.ts'
import { toPage } from '../../../src/pesit/data/code-page.ts'
import { abroad, bills, layouts, record, transfers } from '../files-of-orders.ts'

const see = (file: string | Uint8Array) => {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
  return cfonbLayout(bytes, bytes.length)
}

const transfersHeader = () => transfers()[0] ?? ''

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

  test.each([
    ['a statement', record(120, [[1, '0130004    00823EUR2 00001234567  010327']]), 120],
    ['transfers', transfers().join(''), 160],
    ['restituted operations', record(240, [[1, '3100000121010327E3000400823']]), 240],
  ] as const)('is known in EBCDIC: %s', (_, text, recordBytes) => {
    const bytes = toPage(Buffer.from(text, 'latin1'), '1147', 'latin1')
    expect(see(bytes)).toMatchObject({ charset: 'ebcdic', recordBytes, before: { bytes: 0 } })
  })

  test('is read after two marks, as after one', () => {
    const mark = '\u00ef\u00bb\u00bf'
    expect(see(mark + mark + transfers().join(''))).toMatchObject({
      startsWithBom: true,
      before: { kind: 'mark', bytes: 6 },
    })
  })

  test('is not found after its place by two characters alone', () => {
    expect(see(`XX03 ${'text '.repeat(80)}`)).toBeNull()
  })

  test('is found up to eight characters after its place, and no further', () => {
    expect(see('X'.repeat(8) + transfers().join(''))).toMatchObject({
      before: { kind: 'characters', bytes: 8 },
    })
    expect(see('X'.repeat(9) + transfers().join(''))).toBeNull()
  })

  test.each([
    ['a statement', '0130004A1B200823EUR2'.padEnd(120), 120],
    ['a statement with figures in each place', '0130004123400823EUR29'.padEnd(120), 120],
    ['a statement with a blank currency', '0130004    00823     '.padEnd(120), 120],
    ['transfers of any operation', '030A        '.padEnd(160), 160],
    ['transfers with zeros for blanks', '030200000000'.padEnd(160), 160],
    ['bills', '036000000001'.padEnd(160), 160],
    ['restituted operations', '31000001  010327'.padEnd(240), 240],
    ['a bon à payer', '0300000162'.padEnd(240), 240],
    ['transfers abroad', '03PI00000120270301'.padEnd(320), 320],
  ] as const)('begins like %s', (_, text, recordBytes) => {
    expect(see(text)).toMatchObject({ recordBytes, knownBy: 'structure' })
  })

  test.each([
    ['a bank that is no number', '013000X    00823EUR2'.padEnd(120)],
    ['a branch that is no number', '0130004    0082XEUR2'.padEnd(120)],
    ['a currency in small letters', '0130004    00823eur2'.padEnd(120)],
    ['text where transfers have blanks', '0302ABCDEFGH'.padEnd(160)],
    ['seven digits of a bill', '03600000001X'.padEnd(160)],
    ['a number of a remittance abroad that is none', '03PI0000X120270301'.padEnd(320)],
    ['restituted operations without a number', '31      010327'.padEnd(240)],
  ])('is not proven where a file begins with %s', (_, text) => {
    expect(see(text)?.knownBy ?? 'two characters').toBe('two characters')
  })

  test.each<[string, string, string, 160 | 120 | 240 | 320]>([
    ['the currency and the bank of transfers', transfersHeader(), '', 160],
    ['the IBAN of a remittance abroad', abroad()[0] ?? '', '', 320],
    [
      'the operation of restituted operations',
      record(240, [[1, '3100000121010327E30004008230000000001']]),
      '',
      240,
    ],
  ])('is proven by %s where strange records follow', (_, first, more, recordBytes) => {
    const strange = 'XX'.padEnd(recordBytes)
    expect(see(first + more + strange + strange)).toMatchObject({
      recordBytes,
      knownBy: 'structure',
    })
  })

  test('is proven by the three records after the first', () => {
    // Nothing in this header is of CFONB 160 alone.
    const [header = '', order = ''] = transfers().map(
      (line) => `${line.slice(0, 80)}#${line.slice(81)}`,
    )
    const strange = `99${order.slice(2)}`
    const orders = [order, order, order, order]
    for (const at of [0, 1, 2])
      expect(see([header, ...orders.with(at, strange)].join(''))?.knownBy).toBe('first record')
    expect(see([header, ...orders.with(3, strange)].join(''))?.knownBy).toBe('structure')
  })

  test('has line ends when lines are wide, and none when one line end follows all records', () => {
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

  test.each(['', '03', '<Document>', 'hello', '\0\0'])('is not found in %j', (text) => {
    expect(see(text)).toBeNull()
  })
})
