// When a failed delivery is tried again.

import { describe, expect, test } from 'vitest'
import { againAtMs, pauseMs } from '../../../src/notify/webhooks/delays.ts'

const day = 86_400_000
const at = (over: Partial<Parameters<typeof againAtMs>[0]> = {}) =>
  againAtMs({ failures: 1, nowMs: 0, untilMs: 3 * day, retryAfterMs: null, chance: 0, ...over })

describe('the next try', () => {
  test('comes later each time, and the last one at the end of three days', () => {
    const times: number[] = []
    let nowMs = 0
    for (let failures = 1; ; failures += 1) {
      const againMs = at({ failures, nowMs })
      if (againMs === null) break
      times.push(againMs - nowMs)
      nowMs = againMs
    }
    expect(nowMs).toBe(3 * day)
    expect(times.slice(0, 4)).toEqual([5_000, 30_000, 120_000, 600_000])
    const allButTheLast = times.slice(0, -1)
    expect([...allButTheLast].sort((a, b) => a - b)).toEqual(allButTheLast)
    expect(times.length).toBeGreaterThan(10)
  })

  test('is moved at random by at most a fifth', () => {
    expect(at({ chance: 1 })).toBe(6_000)
  })

  test('is not before the time that the receiver asks for, and never later than a day', () => {
    expect(at({ retryAfterMs: 60_000 })).toBe(60_000)
    expect(at({ retryAfterMs: 1_000 })).toBe(5_000)
    expect(at({ retryAfterMs: 30 * day })).toBe(day)
  })

  test('does not come when the three days are over', () => {
    expect(at({ nowMs: 3 * day })).toBeNull()
  })
})

test('a failing receiver is paused for longer each time, up to a minute', () => {
  expect([0, 1, 2, 3, 20].map(pauseMs)).toEqual([0, 1_000, 2_000, 4_000, 60_000])
})
