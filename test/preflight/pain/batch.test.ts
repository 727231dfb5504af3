import { expect, test } from 'vitest'
import { amountFault, compareBatch, newBatch } from '../../../src/preflight/pain/batch.ts'

test.each([
  [{ declaredCount: null, declaredSum: null }, []],
  [{ declaredCount: '2', declaredSum: '3.00' }, []],
  [{ declaredCount: '002', declaredSum: '+3.' }, []],
  [{ declaredCount: '3', declaredSum: null }, ['COUNT PmtInf B1']],
  [{ declaredCount: '2.0', declaredSum: null }, ['COUNT PmtInf B1']],
  [{ declaredCount: null, declaredSum: '3,00' }, ['CONTROL-SUM PmtInf B1']],
  [{ declaredCount: '1', declaredSum: '1' }, ['COUNT PmtInf B1', 'CONTROL-SUM PmtInf B1']],
])('%j against two transactions of 3.00: %j', (says, expected) => {
  const found: string[] = []
  const batch = { ...newBatch(), id: 'B1', count: 2, sum: 300_000n, ...says }
  compareBatch(batch, 'PmtInf', ({ code, where }) => found.push(`${code} ${where}`))
  expect(found).toEqual(expected)
})

test.each([
  ['19,99', 'comma'],
  ['-5.00', 'negative'],
  ['1.000001', 'digits'],
  ['0.00', 'zero'],
  ['five', 'other'],
])('%s is no amount because of %s', (text, why) => {
  expect(amountFault(text)).toBe(why)
})
