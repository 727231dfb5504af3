import { expect, test } from 'vitest'
import { SequenceWarnings } from '../../../src/preflight/cfonb/sequence-warnings.ts'
import { transfers } from '../files-of-orders.ts'

const [header = '', order = ''] = transfers()
const given = (warnings: SequenceWarnings) =>
  warnings.warnings.all.map((one) => [one.code, one.arguments])
const example = (record: number, value: string, than = '') => ({
  place: { unit: 'record', number: record, batchId: '', endToEndId: '' },
  value,
  than,
  why: '',
})

test('a record with the operation of its header has no warning', () => {
  const warnings = new SequenceWarnings(null)
  warnings.begin('03', header, 1)
  warnings.begin('06', order, 2)
  expect(given(warnings)).toEqual([])
  expect(warnings.header).toBe(header)
})

test('a record with another operation than its header is reported with both', () => {
  const warnings = new SequenceWarnings(null)
  warnings.begin('03', header, 1)
  warnings.begin('06', `0627${order.slice(4)}`, 2)
  expect(given(warnings)).toEqual([['OPERATION', { count: 1, examples: [example(2, '27', '02')] }]])
})

test('the next header begins another sequence', () => {
  const warnings = new SequenceWarnings(null)
  warnings.begin('03', header, 1)
  warnings.begin('03', `0327${header.slice(4)}`, 2)
  warnings.begin('06', `0627${order.slice(4)}`, 3)
  expect(given(warnings)).toEqual([])
})

test('a warning has the place of the current record, unless another one is given', () => {
  const warnings = new SequenceWarnings('2026-11-30')
  warnings.begin('03', header, 4)
  const { place } = warnings
  warnings.begin('06', order, 5)
  warnings.add('ACCOUNT', 'x')
  warnings.add('BIC', 'y', { place })
  warnings.addDay('2026-11-29', '2026-11-29')
  expect(given(warnings)).toEqual([
    ['ACCOUNT', { count: 1, examples: [example(5, 'x')] }],
    ['BIC', { count: 1, examples: [example(4, 'y')] }],
    ['DATE-PAST', { count: 1, examples: [example(5, '2026-11-29', '2026-11-30')] }],
  ])
})
