import { describe, expect, test } from 'vitest'
import { CfonbRecords } from '../../../src/preflight/cfonb/record-rules.ts'
import { abroad, transfers } from '../files-of-orders.ts'

const rules = {
  format: 'cfonb-160',
  follows: { '03': ['', '08'], '06': ['03', '06'], '08': ['03', '06'] },
} as const

function take(text: string) {
  const taken: string[] = []
  const records = new CfonbRecords(
    rules,
    { recordLength: 4, startsWithBom: false, charset: 'latin1' },
    (code, record) => taken.push(`${code} ${record}`),
  )
  records.push(Buffer.from(text))
  records.finish()
  return {
    taken,
    findings: records.findings.map(({ code, where }) => `${code} ${where}`),
    found: records.found(),
  }
}

test('records are handed on with their codes, in the order of the file', () => {
  expect(take('03aa06bb08cc')).toMatchObject({
    taken: ['03 03aa', '06 06bb', '08 08cc'],
    findings: [],
  })
})

test('a record in a wrong place is reported, passed on, and ends the comparison', () => {
  const { taken, findings, found } = take('03aa08cc06bb08cc')
  expect(taken).toHaveLength(4)
  expect(findings).toEqual(['RECORD-ORDER record 3'])
  expect(found.why).toBe('a record 06 cannot stand behind 08 (record 3)')
})

test('a file that does not begin with a header, or does not end with a total, is no whole one', () => {
  expect(take('06bb08cc').findings).toEqual(['RECORD-ORDER record 1'])
  expect(take('03aa06bb').findings).toEqual(['TRUNCATED end'])
  expect(take('').findings).toEqual(['TRUNCATED end'])
})

test('a record with an unknown code is reported with its code, even with the name of a property of objects', () => {
  expect(take('03aatobb08cc').findings[0]).toBe('RECORD-ORDER record 2')
})

test.each([
  ['cfonb-160', 160, transfers()],
  ['cfonb-320', 320, abroad()],
] as const)(
  'the end of a %s is there, or missing behind its last record',
  (format, recordLength, all) => {
    const cutOf = (lines: readonly string[]) => {
      const records = new CfonbRecords(
        { ...rules, format },
        { recordLength, startsWithBom: false, charset: 'latin1' },
        () => undefined,
      )
      records.push(Buffer.from(lines.join('\r\n'), 'latin1'))
      records.finish()
      return records.cut
    }
    expect(cutOf(all)).toBeNull()
    expect(cutOf(all.slice(0, -1))).toMatchObject({
      recordBytes: recordLength,
      record: all.length - 1,
      length: recordLength,
    })
  },
)

test('NUL bytes in a record end the comparison, with its number', () => {
  expect(take('03aa06\u0000b08cc').found.why).toBe('record 2 holds NUL bytes')
})

describe('of a file with more faults than are kept', () => {
  const pushed = (...pieces: readonly string[]) => {
    const records = new CfonbRecords(
      rules,
      { recordLength: 4, startsWithBom: false, charset: 'latin1' },
      () => undefined,
    )
    for (const piece of pieces) records.push(Buffer.from(piece))
    records.finish()
    return records
  }
  const short = '06b\n'.repeat(100)

  test('whose records are only short, everything is read, and its payments and its end count', () => {
    const records = pushed('03aa\n', short, '08cc\n')
    expect(records.findings.every(({ code }) => code === 'RECORD-LENGTH')).toBe(true)
    expect(records.found().why).toBe('')
    expect(pushed('03aa\n', short, '06bb\n').cut).not.toBeNull()
  })

  test('whose records are out of order, the rest is not read, and its end is not judged', () => {
    const records = pushed('03aa\n', '08cc\n06bb\n'.repeat(100), '06bb\n', '06bb\n')
    expect(records.cut).toBeNull()
    expect(records.found().payments).toBeNull()
  })
})

test('the text of an order has a bound: beyond it the comparison ends', () => {
  const records = new CfonbRecords(
    rules,
    { recordLength: 4, startsWithBom: false, charset: 'latin1' },
    () => undefined,
  )
  const kept = 'x'.repeat(64 * 1024)
  expect(records.longerLabel(kept, 'more')).toBe(`${kept}\nmore`)
  expect(records.findings).toEqual([])
  expect(records.longerLabel(`${kept}x`, 'more')).toBe(`${kept}x`)
  expect(records.findings.map(({ code }) => code)).toEqual(['TOO-LONG'])
  expect(records.found().payments).toBeNull()
})
