// Days as French banks count them.

import { expect, test } from 'vitest'
import {
  bankDay,
  dayNear,
  dayOf,
  dayOfDigits,
  daysFrom,
} from '../../../src/preflight/values/bank-day.ts'

test('the day at the bank is the one in Paris, in winter and in summer', () => {
  expect(bankDay(Date.parse('2026-11-14T22:59:59Z'))).toBe('2026-11-14')
  expect(bankDay(Date.parse('2026-11-14T23:00:00Z'))).toBe('2026-11-15')
  expect(bankDay(Date.parse('2026-06-30T22:00:00Z'))).toBe('2026-07-01')
  expect(bankDay(Date.parse('2026-06-30T22:00:00Z'), 'UTC')).toBe('2026-06-30')
})

test.each([
  ['2027-03-02', '2027-03-02'],
  ['2027-03-02Z', '2027-03-02'],
  ['2027-03-02T10:00:00', '2027-03-02'],
  ['2027-03-02T23:30:00Z', '2027-03-03'],
  ['2027-03-02T23:30:00+01:00', '2027-03-02'],
  ['2027-02-30', null],
  ['2027-13-01', null],
  ['02/03/2027', null],
  ['', null],
])('%j is the day %j', (text, day) => {
  expect(dayOf(text)).toBe(day)
})

test('a day in digits', () => {
  expect(dayOfDigits('20270302')).toBe('2027-03-02')
  expect(dayOfDigits('20270230')).toBe(null)
  expect(dayOfDigits('02032027')).toBe(null)
})

test.each([
  ['02037', '2026-11-30', '2027-03-02'],
  ['02036', '2026-11-30', '2026-03-02'],
  ['02030', '2026-11-30', '2030-03-02'],
  ['02032', '2026-11-30', '2022-03-02'],
  ['310529', '2026-11-30', '2029-05-31'],
  ['310599', '2026-11-30', '1999-05-31'],
  ['300226', '2026-11-30', null],
  ['X', '2026-11-30', null],
])('%j, on %s, is the nearest such day', (text, today, day) => {
  expect(dayNear(text, today)).toBe(day)
})

test('days are counted over a change of the clock', () => {
  expect(daysFrom('2026-10-24', '2026-10-26')).toBe(2)
  expect(daysFrom('2026-03-30', '2026-03-28')).toBe(-2)
})
