// A file into records and back.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileBytesOfAll, RecordCutter, type RecordForm } from '../../../src/pesit/data/records.ts'
import { joined, toHex } from '../../helpers/hex.ts'

const bytes: RecordForm = {
  kind: 'bytes',
  articleBytes: 4,
  format: 'variable',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
}
const lines: RecordForm = { ...bytes, kind: 'lines', articleBytes: 10 }
const encode = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const decode = (data: Uint8Array) => Buffer.from(data).toString('latin1')

interface Cut {
  readonly records: readonly Uint8Array[]
  /** Of the file, behind each record. */
  readonly offsets: readonly number[]
}

function cut(form: RecordForm, chunks: readonly Uint8Array[], from = 0): Cut {
  const cutter = new RecordCutter(form, from)
  const records: Uint8Array[] = []
  const offsets: number[] = []
  const drain = () => {
    for (let record = cutter.next(); record !== null; record = cutter.next()) {
      records.push(record.slice())
      offsets.push(cutter.offset)
    }
  }
  for (const chunk of chunks) {
    cutter.feed(chunk)
    drain()
  }
  cutter.end()
  drain()
  return { records, offsets }
}

const cutText = (form: RecordForm, text: string) => cut(form, [encode(text)]).records.map(decode)

describe('a file of bytes', () => {
  test('is cut into records of one length; the last one may be shorter', () => {
    expect(cutText(bytes, 'ABCDEFGHIJ')).toEqual(['ABCD', 'EFGH', 'IJ'])
  })

  test('that is empty has no record', () => {
    expect(cutText(bytes, '')).toEqual([])
  })

  test('keeps line ends and everything else', () => {
    expect(cutText(bytes, 'A\r\nB\n\0C')).toEqual(['A\r\nB', '\n\0C'])
  })
})

describe('a file of lines', () => {
  test.each<[string, Partial<RecordForm>, string, readonly string[]]>([
    ['loses the ends of its lines', {}, 'AB\nC\n', ['AB', 'C']],
    ['may lack the last end', {}, 'AB\nC', ['AB', 'C']],
    ['keeps CR where lines end in LF', {}, 'AB\r\nC\n', ['AB\r', 'C']],
    ['loses CR LF', { lineEnding: 'crlf' }, 'AB\r\nC\r\n', ['AB', 'C']],
    ['that lacks some CR is taken all the same', { lineEnding: 'crlf' }, 'AB\nC\r\n', ['AB', 'C']],
    ['has a blank for an empty line', {}, 'A\n\nB\n', ['A', ' ', 'B']],
    ['has an empty record where that is taken', { emptyRecords: true }, 'A\n\nB\n', ['A', '', 'B']],
    [
      'of fixed format is filled up with blanks',
      { format: 'fixed', articleBytes: 4 },
      'AB\nCDEF\n\n',
      ['AB  ', 'CDEF', '    '],
    ],
    ['may be one LF alone', { emptyRecords: true }, '\n', ['']],
  ])('%s', (_what, form, text, records) => {
    expect(cutText({ ...lines, ...form }, text)).toEqual(records)
  })

  test('becomes EBCDIC where the host requires it', () => {
    const [record] = cut({ ...lines, codePage: '037' }, [encode('HELLO 123\n')]).records
    expect(toHex(record ?? new Uint8Array(0))).toBe('C8 C5 D3 D3 D6 40 F1 F2 F3')
  })

  test('with a line longer than a record is refused, with the line', () => {
    expect(() => cutText(lines, 'A\nB\n12345678901\n')).toThrow(
      'line 3 has 11 bytes, records of this flow hold 10',
    )
  })

  test('with a line that never ends is refused before all of it is held', () => {
    const cutter = new RecordCutter(lines, 0)
    cutter.feed(encode('1234567890123'))
    expect(() => cutter.next()).toThrow('line 1 has more than 13 bytes')
  })

  test('with a byte that is no text is refused with its line and place when it is translated', () => {
    const ebcdic: RecordForm = { ...lines, codePage: '297' }
    expect(() => cutText(ebcdic, 'A\nB\u00E9\n')).toThrow(
      'line 2: byte E9 at place 2 is no text in ASCII',
    )
    expect(cutText({ ...ebcdic, charset: 'latin1' }, 'B\u00E9\n')).toEqual(['\u00C2\u00C0'])
    expect(() => cutText({ ...ebcdic, charset: 'latin1' }, 'B\u0080\n')).toThrow('no text in ISO')
  })
})

describe('in whatever pieces the file is read', () => {
  const chunked = (text: string, sizes: readonly number[]): Uint8Array[] => {
    const whole = encode(text)
    const chunks: Uint8Array[] = []
    let at = 0
    for (const size of sizes) {
      chunks.push(whole.subarray(at, at + size))
      at += size
    }
    return [...chunks, whole.subarray(at)]
  }
  const texts = fc.stringMatching(/^[A-C \r\n]{0,60}$/)
  const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 12 })
  const forms = fc.constantFrom<RecordForm>(
    bytes,
    { ...lines, articleBytes: 60, emptyRecords: true },
    { ...lines, articleBytes: 60, lineEnding: 'crlf' },
    { ...lines, articleBytes: 60, format: 'fixed', codePage: '500' },
  )

  test('the records are the same', () => {
    fc.assert(
      fc.property(texts, sizes, forms, (text, some, form) => {
        fc.pre(form.codePage === null || !text.includes('\r'))
        expect(cut(form, chunked(text, some))).toEqual(cut(form, [encode(text)]))
      }),
    )
  })

  test('a cutter that begins after any record returns the rest', () => {
    fc.assert(
      fc.property(texts, forms, fc.nat(), (text, form, which) => {
        fc.pre(form.codePage === null || !text.includes('\r'))
        const all = cut(form, [encode(text)])
        fc.pre(all.records.length > 0)
        const index = which % all.records.length
        const offset = all.offsets[index] ?? 0
        const rest = cut(form, [encode(text).subarray(offset)], offset)
        expect(rest.records).toEqual(all.records.slice(index + 1))
        expect(rest.offsets).toEqual(all.offsets.slice(index + 1))
      }),
    )
  })

  test('joined again they are the same file, except for the end of its last line', () => {
    fc.assert(
      fc.property(texts, forms, (text, form) => {
        fc.pre(form.format === 'variable')
        const wanted = form.lineEnding === 'crlf' ? text.replace(/\r?\n/g, '\r\n') : text
        const exact = form.emptyRecords ? wanted : wanted.replace(/(?<=^|\n)(?=\r?\n)/g, ' ')
        const { records } = cut(form, [encode(text)])
        const back = decode(joined(fileBytesOfAll(records, form)))
        const end = form.lineEnding === 'crlf' ? '\r\n' : '\n'
        const whole =
          form.kind === 'bytes' || exact === '' || exact.endsWith('\n') ? exact : exact + end
        expect(back).toBe(form.kind === 'bytes' ? text : whole)
      }),
    )
  })
})

describe('a received record', () => {
  test('of fixed format may lose its padding blanks', () => {
    const form: RecordForm = { ...lines, format: 'fixed', trimBlanks: true }
    expect(decode(joined(fileBytesOfAll([encode('AB   ')], form)))).toBe('AB\n')
    expect(decode(joined(fileBytesOfAll([encode('AB   ')], { ...form, trimBlanks: false })))).toBe(
      'AB   \n',
    )
  })

  test('in EBCDIC becomes text again', () => {
    const form: RecordForm = { ...lines, codePage: '1147', lineEnding: 'crlf' }
    expect(toHex(joined(fileBytesOfAll([Uint8Array.of(0xc1, 0x9f, 0x5a)], form)))).toBe(
      '41 A4 A7 0D 0A',
    )
  })
})
