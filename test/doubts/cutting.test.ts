// A line that is cut at any byte before DTF.END leaves no doubt, with any preset; each byte is cut at by
// `npm run doubts`, here some of them.

import { describe, expect, test } from 'vitest'
import { openCutter, presets } from './cutting.ts'

const sizeBytes = 60_000

describe.each(presets)('%s', (dialect) => {
  test('cut on its way to the bank', async () => {
    const cutter = await openCutter({ dialect, when: 'now', line: 'direct' }, sizeBytes)
    // Where there is no sync point, the end is asked for as soon as the last byte is there.
    const beforeEnd = cutter.beforeEnd - (dialect === 'waarp' ? 1 : 0)
    // Some of the data, and all that is near the end of it.
    const near = Array.from({ length: 40 }, (_, index) => beforeEnd - index)
    const within = Array.from({ length: 12 }, (_, index) => 1 + index * 5_003)
    for (const afterBytes of [...within, ...near]) {
      const isDoubt = await cutter.leavesDoubt({ direction: 'toBank', afterBytes })
      expect(isDoubt, `after ${afterBytes} of ${beforeEnd} bytes`).toBe(false)
    }
    // The measure can tell: with the whole conversation but one byte there, it is one.
    const last = await cutter.leavesDoubt({ direction: 'toBank', afterBytes: beforeEnd + 2 })
    expect(last).toBe(true)
  }, 120_000)
})

test('before it was so, a cut in the middle of the data left a doubt', async () => {
  const cutter = await openCutter(
    { dialect: 'standard', when: 'before', line: 'direct' },
    sizeBytes,
  )
  expect(await cutter.leavesDoubt({ direction: 'toBank', afterBytes: 30_000 })).toBe(true)
})
