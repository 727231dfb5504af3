// Content against the settings of its flow: what is sent, what is held, and what not even a release sends.

import { describe, expect, test } from 'vitest'
import { toPage } from '../../src/pesit/data/code-page.ts'
import { RecordCutter } from '../../src/pesit/data/records.ts'
import {
  type ContentKind,
  contentKinds,
  type FlowForm,
  isGarbled,
  saysSomething,
  watchContent,
} from '../../src/preflight/flow-content.ts'

const plain: FlowForm = {
  kind: 'bytes',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
  articleBytes: 20,
  articleFormat: 'variable',
  dataCode: 'binary',
}
const lf: FlowForm = { ...plain, kind: 'lines', dataCode: 'ascii' }
const crlf: FlowForm = { ...lf, lineEnding: 'crlf' }
const page: FlowForm = { ...lf, codePage: '297', dataCode: 'ebcdic' }
const latin1Page: FlowForm = { ...page, charset: 'latin1' }
const bytesPage: FlowForm = { ...page, kind: 'bytes' }
const fixed: FlowForm = { ...plain, articleFormat: 'fixed' }
const fixedLines: FlowForm = { ...lf, articleFormat: 'fixed' }
const saidEbcdic: FlowForm = { ...plain, dataCode: 'ebcdic' }
const saidAscii: FlowForm = { ...plain, dataCode: 'ascii' }

const bytes = (text: string) => Buffer.from(text, 'latin1')
const ebcdic = (text: string) => Buffer.from(toPage(bytes(text), '297', 'latin1'))
const twenty = '0302 ABCDEFGHIJKLMNO'
const cfonb = (code: string) => `${code}02`.padEnd(160)

const found = (flow: FlowForm, content: Uint8Array, chunk = content.length) => {
  const watch = watchContent(flow)
  for (let at = 0; at < content.length; at += chunk) watch.push(content.subarray(at, at + chunk))
  return watch.finish()
}

type Row = readonly [
  what: string,
  flow: FlowForm,
  content: Uint8Array,
  kinds: readonly ContentKind[],
  garbled?: 'garbled',
]

const rows: readonly Row[] = [
  // lines: lf
  ['LF at all lines where LF is set', lf, bytes('A\nB\n'), []],
  ['CRLF where LF is set', lf, bytes('A\r\nB\r\n'), ['crlf'], 'garbled'],
  ['CRLF and LF in one file where LF is set', lf, bytes('A\nB\r\nC\n'), ['crlf'], 'garbled'],
  ['CR alone where LF is set', lf, bytes('A\rB\rC\r'), ['cr'], 'garbled'],
  ['one CR inside a line where LF is set', lf, bytes('A\rB\nC\n'), ['cr'], 'garbled'],
  ['a CR as the last byte where LF is set', lf, bytes('A\nB\r'), ['cr'], 'garbled'],
  ['two CR and an LF where LF is set', lf, bytes('A\r\r\n'), ['crlf', 'cr'], 'garbled'],
  // lines: crlf
  ['CRLF at all lines where CRLF is set', crlf, bytes('A\r\nB\r\n'), []],
  ['LF where CRLF is set', crlf, bytes('A\nB\n'), ['lf']],
  ['CRLF and LF in one file where CRLF is set', crlf, bytes('A\r\nB\nC\r\n'), ['lf']],
  ['CR alone where CRLF is set', crlf, bytes('A\rB\r\n'), ['cr'], 'garbled'],
  ['two CR and an LF where CRLF is set', crlf, bytes('A\r\r\nB\r\n'), ['cr'], 'garbled'],
  ['a CR as the last byte where CRLF is set', crlf, bytes('A\r\nB\r'), ['cr'], 'garbled'],
  // lines
  ['a last line without an end', lf, bytes('A\nB'), []],
  ['a last line without an end where CRLF is set', crlf, bytes('A\r\nB'), []],
  ['empty lines', lf, bytes('A\n\n\nB\n'), []],
  ['a line as long as a record', lf, bytes(`${twenty}\n${twenty}`), []],
  ['a line as long as a record, with CRLF', crlf, bytes(`${twenty}\r\n${twenty}\r\n`), []],
  ['a line longer than a record', lf, bytes(`A\n${twenty}X\n`), ['too-long'], 'garbled'],
  ['a last line longer than a record', lf, bytes(`A\n${twenty}X`), ['too-long'], 'garbled'],
  ['a line shorter than a fixed length', fixedLines, bytes('A\nBC\n'), []],
  ['letters in UTF-8 that are not translated', lf, Buffer.from('Société\n'), []],
  ['a tab', lf, bytes('A\tB\n'), []],
  ['a form feed', lf, bytes('A\n\fB\n'), ['control']],
  ['a vertical tab', lf, bytes('A\vB\n'), ['control']],
  ['a Ctrl-Z behind the last line', lf, bytes('A\n\u001a'), ['control']],
  ['a NUL', lf, bytes('A\u0000B\n'), ['nul'], 'garbled'],
  ['a mark of UTF-8', lf, Buffer.from('\ufeffA\n'), ['mark']],
  [
    'a mark of UTF-8 before XML',
    { ...lf, articleBytes: 99 },
    Buffer.from('\ufeff<?xml version="1.0"?>\n<a/>'),
    [],
  ],
  ['UTF-16', lf, Buffer.from('\ufeffA\nB\n', 'utf16le'), ['utf-16'], 'garbled'],
  [
    'UTF-16, high byte first',
    lf,
    Buffer.from('\ufeffA\nB\n', 'utf16le').swap16(),
    ['utf-16'],
    'garbled',
  ],
  ['the first half of a mark of UTF-16', lf, bytes('\u00ffA\n'), []],
  ['the second half of a mark of UTF-16', lf, bytes('A\u00fe\n'), []],
  ['the first half of the other mark of UTF-16', lf, bytes('\u00feA\n'), []],
  ['the second half of the other mark of UTF-16', lf, bytes('A\u00ff\n'), []],
  [
    'records of CFONB behind each other',
    { ...lf, articleBytes: 4096 },
    bytes(`${cfonb('03')}${cfonb('06')}${cfonb('08')}`),
    ['unseparated'],
  ],
  [
    'the same with one LF at the end',
    { ...lf, articleBytes: 4096 },
    bytes(`${cfonb('03')}${cfonb('06')}${cfonb('08')}\n`),
    ['unseparated'],
  ],
  [
    'records of CFONB on lines',
    { ...lf, articleBytes: 160 },
    bytes(`${cfonb('03')}\n${cfonb('06')}\n${cfonb('08')}\n`),
    [],
  ],
  ['one record of CFONB without a line end', { ...lf, articleBytes: 4096 }, bytes(cfonb('03')), []],
  [
    'two records of CFONB on each line',
    { ...lf, articleBytes: 4096 },
    bytes(`${cfonb('03')}${cfonb('06')}\n${cfonb('06')}${cfonb('08')}\n`),
    [],
  ],
  [
    'records of CFONB behind each other in EBCDIC, where that is said',
    { ...lf, dataCode: 'ebcdic', articleBytes: 4096 },
    ebcdic(`${cfonb('03')}${cfonb('06')}${cfonb('08')}`),
    [],
  ],
  ['lines that end by NEL', lf, bytes('AB\u0085CD\u0085'), ['nel']],
  ['a byte 85 in a text of lines', lf, bytes('AB\u0085\nCD\n'), []],
  [
    'EBCDIC where it is said to be ASCII',
    { ...lf, articleBytes: 4096 },
    ebcdic('0302 SOCIETE GENERALE 000123'),
    ['ebcdic'],
  ],
  // a code page
  ['ASCII that is translated', page, bytes('0302 A\n'), []],
  [
    'an accent of ISO 8859-1 where ASCII is set',
    page,
    bytes('ÉTÉ DE CE\n'),
    ['no-text'],
    'garbled',
  ],
  ['an accent of ISO 8859-1 where that is set', latin1Page, bytes('ÉTÉ\n'), []],
  [
    'letters in UTF-8 where ASCII is set',
    page,
    Buffer.from('été\n'),
    ['utf-8', 'no-text'],
    'garbled',
  ],
  ['letters in UTF-8 where ISO 8859-1 is set', latin1Page, Buffer.from('été\n'), ['utf-8']],
  ['a control character', latin1Page, bytes('A\fB\n'), ['no-text'], 'garbled'],
  ['CRLF where LF is set and lines are translated', page, bytes('A\r\nB\r\n'), ['crlf'], 'garbled'],
  [
    'EBCDIC already, where ASCII is set',
    { ...page, articleBytes: 99 },
    ebcdic('0302 ABC'),
    ['ebcdic', 'no-text'],
    'garbled',
  ],
  [
    'EBCDIC digits, where ISO 8859-1 is set',
    { ...latin1Page, articleBytes: 99 },
    ebcdic('03020601'),
    ['ebcdic'],
  ],
  [
    'a mark of UTF-8 that would be translated',
    latin1Page,
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes('É\n')]),
    ['mark'],
  ],
  [
    'a mark of UTF-8 in bytes that would be translated',
    { ...latin1Page, kind: 'bytes' },
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes('É')]),
    ['mark'],
  ],
  ['a line end in bytes that are translated', bytesPage, bytes('A\nB'), ['no-text'], 'garbled'],
  ['bytes that are translated', bytesPage, bytes('AB'), []],
  // bytes of fixed format
  ['whole records', fixed, bytes(twenty.repeat(3)), []],
  [
    'whole records that hold their line ends',
    fixed,
    bytes(`${twenty.slice(0, 18)}\r\n`.repeat(3)),
    [],
  ],
  ['a size that is no multiple', fixed, bytes(`${twenty}AB`), ['not-multiple']],
  ['one LF behind whole records', fixed, bytes(`${twenty.repeat(2)}\n`), ['not-multiple']],
  [
    'a line end behind each record',
    fixed,
    bytes(`${twenty}\n`.repeat(3)),
    ['lines-in-records'],
    'garbled',
  ],
  [
    'a line end behind each record but the last',
    fixed,
    bytes(`${twenty}\r\n${twenty}`),
    ['lines-in-records'],
    'garbled',
  ],
  [
    'a line end behind each of as many records as make a multiple',
    fixed,
    bytes(`${twenty}\n`.repeat(20)),
    ['lines-in-records'],
    'garbled',
  ],
  ['bytes of no text', fixed, Buffer.from(Array.from({ length: 40 }, (_, at) => at)), []],
  [
    'a mark of UTF-8 in records',
    fixed,
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes('A'.repeat(17))]),
    ['mark'],
  ],
  // what is said of the bytes
  ['ASCII where EBCDIC is said', saidEbcdic, bytes('0302 A\n'), ['ascii']],
  ['EBCDIC where EBCDIC is said', saidEbcdic, ebcdic('0302 A'), []],
  ['EBCDIC where ASCII is said', saidAscii, ebcdic('0302 ABC'), ['ebcdic']],
  ['ASCII where ASCII is said', saidAscii, bytes('0302 A\r\n'), []],
  ['bytes of no text where ASCII is said', saidAscii, Buffer.from([0, 1, 2, 200]), []],
  // bytes of variable length
  ['anything, in bytes', plain, Buffer.from('\ufeffA\r\nB\rC\u0000\f\n'), []],
  ['an empty file', lf, bytes(''), []],
]

const table = rows.map(
  ([what, flow, content, kinds, garbled]) =>
    [what, flow, content, kinds, garbled === 'garbled'] as const,
)

describe('of a file', () => {
  test.each(table)('with %s', (...[, flow, content, kinds, garbled]) => {
    const contradiction = found(flow, content)
    expect((contradiction ?? []).map(({ kind }) => kind)).toEqual(kinds)
    if (contradiction !== null) expect(isGarbled(contradiction)).toBe(garbled)
  })

  test.each(table)('with %s, the same is found byte by byte', (_, flow, content) => {
    expect(found(flow, content, 1)).toEqual(found(flow, content))
  })

  test('each kind stands in the table', () => {
    const kinds = new Set(table.flatMap(([, , , some]) => some))
    expect([...kinds].sort()).toEqual([...contentKinds].sort())
  })

  const agreeing = table.filter(([, , , kinds]) => kinds.length === 0)

  test.each(agreeing)(
    'with %s is cut into records without an error or a line end in one',
    (_, flow, content) => {
      const cutter = new RecordCutter({ ...flow, format: flow.articleFormat }, 0)
      cutter.feed(content)
      cutter.end()
      for (let record = cutter.next(); record !== null; record = cutter.next())
        if (flow.kind === 'lines' && flow.codePage === null)
          expect([...record].filter((byte) => byte === 0x0a || byte === 0x0d)).toEqual([])
    },
  )
})

test('a finding has a count, and the line of the first one', () => {
  expect(found(lf, bytes('A\nB\r\nC\r\n\fD\r\n'))).toEqual([
    { kind: 'crlf', count: 3, line: 2, value: null, garbled: true },
    { kind: 'control', count: 1, line: 4, value: 0x0c, garbled: false },
  ])
  expect(found(lf, bytes(`A\n${twenty}XY\n${twenty}X\n`))).toEqual([
    { kind: 'too-long', count: 2, line: 2, value: 22, garbled: true },
  ])
})

test('where nothing could contradict the settings, no file need be looked at', () => {
  expect(saysSomething(plain)).toBe(false)
  const changes: readonly Partial<FlowForm>[] = [
    { kind: 'lines' },
    { codePage: '297' },
    { articleFormat: 'fixed' },
    { dataCode: 'ascii' },
    { dataCode: 'ebcdic' },
  ]
  for (const flow of [lf, crlf, page, ...changes.map((change) => ({ ...plain, ...change }))])
    expect(saysSomething(flow)).toBe(true)
})
