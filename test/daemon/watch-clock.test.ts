// A wall clock that is set back or forward under a daemon that runs, and between two lives of it.

import { expect, onTestFinished, test } from 'vitest'
import { watchClock } from '../../src/daemon/watch-clock.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { waiting } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const hourMs = 3_600_000

async function openClock() {
  const clock = fakeClock()
  const ledger = await openLedger({ folder: tempFolder(), clock })
  onTestFinished(() => ledger.close())
  const watch = async () => {
    const watching = await watchClock({ ledger, clock, log: silentLog })
    onTestFinished(() => watching.stop())
  }
  const dueInMs = async (id: string) => ((await ledger.find(id))?.dueMs ?? 0) - clock.nowMs()
  return { clock, ledger, watch, dueInMs }
}

/** The move of the times is a commit to disk: a few turns of the real event loop. */
async function settled(work: () => Promise<number>, expected: number): Promise<void> {
  await expect.poll(work, { interval: 5 }).toBe(expected)
}

test.each([hourMs, 400 * 24 * hourMs])(
  'set back by %i ms while we run, it makes nothing wait longer than it was meant to',
  async (byMs) => {
    const { clock, ledger, watch, dueInMs } = await openClock()
    await watch()
    const { id } = await waiting(ledger, clock.nowMs() + 60_000)
    clock.jump(-byMs)
    await clock.advance(5_000)
    await settled(() => dueInMs(id), 60_000)
  },
)

test('set back while we were not there, it is noticed at the start', async () => {
  const { clock, ledger, watch, dueInMs } = await openClock()
  const { id } = await waiting(ledger, clock.nowMs() + 60_000)
  clock.jump(-hourMs)
  await watch()
  expect(await dueInMs(id)).toBe(60_000)
})

test('set forward it makes a wait shorter, never a time that is wrong', async () => {
  const { clock, ledger, watch, dueInMs } = await openClock()
  await watch()
  const { id } = await waiting(ledger, clock.nowMs() + 2 * hourMs)
  clock.jump(hourMs)
  await clock.advance(5_000)
  expect(await dueInMs(id)).toBe(hourMs - 5_000)
})
