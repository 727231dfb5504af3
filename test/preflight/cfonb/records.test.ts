import { describe, expect, test } from 'vitest'
import { field, RecordCutter } from '../../../src/preflight/cfonb/records.ts'
import { toPage } from '../../../src/pesit/data/code-page.ts'

const layout = { recordLength: 8, startsWithBom: false, charset: 'latin1' as const }

function cut(
  bytes: Uint8Array | string,
  options: Partial<ConstructorParameters<typeof RecordCutter>[0]> = {},
) {
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  const ways = [1, 3, all.length + 1].map((chunkBytes) => {
    const records: string[] = []
    const findings: string[] = []
    const cutter = new RecordCutter(
      { ...layout, ...options },
      {
        record: (text, number) => records.push(`${number}:${text}`),
        finding: ({ code, where }) => findings.push(`${code} ${where}`),
      },
    )
    for (let at = 0; at < all.length; at += chunkBytes)
      cutter.push(all.subarray(at, at + chunkBytes))
    cutter.finish()
    return { records, findings: [...new Set(findings)] }
  })
  // However the chunks fall.
  expect(ways[0]).toEqual(ways[2])
  expect(ways[1]).toEqual(ways[2])
  return ways[2]
}

const two = ['1:03AAAAAA', '2:08BBBBBB']

describe('records of eight characters', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['with CRLF', '03AAAAAA\r\n08BBBBBB\r\n', []],
    ['with CR', '03AAAAAA\r08BBBBBB\r', []],
    ['with LF, the last without', '03AAAAAA\n08BBBBBB', []],
    ['without line ends', '03AAAAAA08BBBBBB', []],
    ['with blank lines and lines of blanks between', '03AAAAAA\n\n        \n08BBBBBB\n', []],
    ['with a final Ctrl-Z', '03AAAAAA\n08BBBBBB\n\u001a', []],
    ['with blanks up to the end of the block', '03AAAAAA08BBBBBB                ', []],
    [
      'with padded lines',
      '03AAAAAA  \n08BBBBBB  \n',
      ['RECORD-LENGTH record 1', 'RECORD-LENGTH record 2'],
    ],
    ['padded without line ends', '03AAAAAA  08BBBBBB', ['RECORD-LENGTH record 1']],
    ['with an indented line', '03AAAAAA\n 08BBBBBB', ['RECORD-LENGTH record 2']],
  ])('%s', (_, text, findings) => {
    expect(cut(text)).toEqual({ records: two, findings })
  })

  test('are filled with blanks where a line is trimmed', () => {
    expect(cut('03AA\r\n08BBBBBB\r\n')).toEqual({
      records: ['1:03AA    ', '2:08BBBBBB'],
      findings: ['RECORD-LENGTH record 1'],
    })
  })

  test('are separated where some have lines of their own and others do not', () => {
    expect(cut('03AAAAAA\n06CCCCCC08BBBBBB')).toEqual({
      records: ['1:03AAAAAA', '2:06CCCCCC', '3:08BBBBBB'],
      findings: ['RECORD-LENGTH record 3'],
    })
  })

  test('are read in EBCDIC, with NEL, LF, CRLF or nothing between', () => {
    const [first, last] = ['03AAAAAA', '08BBBBBB'].map((line) =>
      toPage(Buffer.from(line), '1147', 'ascii'),
    )
    for (const end of [[0x15], [0x25], [0x0d, 0x25], []])
      expect(
        cut(
          Buffer.concat(
            [first ?? [], Buffer.from(end), last ?? [], Buffer.from(end)].map((part) =>
              Buffer.from(part),
            ),
          ),
          {
            charset: 'ebcdic',
          },
        ),
      ).toEqual({ records: two, findings: [] })
  })

  test('are read after a byte order mark, which is reported', () => {
    expect(cut(Buffer.from('\ufeff03AAAAAA\n08BBBBBB'), { startsWithBom: true })).toEqual({
      records: two,
      findings: ['BOM file'],
    })
  })

  test('are measured by their letters where those have two bytes, and that is reported', () => {
    for (const text of ['03ÉÉ A  \n08BBBBBB\n', '03ÉÉ A  08BBBBBB'])
      expect(cut(Buffer.from(text))).toEqual({
        records: ['1:03ÉÉ A  ', '2:08BBBBBB'],
        findings: ['RECORD-LENGTH record 1'],
      })
  })

  test('are read by their bytes where they are as long as they must be', () => {
    expect(cut('03Ã\u0089 AAA\n08BBBBBB')).toEqual({
      records: ['1:03Ã\u0089 AAA', '2:08BBBBBB'],
      findings: [],
    })
  })

  test('tell of NUL bytes, within them and between', () => {
    expect(cut('03AA\u0000AAA08BBBBBB')?.findings).toEqual(['NUL record 1'])
    expect(cut('03AAAAAA\u0000\u000008BBBBBB')?.records).toEqual(two)
  })

  test('are not found in an empty file', () => {
    expect(cut('')).toEqual({ records: [], findings: [] })
    expect(cut(' \r\n \u001a')).toEqual({ records: [], findings: [] })
  })
})

test('a line without end costs no more than its length', () => {
  let records = 0
  const cutter = new RecordCutter(layout, {
    record: () => {
      records += 1
    },
    finding: () => undefined,
  })
  const chunk = Buffer.alloc(256 * 1024, 'A')
  for (let count = 0; count < 16; count += 1) cutter.push(chunk)
  cutter.finish()
  expect(records).toBe((16 * 256 * 1024) / 8)
})

test('a wrong length is reported as short, long, indented or mixed', () => {
  const problems = (text: string) => {
    const all: unknown[] = []
    const cutter = new RecordCutter(layout, {
      record: () => undefined,
      finding: ({ message }) => all.push(message?.arguments),
    })
    cutter.push(Buffer.from(text))
    cutter.finish()
    return all
  }
  const told = (length: number, problem: string, record = 1) =>
    expect.objectContaining({ length, needed: 8, problem, place: { kind: 'record', record } })
  expect(problems('03AA\n')).toEqual([told(4, 'short')])
  expect(problems('03AAAAAA  \n08BBBBBB')).toEqual([told(10, 'long')])
  expect(problems('03AAAAAA\n 08BBBBBB')).toEqual([told(0, 'indented', 2)])
  expect(problems('03AAAAAA\n06CCCCCC08BBBBBB')).toEqual([told(0, 'mixed', 3)])
})

test('a field is named by its first and last position, from 1', () => {
  expect(field('ABCDE', 2, 4)).toBe('BCD')
  expect(field('ABCDE', 5, 9)).toBe('E')
})
