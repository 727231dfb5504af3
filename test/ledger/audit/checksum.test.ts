import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAsWritten, rowChecksum } from '../../../src/ledger/audit/checksum.ts'

const row = { id: 7, name: 'pay.xml', note: null }
const written = { ...row, checksum: rowChecksum('transfers', 7, 'pay.xml', null) }

test('a row is unchanged wherever its checksum column stands', () => {
  expect(isAsWritten('transfers', written)).toBe(true)
  expect(isAsWritten('transfers', { checksum: written.checksum, ...row })).toBe(true)
})

test.each<[string, string, Readonly<Record<string, unknown>>]>([
  ['another table', 'facts', written],
  ['another value', 'transfers', { ...written, id: 8 }],
  ['a text in place of a number', 'transfers', { ...written, id: '7' }],
  ['a blank text in place of nothing', 'transfers', { ...written, note: '' }],
  ['a column more', 'transfers', { ...written, more: 1 }],
  ['another checksum', 'transfers', { ...written, checksum: written.checksum + 1 }],
  ['no checksum', 'transfers', row],
])('it is not with %s', (_, table, changed) => {
  expect(isAsWritten(table, changed)).toBe(false)
})

test('a single flipped bit in a text always shows', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.nat(6),
      (text, at, bit) => {
        const bytes = Buffer.from(text)
        const index = at % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
        const changed = bytes.toString()
        fc.pre(changed !== text)
        expect(isAsWritten('t', { text: changed, checksum: rowChecksum('t', text) })).toBe(false)
      },
    ),
  )
})
