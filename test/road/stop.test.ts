// A stop has an end, whatever the bank does: with the timers of real banks, which wait for minutes, SIGTERM
// ends the program soon after the grace, and nothing is lost or doubled by it.

import { describe, expect, test } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'

/** Far longer than a test waits: a stop that waits for the bank fails. */
const timersOfHosts = {
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '1s' },
  timers: { connect: '4m', answer: '4m', longAnswer: '4m' },
}

const inTime = 30_000

async function endedAfterTerm(road: Awaited<ReturnType<typeof openRoad>>): Promise<number> {
  const began = performance.now()
  road.signal('SIGTERM')
  expect(await road.ended()).toBe(0)
  return performance.now() - began
}

describe('with a bank that says nothing, SIGTERM ends the program, and the next start goes on', () => {
  test.each([
    ['connect', 'sent'],
    ['create', 'sent'],
    ['open', 'sent'],
    ['write', 'sent'],
    ['data', 'sent or in doubt'],
    ['data-end', 'sent or in doubt'],
    ['transfer-end', 'sent or in doubt'],
  ])('to %s', async (step, end) => {
    const road = await openRoad({ bank: timersOfHosts })
    await road.start()
    const content = bytesOf(60_000)
    const stall = road.misbehave(`stall:${step}`)
    road.drop('paie.xml', content)
    await expect.poll(() => stall.times, { timeout: inTime }).toBe(0)
    expect(await endedAfterTerm(road)).toBeLessThan(inTime)
    await road.start()
    const done = await road.until('paie.xml', 'archived', 'in-doubt')
    if (end === 'sent') expect(done.state).toBe('archived')
    expect(road.bank.received().length).toBeLessThanOrEqual(1)
  })

  test('to SELECT, while a program waits for a statement', async () => {
    const road = await openRoad({ bank: timersOfHosts })
    const stall = road.misbehave('stall:select')
    await road.start()
    const asking = road.cli('poll')
    await expect.poll(() => stall.times, { timeout: inTime }).toBe(0)
    expect(await endedAfterTerm(road)).toBeLessThan(inTime)
    await asking
  })
})

test('a stop in order says so, and is not cut short', async () => {
  const road = await openRoad({ bank: timersOfHosts })
  await road.start()
  road.drop('paie.xml', bytesOf(3_000))
  await road.until('paie.xml', 'archived')
  await endedAfterTerm(road)
  expect(road.said().join()).toContain('"Stopped"')
  expect(road.said().join()).not.toContain('STOP-FORCED')
})
