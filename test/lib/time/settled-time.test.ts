// The time by which something is deleted for good is not moved by a wall clock that jumps ahead for a moment.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { believedAfterMs, createSettledTime } from '../../../src/lib/time/settled-time.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const yearMs = 365 * dayMs

test('it follows the clock while the clock follows the monotonic time', async () => {
  const clock = fakeClock()
  const settled = createSettledTime(clock, clock.nowMs())
  for (let hours = 0; hours < 48; hours += 1) {
    await clock.advance(hourMs)
    expect(settled.nowMs()).toBe(clock.nowMs())
  }
})

test('a clock that is ahead for a moment changes nothing; one that stays ahead is trusted', async () => {
  const clock = fakeClock()
  const settled = createSettledTime(clock, null)
  const before = clock.nowMs()
  clock.jump(10 * yearMs)
  expect(settled.nowMs()).toBe(before)
  await clock.advance(believedAfterMs / 2)
  expect(settled.nowMs()).toBe(before + believedAfterMs / 2)
  clock.jump(-10 * yearMs)
  expect(settled.nowMs()).toBe(clock.nowMs())
  clock.jump(10 * yearMs)
  expect(settled.nowMs()).toBe(clock.nowMs() - 10 * yearMs)
  await clock.advance(believedAfterMs)
  expect(settled.nowMs()).toBe(clock.nowMs())
})

test('a clock that is ahead at the start is compared with the newest recorded time', async () => {
  const clock = fakeClock()
  const newest = clock.nowMs() - 10 * yearMs
  const settled = createSettledTime(clock, newest)
  expect(settled.nowMs()).toBe(newest + 7 * dayMs)
  await clock.advance(believedAfterMs)
  expect(settled.nowMs()).toBe(clock.nowMs())
})

test('with any jumps of less than an hour it is never far ahead of the time that passed', async () => {
  const jump = fc.record({
    byMs: fc.integer({ min: 2 * hourMs, max: 50 * yearMs }),
    forMs: fc.integer({ min: 0, max: believedAfterMs - 1 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(jump, { maxLength: 8 }), async (jumps) => {
      const clock = fakeClock()
      const startMs = clock.nowMs()
      const settled = createSettledTime(clock, null)
      for (const { byMs, forMs } of jumps) {
        clock.jump(byMs)
        settled.nowMs()
        await clock.advance(forMs)
        expect(settled.nowMs()).toBeLessThanOrEqual(startMs + clock.monotonicMs())
        clock.jump(-byMs)
        expect(settled.nowMs()).toBe(startMs + clock.monotonicMs())
      }
    }),
    { numRuns: 50 },
  )
})
