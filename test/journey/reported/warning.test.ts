// Warnings about content as people and programs see them.

import { expect, test } from 'vitest'
import { isWarningKind, warningsOf } from '../../../src/journey/reported/warning.ts'
import { message } from '../../../src/wording/catalogue.ts'

const reader = { zone: 'Europe/Paris' }
const seen = {
  count: 2,
  examples: [
    {
      place: { unit: 'transaction', number: 3, batchId: 'L1', endToEndId: 'E3' },
      value: 'FR99…0028',
      than: '',
      why: 'key',
    },
  ],
} as const

test('a warning has its code, what was found, a sentence and its first place', () => {
  const [told] = warningsOf([message('IBAN', seen)], reader)
  expect(told).toMatchObject({ code: 'IBAN', arguments: seen })
  expect(told?.sentence).toContain('FR99…0028')
  expect(told?.place).toContain('transaction 3')
})

test('a warning about the whole file without an example has no place', () => {
  const [told] = warningsOf([message('IBAN', { count: 1, examples: [] })], reader)
  expect(told?.place).toBe('')
})

test('other codes, and codes that this version does not know, are left out', () => {
  const others = [
    { code: 'BANK-NOT-CALLED', arguments: {} },
    { code: 'LATER', arguments: seen },
  ]
  expect(warningsOf(others as never, reader)).toEqual([])
  expect(['IBAN', 'LATER', 'toString'].map(isWarningKind)).toEqual([true, false, false])
})
