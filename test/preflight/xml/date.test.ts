import { expect, test } from 'vitest'
import { isXmlDate } from '../../../src/preflight/xml/date.ts'

test.each([
  ['2027-03-02', true],
  ['2027-03-02Z', true],
  ['2027-03-02+01:00', true],
  ['2027-03-02-14:00', true],
  ['2027-03-02+14:01', false],
  ['2028-02-29', true],
  ['2027-02-29', false],
  ['2000-02-29', true],
  ['2100-02-29', false],
  ['2027-00-10', false],
  ['2027-3-2', false],
  ['2027-03-02T10:00:00', false],
])('%s as a date: %s', (text, isOne) => {
  expect(isXmlDate(text, false)).toBe(isOne)
})

test.each([
  ['2027-03-02T10:00:00', true],
  ['2027-03-02T10:00:00.123+01:00', true],
  ['2027-03-02T24:00:00', true],
  ['2027-03-02T25:00:00', false],
  ['2027-03-02', false],
])('%s as a moment: %s', (text, isOne) => {
  expect(isXmlDate(text, true)).toBe(isOne)
})
