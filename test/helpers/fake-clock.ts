// A clock turned by hand. Sleepers wake in order of their time when the clock passes it.

import type { Clock } from '../../src/lib/time/clock.ts'

export interface FakeClock extends Clock {
  /** Moves both clocks on and wakes who slept until then. */
  advance(byMs: number): Promise<void>
  /** Moves the wall clock alone, as an administrator or a time server does. */
  jump(byMs: number): void
  readonly sleepers: number
}

export function fakeClock(startMs = Date.UTC(2026, 10, 24, 9, 0, 0)): FakeClock {
  let wallMs = startMs
  let steadyMs = 0
  const sleeping: { atMs: number; wake: () => void }[] = []

  return {
    nowMs: () => wallMs,
    monotonicMs: () => steadyMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const abandon = () => {
          sleeping.splice(sleeping.indexOf(sleeper), 1)
          resolve()
        }
        const wake = () => {
          signal?.removeEventListener('abort', abandon)
          resolve()
        }
        const sleeper = { atMs: steadyMs + delayMs, wake }
        sleeping.push(sleeper)
        signal?.addEventListener('abort', abandon, { once: true })
      }),
    jump(byMs) {
      wallMs += byMs
    },
    get sleepers() {
      return sleeping.length
    },
    async advance(byMs) {
      const untilMs = steadyMs + byMs
      for (;;) {
        sleeping.sort((a, b) => a.atMs - b.atMs)
        const next = sleeping[0]
        if (next === undefined || next.atMs > untilMs) break
        sleeping.shift()
        wallMs += next.atMs - steadyMs
        steadyMs = next.atMs
        next.wake()
        await new Promise((resolve) => setImmediate(resolve))
      }
      wallMs += untilMs - steadyMs
      steadyMs = untilMs
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
