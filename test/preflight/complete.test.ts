import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCheck, formats } from '../../src/preflight/check.ts'
import { looksComplete } from '../../src/preflight/complete.ts'
import { abroad, bills, layouts, pain, record, transfers } from './files-of-orders.ts'

const headBytes = 64 * 1024
const tailBytes = 16 * 1024

const look = (bytes: Uint8Array) =>
  looksComplete({
    head: bytes.subarray(0, headBytes),
    tail: bytes.subarray(-tailBytes),
    sizeBytes: bytes.length,
  }).kind

const looked = (content: string, encoding: BufferEncoding = 'utf8') =>
  look(Buffer.from(content, encoding))

describe('XML', () => {
  test.each([
    ['plain', '<?xml version="1.0"?><a><b/></a>'],
    ['blanks behind', '<a></a>\n \r\n\u001a'],
    ['5,000 blanks behind', `<a></a>${' '.repeat(5000)}`],
    ['NULs behind', `<a></a>${'\0'.repeat(5000)}`],
    ['a blank in the end tag', '<a></a >'],
    ['a comment behind', '<a></a><!-- </b> -->\n'],
    ['comments and instructions behind', '<a></a>\n<!-- x --><?y z?> <!-- -->'],
    ['many comments behind', `<a></a>${'<!-- end -->\n'.repeat(400)}`],
    ['an instruction behind that holds the beginning of another', '<a></a><?x <?y <?z ?>'],
    ['a comment behind that holds the beginning of an instruction', '<a></a><!-- <?x --><?y?>'],
    ['a root that a comment hides', '<!-- <b> --><a></a>'],
    ['a root that an instruction hides', '<?x <b> ?><a></a>'],
    ['a prefix', '<p:a xmlns:p="u"></p:a>'],
    ['quotes and a greater-than sign in an attribute', `<a b='"' c="'>"></a>`],
    ['a root that closes itself', '<?xml version="1.0"?><a b="c"/><!-- x -->\n'],
    ['blank lines before', '\r\n\r\n<a></a>'],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><a></a>'],
  ])('%s: complete', (_, content) => {
    expect(looked(content)).toBe('complete')
    expect(looked(`\ufeff${content}`, 'utf16le')).toBe('complete')
    expect(looked(`\ufeff${content}`)).toBe('complete')
  })

  test.each([
    ['cut in the middle', '<a><b></b>'],
    ['cut in a start tag', '<?xml version="1.0"?><Document xmlns="urn:iso'],
    ['cut in the end tag', '<a></a'],
    ['an end tag of another', '<a></ba>'],
    ['the end tag in a comment', '<a><!-- </a> -->'],
    ['no root yet', '<?xml version="1.0"?>'],
    ['a comment that has not ended', '<!-- <a></a>'],
    ['a comment behind that has not ended', '<a></a><!-- x'],
    ['an instruction behind that has not ended', '<a></a><?x'],
    ['NULs where the end was', `<a><b>${'\0'.repeat(5000)}`],
    ['nothing but NULs', '\0'.repeat(5000)],
  ])('%s: cut', (_, content) => {
    expect(looked(content)).toBe('cut')
  })

  test.each([
    ['a prolog longer than the head', `<!--${'x'.repeat(headBytes)}--><a></a>`],
    ['a comment behind that is longer than the tail', `<a></a><!--${'x'.repeat(headBytes)}-->`],
    ['blanks behind that are longer than the tail', `<a></a>${' '.repeat(headBytes)}`],
    ['a list of what is smaller', '< 100 EUR\n> 50 EUR'],
    ['an HTML page', '<!DOCTYPE html><html><body><br><p>Error'],
    ['a program in PHP', '<?php echo 1'],
    ['an HTML page without a DOCTYPE', '<html><body><br><p>Error'],
    ['a part of an HTML page', '<p>one<p>two'],
    ['an element without quotes', '<note to=you>hello'],
    ['a text', 'hello <a>'],
    ['blanks', ' \r\n'],
    ['nothing', ''],
    ['NULs with text behind them', '\0'.repeat(headBytes) + 'x'.repeat(tailBytes)],
    ['NULs with a NUL and text behind them', '\0'.repeat(headBytes + 1) + 'x'.repeat(99)],
  ])('%s: unknown, for the whole to be read', (_, content) => {
    expect(looked(content)).toBe('unknown')
  })
})

describe('what only begins like a payment file', () => {
  test.each([
    ['a list of dates', '01/12/2026;FR7630006022000000010028;Dupont;1200,00\r\n'],
    ['a list of dates in March', '03/11/2026;1;2\r\n06/11/2026;3;4\r\n'],
    ['a list of numbers', '01;a\n02;b\n'],
    ['a list of telephone numbers', '0312345678\n0612345678\n0812345678\n'],
    ['the last day of a month', '31/12/2026 closing\n'],
    ['a text of digits', '03'.padEnd(2000, '1')],
    ['a JSON', '{"a":1'],
  ])('%s: unknown', (_, content) => {
    expect(looked(content)).toBe('unknown')
  })
})

test.each([
  '<?',
  '<!--',
  '<!---->',
  '<',
  '</',
  '-->',
  '<!-- -->',
  '?>',
  '<?x?>',
  '<?x <?',
  '<a',
  '<a b',
  '<a b=',
  '<!',
  '<!DOCTYPE a [',
  '-',
  ' ',
  '\u001a',
  '\0',
  '--> ',
  '<!-- --> ',
])('the whole head full of %j is looked at in a moment', (part) => {
  const full = (begin: string) => begin + part.repeat(Math.ceil(headBytes / part.length))
  const before = process.cpuUsage()
  for (const begin of ['', '<a>', '<a ', '<?xml version="1.0"?>', '<!--', '<?', '0302        '])
    looked(full(begin))
  const spentMs = process.cpuUsage(before).user / 1000
  // Some milliseconds; a search that begins anew at each place takes seconds.
  expect(spentMs).toBeLessThan(700)
})

const inBlocks = (bytes: number, filledWith: string) => (all: readonly string[]) =>
  Buffer.from(
    all.join('').padEnd(Math.ceil(all.join('').length / bytes) * bytes, filledWith),
    'latin1',
  )
const inLines = (width: number) => (all: readonly string[]) =>
  Buffer.from(all.map((line) => `${line.padEnd(width)}\r\n`).join(''), 'latin1')

const written: readonly (readonly [string, (records: readonly string[]) => Buffer])[] = [
  ...Object.entries(layouts).map(([name, { write }]) => [name, write] as const),
  ...[162, 256, 320, 640].map((width) => [`lines of ${width}`, inLines(width)] as const),
  ...[1600, 32_760].flatMap((bytes) =>
    [' ', '\0'].map((fill) => [`blocks of ${bytes} of ${fill}`, inBlocks(bytes, fill)] as const),
  ),
  ['several blank lines behind', (all) => inLines(160)([...all, ' '.repeat(160), '', ' '])],
  ['blank lines before', (all) => Buffer.from(`\r\n\r\n${all.join('\r\n')}`, 'latin1')],
  ['blanks before', (all) => Buffer.from(`  ${all.join('')}`, 'latin1')],
  ['a character before each line', (all) => inLines(160)(all.map((line) => `1${line}`))],
]

const kinds = {
  transfers: transfers(),
  'many transfers': transfers({ orders: Array.from({ length: 600 }, () => ({ cents: 100 })) }),
  bills: bills(),
  abroad: abroad(),
}

describe.each(Object.entries(kinds))('%s', (_, records) => {
  test.each(written)('that are whole are never called cut: %s', (_, write) => {
    expect(look(write(records))).not.toBe('cut')
  })
})

const plain = [
  'lines that end by CRLF',
  'lines that end by LF',
  'lines that end by CR',
  'no line ends',
  'no line ends, then one',
  'no line ends, then Ctrl-Z',
  'a final Ctrl-Z',
  'EBCDIC',
  'EBCDIC with lines',
  'a byte order mark',
]

describe('the last bytes of CFONB', () => {
  test.each(plain)('are there in %s, and wherever it is cut they are missing', (name) => {
    for (const records of [transfers(), abroad(), bills()]) {
      const bytes = layouts[name]?.write(records) ?? Buffer.alloc(0)
      expect(look(bytes)).toBe('complete')
      const filled = name.startsWith('EBCDIC') ? [0x15, 0x40] : [0x0d, 0x0a, 0x1a, 0x20]
      let end = bytes.length
      while (filled.includes(bytes[end - 1] ?? 0)) end -= 1
      for (let at = 20; at < end; at += 7) expect(look(bytes.subarray(0, at))).toBe('cut')
    }
  })

  test('are those of a statement, and of what banks give back', () => {
    const statement = [
      record(120, [
        [1, '0130004'],
        [12, '00823'],
        [17, 'EUR2'],
        [22, '00001234567'],
        [35, '010327'],
        [91, '0000000000000{'],
      ]),
      record(120, [
        [1, '0730004'],
        [12, '00823'],
        [17, 'EUR2'],
        [91, '0000000000000{'],
      ]),
    ]
    expect(looked(statement.join('\r\n'))).toBe('complete')
    expect(looked(statement.slice(0, 1).join('\r\n'))).toBe('cut')
    const back = [record(240, [[1, '3100000121010327E3000400823']]), record(240, [[1, '39']])]
    expect(looked(back.join(''))).toBe('complete')
    expect(looked(back.join('').slice(0, -50).trimEnd())).toBe('cut')
  })
})

/** What programs put around the same document. */
const around = fc.record({
  mark: fc.constantFrom('', '\ufeff'),
  declaration: fc.constantFrom(
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<?xml version='1.0'?>\n",
    '',
  ),
  before: fc.array(fc.constantFrom('<!-- a > b -->', '<?x y?>', '\n'), { maxLength: 3 }),
  prefix: fc.constantFrom('', 'ns2:'),
  between: fc.constantFrom('', '\n', '\r\n  '),
  behind: fc.array(
    fc.constantFrom('\n', '<!-- end -->', '<?done?>', ' ', '<!-- <Document> -->', '<!-- </x> -->'),
    { maxLength: 12 },
  ),
  blanks: fc.constantFrom(0, 1, 5000, 20_000),
})

test('a document that a check finds whole is never called cut, and each of its beginnings is refused', () => {
  fc.assert(
    fc.property(
      around,
      fc.nat(),
      ({ mark, declaration, before, prefix, between, behind, blanks }, at) => {
        const document = pain({ declaration: '', prefix, between })
        const head = mark + declaration + before.join('') + document
        const whole = Buffer.from(head + behind.join('') + ' '.repeat(blanks))
        expect(look(whole)).not.toBe('cut')
        expect(checked(whole)).toBe('pass')
        const rootEnds = Buffer.from(head).length
        const cut = whole.subarray(0, 60 + (at % (rootEnds - 60)))
        expect(checked(cut)).toBe('block')
        expect(look(cut)).toBe('cut')
      },
    ),
    { numRuns: 200 },
  )
})

function checked(bytes: Uint8Array): 'pass' | 'block' {
  const check = createCheck({ expected: formats })
  check.push(bytes)
  return check.finish().verdict
}
