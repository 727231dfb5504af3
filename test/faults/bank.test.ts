// A bank that is slow, gone, forgetful or wrong. The table in docs/reliability.md names each of these tests;
// what a bank refuses or cuts at each step is in test/road/bad-bank.test.ts.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const content = bytesOf(20_000)
const impatient = {
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' },
  timers: { connect: '1s', answer: '1s', longAnswer: '1s' },
}

describe('a line that is open here and dead there', () => {
  test('before the end costs a timer, and the file goes on another line, once', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    await road.start()
    road.proxy.swallow('toDaemon')
    road.drop('paie.xml', content)
    const cut = await road.until('paie.xml', 'waiting')
    expect(road.copies(content)).toBe(0)
    expect(cut.reason).toMatch(/took too long|no answer/)
    road.proxy.reset()
    await road.until('paie.xml', 'archived')
    expect(road.copies(content)).toBe(1)
  })

  test('at the end is doubt, although the bank has the file; nothing is sent again', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    await road.start()
    road.misbehave('stall:committed')
    road.drop('paie.xml', content)
    const doubtful = await road.until('paie.xml', 'in-doubt')
    expect(doubtful.dueMs).toBeNull()
    expect(road.copies(content)).toBe(1)
  })
})

test('a bank that takes its time at every step, within its timers, gets the file at the first attempt', async () => {
  const road = await openRoadInProcess({ bank: impatient })
  await road.start()
  for (const step of [
    'connect',
    'create',
    'open',
    'write',
    'data-end',
    'committed',
    'close',
    'deselect',
  ])
    road.misbehave(`delay:${step}=300`)
  road.drop('paie.xml', content)
  expect((await road.until('paie.xml', 'archived')).attempts).toBe(1)
  expect(road.copies(content)).toBe(1)
})

describe('a bank whose word does not hold', () => {
  test('counts other bytes than it was sent: it is in doubt, with both counts, and never sent again by itself', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    await road.start()
    road.misbehave('miscount:committed')
    road.drop('paie.xml', content)
    const doubtful = await road.until('paie.xml', 'in-doubt')
    expect(doubtful.reason).toMatch(/counts 20001 bytes where there are 20000/)
    expect(road.copies(content)).toBe(1)
  })

  test('acknowledges and forgets: the file is sent, kept here with its proof, and no second one leaves', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    await road.start()
    road.drop('paie.xml', content)
    const { id } = await road.until('paie.xml', 'archived')
    rmSync(road.bank.received()[0]?.path ?? '')
    await road.stop()
    await road.start()
    road.drop('other.xml', 'another file')
    await road.until('other.xml', 'archived')
    const sent = await road.reading((ledger) => ledger.find(id))
    expect(sent).toMatchObject({ state: 'archived', attempts: 1 })
    expect(sent?.confirmedMs).not.toBeNull()
  })

  test('forgets a broken transfer before its end: it is sent anew under another number', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    await road.start()
    road.misbehave('delay:create=1')
    road.misbehave('cut:open')
    road.misbehave('refuse:create=2-233')
    road.drop('paie.xml', content)
    const sent = await road.until('paie.xml', 'archived')
    expect(road.copies(content)).toBe(1)
    expect(sent.pesit?.transferNumber).toBeGreaterThan(1)
  })

  test('forgets what it may have finished: asked about it, it says that it knows nothing, and nothing is sent', async () => {
    const road = await openRoadInProcess({
      bank: { ...impatient, finalBarrier: true, probe: 'ifSynced' },
    })
    await road.start()
    road.misbehave('cut:committed')
    road.misbehave('delay:create=1')
    road.misbehave('refuse:create=2-233')
    road.drop('paie.xml', content)
    await road.until('paie.xml', 'in-doubt')
    const decided = await road.until('paie.xml', 'in-doubt', 'archived')
    expect(decided.state).toBe('in-doubt')
    await expect
      .poll(async () => (await road.until('paie.xml', 'in-doubt')).reason, { timeout: 30_000 })
      .toContain('Still in doubt')
    expect(road.copies(content)).toBe(1)
  })

  test('acknowledges a statement and forgets that it did: what it gives again is not shown again', async () => {
    const road = await openRoadInProcess({ bank: impatient })
    road.offer('releve.xml', content)
    road.misbehave('cut:committed')
    const daemon = await road.start()
    await daemon.pollAll()
    await daemon.pollAll()
    await road.until('releve.xml', 'archived')
    expect(road.inInbox()).toEqual(['releve.xml'])
  })
})

test('the same content from two writers at the same moment goes once, the other is held and names it', async () => {
  const road = await openRoadInProcess({ bank: impatient })
  road.drop('a.xml', content)
  road.drop('b.xml', content)
  await road.start()
  const held = await Promise.race(['a.xml', 'b.xml'].map((name) => road.until(name, 'held')))
  const other = held.name === 'a.xml' ? 'b.xml' : 'a.xml'
  const sent = await road.until(other, 'archived')
  expect(held).toMatchObject({ code: 'DUPLICATE', sameAs: sent.id })
  road.drop('c.xml', content)
  const third = await road.until('c.xml', 'held')
  expect(third.sameAs).toBe(sent.id)
  expect(third.reason).toContain(`the same file as ${other}, acknowledged by bank on `)
  expect(road.copies(content)).toBe(1)
})

test('the ledger of a daemon that runs is refused to a second one, which says whose it is', async () => {
  const road = await openRoadInProcess({ bank: impatient })
  await road.start()
  await expect(road.start()).rejects.toMatchObject({
    code: 'LEDGER-LOCKED',
    message: expect.stringContaining(
      `${join(road.data)} is in use by process ${process.pid}`,
    ) as string,
  })
})
