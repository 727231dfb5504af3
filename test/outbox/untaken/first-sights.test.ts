// Since when names lie there: by a clock that nobody sets, and across restarts.

import { describe, expect, test } from 'vitest'
import { createSights, maximumKept } from '../../../src/outbox/untaken/first-sights.ts'
import type { FirstSight } from '../../../src/ledger/contract/outboxes.ts'

const stuckAfterMs = 600_000
const minuteMs = 60_000

function life(kept: readonly FirstSight[] = [], wallMs = 1_000_000_000) {
  const at = { monotonicMs: 5_000, wallMs }
  const clock = { nowMs: () => at.wallMs, monotonicMs: () => at.monotonicMs }
  const sights = createSights({ kept, clock, stuckAfterMs })
  return {
    sights,
    pass(ms: number, ...names: string[]) {
      at.monotonicMs += ms
      at.wallMs += ms
      sights.see(names)
    },
    setWall(ms: number) {
      at.wallMs = ms
    },
    wall: () => at.wallMs,
  }
}

/** What is on disk after this, beginning with what was. */
function written(
  before: readonly FirstSight[],
  sights: ReturnType<typeof life>['sights'],
): readonly FirstSight[] {
  const change = sights.toKeep()
  if (change === null) return before
  sights.kept(change)
  const gone = new Set([...change.drop, ...change.put.map(({ name }) => name)])
  return [...before.filter(({ name }) => !gone.has(name)), ...change.put]
}

test('a name is as old as its first sight, whatever the wall clock does; one that was away begins anew', () => {
  const { sights, pass, setWall } = life()
  pass(0, 'a')
  setWall(5)
  pass(minuteMs, 'a')
  setWall(9_000_000_000_000)
  pass(minuteMs, 'a')
  expect(sights.ageMs('a')).toBe(2 * minuteMs)
  pass(1)
  pass(1, 'a')
  expect(sights.ageMs('a')).toBe(0)
  expect(sights.ageMs('never seen')).toBe(0)
})

test('what goes its way is never written down', () => {
  const { sights, pass } = life()
  pass(0, 'a')
  pass(minuteMs - 1, 'a')
  expect(sights.toKeep()).toBeNull()
  pass(1)
  expect(sights.toKeep()).toBeNull()
})

describe('across restarts', () => {
  test('a file is told after its time although no life lasts so long', () => {
    let disk: readonly FirstSight[] = []
    let wallMs = 1_000_000_000
    let ageMs = 0
    for (let n = 0; n < 5; n += 1) {
      const { sights, pass, wall } = life(disk, wallMs)
      pass(0, 'a')
      pass(3 * minuteMs, 'a')
      disk = written(disk, sights)
      ageMs = sights.ageMs('a')
      wallMs = wall()
    }
    expect(ageMs).toBe(15 * minuteMs)
  })

  test('a clock that was set back makes nothing younger than it surely is', () => {
    const first = life()
    first.pass(0, 'a')
    first.pass(stuckAfterMs, 'a')
    const disk = written([], first.sights)
    const second = life(disk, 1_000)
    second.pass(0, 'a')
    expect(second.sights.ageMs('a')).toBeGreaterThanOrEqual(stuckAfterMs)
  })

  test('a name that went is forgotten, also when it went while nobody looked', () => {
    const kept = [{ name: 'a', sinceMs: 1_000_000_000 - stuckAfterMs, lainMs: minuteMs }]
    const { sights, pass } = life(kept)
    pass(0, 'b')
    expect(sights.toKeep()).toEqual({ put: [], drop: ['a'] })
  })
})

test('each name is written twice at most, and what could not be written is tried again', () => {
  const { sights, pass } = life()
  pass(0, 'a')
  pass(minuteMs, 'a')
  const first = sights.toKeep()
  expect(first?.put).toMatchObject([{ name: 'a', lainMs: minuteMs }])
  expect(sights.toKeep()).toEqual(first)
  if (first !== null) sights.kept(first)
  expect(sights.toKeep()).toBeNull()
  pass(stuckAfterMs, 'a')
  const second = sights.toKeep()
  expect(second?.put).toMatchObject([{ name: 'a', lainMs: stuckAfterMs + minuteMs }])
  if (second !== null) sights.kept(second)
  pass(stuckAfterMs, 'a')
  expect(sights.toKeep()).toBeNull()
})

test('of a hundred thousand names a bounded number is kept, the oldest', () => {
  const { sights, pass } = life()
  const old = ['old-1', 'old-2']
  pass(0, ...old)
  const all = [...old, ...Array.from({ length: 100_000 }, (_, n) => `f${n}`)]
  pass(1_000, ...all)
  pass(minuteMs, ...all)
  const change = sights.toKeep()
  expect(change?.put).toHaveLength(maximumKept)
  expect(change?.put.slice(0, 2).map(({ name }) => name)).toEqual(old)
  if (change !== null) sights.kept(change)
  expect(sights.toKeep()).toBeNull()
})
