import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration, roughDuration } from '../../../src/lib/time/duration.ts'

describe('parseDuration', () => {
  test.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['10m', 600_000],
    ['4h', 14_400_000],
    ['400d', 34_560_000_000],
    ['0s', 0],
    ['1.5h', 5_400_000],
    [' 30 s ', 30_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each([
    '',
    '30',
    's',
    '-1s',
    '+1s',
    '1e3s',
    '30 sec',
    '1h30m',
    '30S',
    '30M',
    '.5s',
    '1.s',
    '٣s',
    '1s\n2s',
  ])('refuses “%s”', (text) => {
    expect(parseDuration(text)).toBeNull()
  })
})

describe('formatDuration', () => {
  test.each([
    [0, '0ms'],
    [250, '250ms'],
    [1000, '1s'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [3_600_000, '1h'],
    [86_400_000, '1d'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('its result is read back exactly', () => {
    fc.assert(
      fc.property(fc.nat({ max: 36_500 * 86_400_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })
})

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [41_400, '41 s'],
  [89_999, '90 s'],
  [90_000, '2 min'],
  [3 * 60_000, '3 min'],
  [2 * 3_600_000, '2 h'],
  [36 * 3_600_000, '2 days'],
  [5 * 86_400_000, '5 days'],
])('for people, %d ms is roughly %s', (ms, text) => {
  expect(roughDuration(ms)).toBe(text)
})
