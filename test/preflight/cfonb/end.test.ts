import { describe, expect, test } from 'vitest'
import {
  cfonbEnd,
  charactersAround,
  lastRecordEnds,
  RecordEnds,
} from '../../../src/preflight/cfonb/end.ts'
import { cfonbLayout } from '../../../src/preflight/cfonb/layout.ts'
import { present } from '../../../src/lib/assert.ts'
import { transfers } from '../files-of-orders.ts'

const last = (code: string, length: number, isTrimmed = false) => ({ code, length, isTrimmed })

test.each([
  [160, last('08', 160), 'whole'],
  [160, last('08', 118), 'short'],
  [160, last('08', 118, true), 'whole'],
  [160, last('08', 113, true), 'cut'],
  [160, last('06', 160, true), 'cut'],
  [320, last('08', 271, true), 'whole'],
  [320, last('08', 270, true), 'cut'],
  [320, last('07', 320), 'cut'],
  [120, last('07', 120), 'whole'],
  [120, last('05', 120), 'cut'],
  [240, last('39', 240), 'whole'],
  [240, last('08', 240), 'whole'],
  [240, last('34', 240), 'cut'],
] as const)('of %i characters a record, %j is %s', (recordBytes, record, end) => {
  expect(lastRecordEnds(recordBytes, record)).toBe(end)
})

test('the last record that was seen says where a file is cut', () => {
  const ends = new RecordEnds(160)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 0, code: '', length: 0 })
  ends.take('03', 1, 160)
  ends.take('06', 2, 70)
  expect(ends.cut).toEqual({ recordBytes: 160, record: 2, code: '06', length: 70 })
  ends.take('08', 3, 160)
  expect(ends.cut).toBeNull()
})

describe('by its first and last bytes, a file', () => {
  const [header = '', first = '', second = '', total = ''] = transfers()
  const trimmedTotal = total.trimEnd()
  /** `tailBytes`: how much of its end is in sight. */
  const endOf = (text: string, tailBytes = text.length) => {
    const bytes = Buffer.from(text, 'latin1')
    const layout = present(cfonbLayout(bytes, bytes.length), 'CFONB')
    const ends = { head: bytes.subarray(0, 64 * 1024), tail: bytes.subarray(-tailBytes) }
    return cfonbEnd(layout, { ...charactersAround(layout, ends), sizeBytes: bytes.length })
  }
  const mark = '\u00ef\u00bb\u00bf'
  const lines = (...all: readonly string[]) => all.join('\n')

  test.each<[string, string, 'complete' | 'cut' | 'unknown']>([
    ['with a short total among whole lines', lines(header, first, trimmedTotal), 'cut'],
    [
      'with a short total and a blank line between whole lines',
      lines(header, '', '   ', first, trimmedTotal),
      'cut',
    ],
    ['whose lines are trimmed', lines(header, first.slice(0, 159), trimmedTotal), 'complete'],
    [
      'whose first line alone is trimmed',
      lines(header.slice(0, 159), first, trimmedTotal),
      'complete',
    ],
    [
      'behind a mark whose first line alone is trimmed',
      mark + lines(header.slice(0, 159), first, trimmedTotal),
      'complete',
    ],
    [
      'behind blank lines whose first line alone is trimmed',
      `\n \n${lines(header.slice(0, 159), first, trimmedTotal)}`,
      'complete',
    ],
    ['with one line that is cut', header.slice(0, 100).padEnd(110, 'X'), 'cut'],
    ['with a total that is indented', lines(header, first, `  ${total}`), 'complete'],
    ['with a last line longer than a record', lines(header, first, `${total}X`), 'unknown'],
    [
      'with a last line longer than a record, then NULs',
      `${lines(header, first, `${total.slice(0, 159)}XYZ`)}\0\0\0`,
      'unknown',
    ],
    ['without line ends', [header, first, second, total].join(''), 'complete'],
    [
      'without line ends, filled with blanks to the end of its block',
      [header, first, second, total].join('').padEnd(2048),
      'complete',
    ],
    [
      'without line ends, filled with NULs to the end of its block',
      [header, first, second, total].join('').padEnd(2048, '\0'),
      'complete',
    ],
    ['without line ends and without a total', [header, first, second].join(''), 'cut'],
    [
      'without line ends, whose last place of the total is missing',
      [header, first, second, total.slice(0, 113)].join(''),
      'cut',
    ],
    [
      'without line ends, whose last record has no code of CFONB',
      [header, first, `XX${total.slice(2)}`].join(''),
      'unknown',
    ],
    ['with a character before each record', `1${lines(header, first, total)}`, 'unknown'],
  ])('%s is %s', (...[, text, end]) => {
    expect(endOf(text)).toBe(end)
  })

  test.each<[string, string, number, 'complete' | 'cut' | 'unknown']>([
    ['whose last line begins in sight', lines(header, first, second, total), 200, 'complete'],
    ['whose last line begins out of sight', lines(header, first, second, total), 100, 'unknown'],
    ['whose last record begins in sight', [header, first, second, total].join(''), 170, 'complete'],
    [
      'whose last record begins out of sight',
      [header, first, second, total].join(''),
      150,
      'unknown',
    ],
    ['that ends with blanks alone', [header, first, total].join('').padEnd(2000), 160, 'unknown'],
    ['that ends with NULs alone', [header, first].join('').padEnd(2000, '\0'), 160, 'cut'],
    ['that ends with NULs alone, with lines', lines(header, first).padEnd(2000, '\0'), 160, 'cut'],
  ])('%s is judged by what is in sight', (...[, text, tailBytes, end]) => {
    expect(endOf(text, tailBytes)).toBe(end)
  })

  test('of trimmed lines is complete, also when only the lines before its end are in sight', () => {
    const many = Array.from({ length: 600 }, () => first)
    const text = lines(header, ...many, first.slice(0, 150), second, trimmedTotal)
    expect(endOf(text, 700)).toBe('complete')
    // The first line in sight is only a part of one.
    expect(endOf(lines(header, ...many, second, trimmedTotal), 700)).toBe('cut')
  })
})
