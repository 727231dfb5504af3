// Warnings are counted by kind, with their first places, and never hold a whole account number.

import { describe, expect, test } from 'vitest'
import { atRecord, Warnings } from '../../src/preflight/warnings.ts'
import { warningsOf } from '../../src/journey/reported/warning.ts'
import {
  type WarningKind,
  warningKinds,
} from '../../src/wording/catalogue/file/payment-warnings.ts'

const reader = { zone: 'Europe/Paris' }

test('ten thousand of one kind are one warning with three places', () => {
  const warnings = new Warnings()
  for (let number = 1; number <= 10_000; number += 1)
    warnings.add('BIC', atRecord(number), { value: 'X' })
  const [warning, ...others] = warningsOf(warnings.all, reader)
  expect(others).toEqual([])
  expect(warning?.arguments.count).toBe(10_000)
  expect(warning?.arguments.examples.map(({ place }) => place.number)).toEqual([1, 2, 3])
  expect(warning?.place).toBe('record 1')
  expect(warning?.sentence).toMatch(
    /^10000 BICs have the wrong form: X, record 1; X, record 2; X, record 3; and 9997 more\./,
  )
})

test('no value and no place holds a whole IBAN, nor more than people read', () => {
  const warnings = new Warnings()
  const iban = 'FR1420041010050500013M02606'
  const place = { ...atRecord(1), batchId: `LOT ${iban}`, endToEndId: iban }
  warnings.add('DATE', place, { value: `${iban}${'x'.repeat(5_000)}`, than: iban })
  const text = JSON.stringify(warnings.all)
  expect(text).not.toContain('20041010')
  expect(text.length).toBeLessThan(500)
})

describe('each kind', () => {
  test.each(Object.keys(warningKinds) as WarningKind[])('%s is told in whole sentences', (kind) => {
    for (const times of [1, 12]) {
      const warnings = new Warnings()
      for (let number = 1; number <= times; number += 1)
        warnings.add(kind, atRecord(number), { value: 'VALUE', than: 'THAN', why: 'key' })
      const [warning] = warningsOf(warnings.all, reader)
      expect(warning?.code).toBe(kind)
      expect(warning?.sentence).toMatch(/^[A-Z0-9].*\.$/)
      expect(warning?.sentence).not.toMatch(/undefined|null|\.\.|: ;|{| {2}/)
    }
  })
})

test('what a later version may have stored and this one does not know is passed over', () => {
  const stored = [{ code: 'OF-A-LATER-VERSION', arguments: { count: 1, examples: [] } }]
  expect(warningsOf(stored as never, reader)).toEqual([])
})
