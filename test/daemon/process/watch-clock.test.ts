// A wall clock that is set back or forward while the daemon runs, and between two runs.

import { expect, onTestFinished, test } from 'vitest'
import { mustHaveTime, watchClock } from '../../../src/daemon/process/watch-clock.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { silentLog } from '../../../src/lib/log.ts'
import { fakeClock } from '../../helpers/fake-clock.ts'
import { waiting } from '../../helpers/new-transfer.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { withCode } from '../../helpers/messages.ts'

const hourMs = 3_600_000

async function openClock() {
  const clock = fakeClock()
  const ledger = await openLedger({ folder: tempFolder(), clock })
  onTestFinished(() => ledger.close())
  const watch = async () => {
    const watching = await watchClock({ ledger, clock, log: silentLog, zone: 'UTC' })
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

test('a clock that was set back while the daemon did not run is noticed at the start', async () => {
  const { clock, ledger, watch, dueInMs } = await openClock()
  const { id } = await waiting(ledger, clock.nowMs() + 60_000)
  clock.jump(-hourMs)
  await watch()
  expect(await dueInMs(id)).toBe(60_000)
})

test('a clock that is set forward makes a wait shorter and leaves no wrong time', async () => {
  const { clock, ledger, watch, dueInMs } = await openClock()
  await watch()
  const { id } = await waiting(ledger, clock.nowMs() + 2 * hourMs)
  clock.jump(hourMs)
  await clock.advance(5_000)
  expect(await dueInMs(id)).toBe(hourMs - 5_000)
})

const dayMs = 24 * hourMs

test('a jump ahead is reported, and the next start removes the report', async () => {
  const { clock, ledger, watch } = await openClock()
  await watch()
  clock.jump(400 * dayMs)
  await clock.advance(5_000)
  await expect
    .poll(() => ledger.conditions(), { interval: 5 })
    .toMatchObject([{ subject: 'clock', code: 'CLOCK-JUMPED' }])
  await watch()
  expect(await ledger.conditions()).toEqual([])
})

test('a clock that is behind the newest fact is reported at the start', async () => {
  const { clock, ledger, watch } = await openClock()
  await waiting(ledger, null)
  clock.jump(-2 * dayMs)
  await watch()
  expect(await ledger.conditions()).toMatchObject([{ subject: 'clock', code: 'CLOCK-BEHIND' }])
})

test('a condition that began in the future counts as begun now, and turns red after its time', async () => {
  const { clock, ledger, watch } = await openClock()
  await ledger.note('bank:b', withCode('BANK-REFUSED', 'It said no.'))
  clock.jump(-10 * dayMs)
  await watch()
  const found = (await ledger.conditions()).find(({ subject }) => subject === 'bank:b')
  expect(found?.sinceMs).toBe(clock.nowMs())
})

test('a delivery to a webhook waits no longer than planned after the clock was set back', async () => {
  const { clock, ledger, watch } = await openClock()
  const webhook = 'erp'
  await ledger.saveWebhook({
    ...{ id: webhook, origin: 'api', url: 'https://erp.example/hook', events: [] },
    ...{ header: 'X-Signature', secret: 'sealed', previousSecret: '', previousUntilMs: null },
  })
  await waiting(ledger, null)
  const due = () => ledger.dueDeliveries({ webhook, nowMs: clock.nowMs(), limit: 10 })
  const before = (await due()).deliveries.length
  expect(before).toBeGreaterThan(0)
  clock.jump(-400 * dayMs)
  expect((await due()).deliveries).toHaveLength(0)
  await watch()
  expect((await due()).deliveries).toHaveLength(before)
})

test('a clock that is wrong by years prevents the start', () => {
  const boot = fakeClock(0)
  expect(() => mustHaveTime(boot)).toThrowError(
    expect.objectContaining({
      code: 'CLOCK-WRONG',
      message: expect.stringContaining('1970-01-01'),
    }),
  )
  expect(() => mustHaveTime(fakeClock())).not.toThrow()
})
