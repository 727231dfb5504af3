import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delayAfter } from '../../src/transfer/backoff.ts'

const backoff = { firstDelayMs: 1000, maximumDelayMs: 30_000 }

test('the delay doubles up to its maximum, and chance takes at most half of it', () => {
  expect([1, 2, 3, 10].map((failures) => delayAfter(failures, backoff, 1))).toEqual([
    1000, 2000, 4000, 30_000,
  ])
  expect([1, 2, 3, 10].map((failures) => delayAfter(failures, backoff, 0))).toEqual([
    500, 1000, 2000, 15_000,
  ])
})

test('whatever the number of failures, the delay is a whole number within its bounds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -5, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, chance) => {
        const delay = delayAfter(failures, backoff, chance)
        return Number.isInteger(delay) && delay >= 500 && delay <= 30_000
      },
    ),
  )
})
