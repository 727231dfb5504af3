// The loop of a station: when a round begins, what a failure does, and how it stops.

import { expect, test, vi } from 'vitest'
import type { Clock } from '../../../src/lib/time/clock.ts'
import { startLoop, startPeriodic } from '../../../src/lib/waiting/loop.ts'

/** A clock whose waits end when the test says so. */
function heldClock() {
  const waits: { readonly delayMs: number; end(): void }[] = []
  const clock: Clock = {
    nowMs: () => 0,
    monotonicMs: () => 0,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve()
        waits.push({ delayMs, end: resolve })
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  return { clock, waits }
}

const unexpected = (error: unknown) => {
  throw error
}

test('a round begins at once, and the next one when the wait that it returned is over', async () => {
  const { clock, waits } = heldClock()
  let rounds = 0
  const round = () => Promise.resolve(++rounds * 100)
  const loop = startLoop(round, { clock, onFailure: unexpected, afterFailureMs: 1 })
  await vi.waitUntil(() => waits.length === 1)
  expect([rounds, waits[0]?.delayMs]).toEqual([1, 100])
  waits[0]?.end()
  await vi.waitUntil(() => waits.length === 2)
  expect([rounds, waits[1]?.delayMs]).toEqual([2, 200])
  await loop.stop()
})

test('a ring begins the next round before the wait is over, and one during a round is not lost', async () => {
  const { clock, waits } = heldClock()
  let rounds = 0
  const round = () => {
    rounds += 1
    if (rounds === 2) loop.ring()
    return Promise.resolve(1_000)
  }
  const loop = startLoop(round, { clock, onFailure: unexpected, afterFailureMs: 1 })
  await vi.waitUntil(() => waits.length === 1)
  loop.ring()
  await vi.waitUntil(() => rounds === 3 && waits.length === 2)
  await loop.stop()
  expect(rounds).toBe(3)
})

test('a round that fails is reported, and the loop goes on after the wait for failures', async () => {
  const { clock, waits } = heldClock()
  const failures: unknown[] = []
  let rounds = 0
  const round = () => (++rounds === 1 ? Promise.reject(new Error('once')) : Promise.resolve(9))
  const onFailure = (error: unknown) => void failures.push(error)
  const loop = startLoop(round, { clock, onFailure, afterFailureMs: 50 })
  await vi.waitUntil(() => waits.length === 1)
  expect([failures, waits[0]?.delayMs]).toEqual([[new Error('once')], 50])
  waits[0]?.end()
  await vi.waitUntil(() => waits.length === 2)
  expect(rounds).toBe(2)
  await loop.stop()
})

test('a stop during a wait begins no other round', async () => {
  const { clock, waits } = heldClock()
  let rounds = 0
  const work = () => Promise.resolve(void (rounds += 1))
  const loop = startPeriodic(work, { clock, everyMs: 10, firstAfterMs: 5, onFailure: unexpected })
  await vi.waitUntil(() => waits.length === 1)
  expect([rounds, waits[0]?.delayMs]).toEqual([0, 5])
  await loop.stop()
  expect(rounds).toBe(0)
})

test('a stop during a round aborts its signal and waits for its end', async () => {
  const { clock } = heldClock()
  const steps: string[] = []
  const work = async (signal: AbortSignal) => {
    await new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    steps.push('round ended')
  }
  const loop = startPeriodic(work, { clock, everyMs: 10, onFailure: unexpected })
  await loop.stop()
  expect(steps).toEqual(['round ended'])
})

test('periodic rounds come in their period, also after a failure', async () => {
  const { clock, waits } = heldClock()
  const onFailure = () => undefined
  const work = () => Promise.reject(new Error('always'))
  const loop = startPeriodic(work, { clock, everyMs: 30, onFailure })
  await vi.waitUntil(() => waits.length === 1)
  expect(waits[0]?.delayMs).toBe(30)
  await loop.stop()
})
