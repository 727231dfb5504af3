// What was in a folder before it was first watched is held; a clock that was wrong at that moment does not
// hold what comes later, and lets nothing go that lay there.

import { expect, test } from 'vitest'
import { rememberFirstStart } from '../../../src/outbox/owner/first-start.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const dayMs = 24 * 3_600_000
const nowMs = Date.UTC(2026, 10, 30, 12)
const ns = (ms: number) => String(BigInt(ms) * 1_000_000n)
const file = (atMs: number) => ({ changedNs: ns(atMs) })

function watched(dataFolder: string, atMs: number, policy: 'hold' | 'send' = 'hold', offMs = 0) {
  const shareNowNs = ns(atMs + offMs)
  return rememberFirstStart({ dataFolder, folder: '/out', policy, shareNowNs, nowMs: atMs })
}

test('what was there before is old, what comes later is not, over restarts', async () => {
  const data = tempFolder()
  for (const laterMs of [0, 1_000, dayMs]) {
    const first = await watched(data, nowMs + laterMs)
    expect(first.isOld(file(nowMs - 1), nowMs + laterMs)).toBe(true)
    expect(first.isOld(file(nowMs + laterMs), nowMs + laterMs)).toBe(false)
    expect(first).toMatchObject({ wasMs: null })
    expect(first.isAhead(nowMs + laterMs)).toBe(false)
  }
})

test('a first moment that is still to come is put right, told once, and holds what lies there and nothing later', async () => {
  const data = tempFolder()
  const aheadMs = nowMs + 365 * dayMs
  await watched(data, aheadMs)
  const first = await watched(data, nowMs)
  expect(first.wasMs).toBe(aheadMs)
  // It came before the clock was put right, or while it was ahead before the folder was first watched.
  expect(first.isOld(file(nowMs - 1_000), nowMs)).toBe(true)
  expect(first.isOld(file(aheadMs - 1_000), nowMs)).toBe(true)
  expect(first.isOld(file(nowMs + 1_000), nowMs + 2_000)).toBe(false)
  // It came while the clock was ahead, after the folder was first watched.
  expect(first.isOld(file(aheadMs + 1_000), nowMs)).toBe(false)
  const again = await watched(data, nowMs + dayMs)
  expect(again.wasMs).toBeNull()
  expect(again.isOld(file(nowMs + 1_000), nowMs + dayMs)).toBe(false)
  expect(again.isOld(file(aheadMs - 1_000), nowMs + dayMs)).toBe(true)
  // When that time has really come, it is a time like any other.
  expect(again.isOld(file(aheadMs - 1_000), aheadMs)).toBe(false)
})

test('a clock that is set back while the folder is watched makes the first moment one to ask about', async () => {
  const first = await watched(tempFolder(), nowMs + dayMs)
  expect(first.isAhead(nowMs + dayMs)).toBe(false)
  expect(first.isAhead(nowMs)).toBe(true)
})

test('a clock that is behind at the first start lets nothing go that lay there', async () => {
  const data = tempFolder()
  const behindMs = nowMs - 90 * dayMs
  const first = await watched(data, behindMs)
  expect(first.isOld(file(nowMs - dayMs), behindMs)).toBe(true)
  expect(first.isOld(file(behindMs + 1_000), behindMs + 2_000)).toBe(false)
})

test('a file server whose clock differs from ours is judged by its own', async () => {
  const data = tempFolder()
  const offMs = 40 * dayMs
  const first = await watched(data, nowMs, 'hold', offMs)
  expect(first.isAhead(nowMs)).toBe(false)
  expect(first.isOld(file(nowMs + offMs - 1), nowMs)).toBe(true)
  expect(first.isOld(file(nowMs + offMs + 1_000), nowMs + 2_000)).toBe(false)
  expect((await watched(data, nowMs + dayMs, 'hold', offMs)).wasMs).toBeNull()
})

test('where all is to be sent nothing is old', async () => {
  const first = await watched(tempFolder(), nowMs, 'send')
  expect(first.isOld(file(0), nowMs)).toBe(false)
})
