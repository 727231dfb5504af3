// A bank that is slow, gone, forgetful or wrong. The table in docs/reliability.md names each of these tests;
// what a bank refuses or cuts at each step is in test/road/bad-bank.test.ts.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../helpers/road.ts'
import { openNear } from '../helpers/near-road.ts'

const content = bytesOf(20_000)
const impatient = `    retry: { afterBreak: 0s, firstDelay: 250ms, maximumDelay: 500ms }
    timers: { connect: 1s, answer: 1s, longAnswer: 1s }`

describe('a line that is open here and dead there', () => {
  test('before the end costs a timer, and the file goes on another line, once', async () => {
    const near = await openNear({ bank: impatient })
    await near.start()
    near.proxy.swallow('toDaemon')
    near.drop('paie.xml', content)
    const cut = await near.until('paie.xml', 'waiting')
    expect(near.copies(content)).toBe(0)
    expect(cut.reason).toMatch(/took too long|no answer/)
    near.proxy.reset()
    await near.until('paie.xml', 'archived')
    expect(near.copies(content)).toBe(1)
  })

  test('at the end is doubt, although the bank has the file; nothing is sent again', async () => {
    const near = await openNear({ bank: impatient })
    await near.start()
    near.misbehave('stall:committed')
    near.drop('paie.xml', content)
    const doubtful = await near.until('paie.xml', 'in-doubt')
    expect(doubtful.dueMs).toBeNull()
    expect(near.copies(content)).toBe(1)
  })
})

test('a bank that takes its time at every step, within its timers, gets the file at the first attempt', async () => {
  const near = await openNear({ bank: impatient })
  await near.start()
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
    near.misbehave(`delay:${step}=300`)
  near.drop('paie.xml', content)
  expect((await near.until('paie.xml', 'archived')).attempts).toBe(1)
  expect(near.copies(content)).toBe(1)
})

describe('a bank whose word does not hold', () => {
  test('counts other bytes than it was sent: it is in doubt, with both counts, and never sent again by itself', async () => {
    const near = await openNear({ bank: impatient })
    await near.start()
    near.misbehave('miscount:committed')
    near.drop('paie.xml', content)
    const doubtful = await near.until('paie.xml', 'in-doubt')
    expect(doubtful.reason).toMatch(/counts 20001 bytes where there are 20000/)
    expect(near.copies(content)).toBe(1)
  })

  test('acknowledges and forgets: the file is sent, kept here with its proof, and no second one leaves', async () => {
    const near = await openNear({ bank: impatient })
    await near.start()
    near.drop('paie.xml', content)
    const { id } = await near.until('paie.xml', 'archived')
    rmSync(near.bank().received()[0]?.path ?? '')
    await near.stop()
    await near.start()
    near.drop('other.xml', 'another file')
    await near.until('other.xml', 'archived')
    const sent = await near.reading((ledger) => ledger.find(id))
    expect(sent).toMatchObject({ state: 'archived', attempts: 1 })
    expect(sent?.confirmedMs).not.toBeNull()
  })

  test('forgets a broken transfer before its end: it is sent anew under another number', async () => {
    const near = await openNear({ bank: impatient })
    await near.start()
    near.misbehave('delay:create=1')
    near.misbehave('cut:open')
    near.misbehave('refuse:create=2-233')
    near.drop('paie.xml', content)
    const sent = await near.until('paie.xml', 'archived')
    expect(near.copies(content)).toBe(1)
    expect(sent.pesit?.transferNumber).toBeGreaterThan(1)
  })

  test('forgets what it may have finished: asked about it, it says that it knows nothing, and nothing is sent', async () => {
    const near = await openNear({
      bank: `${impatient}\n    finalBarrier: true\n    probe: ifSynced`,
    })
    await near.start()
    near.misbehave('cut:committed')
    near.misbehave('delay:create=1')
    near.misbehave('refuse:create=2-233')
    near.drop('paie.xml', content)
    await near.until('paie.xml', 'in-doubt')
    const decided = await near.until('paie.xml', 'in-doubt', 'archived')
    expect(decided.state).toBe('in-doubt')
    await expect
      .poll(async () => (await near.until('paie.xml', 'in-doubt')).reason, { timeout: 30_000 })
      .toContain('Still in doubt')
    expect(near.copies(content)).toBe(1)
  })

  test('acknowledges a statement and forgets that it did: what it gives again is not shown again', async () => {
    const near = await openNear({ bank: impatient })
    near.offer('releve.xml', content)
    near.misbehave('cut:committed')
    const daemon = await near.start()
    await daemon.pollAll()
    await daemon.pollAll()
    await near.until('releve.xml', 'archived')
    expect(near.inInbox()).toEqual(['releve.xml'])
  })
})

test('the same content from two writers at the same moment goes once, the other is held and names it', async () => {
  const near = await openNear({ bank: impatient })
  near.drop('a.xml', content)
  near.drop('b.xml', content)
  await near.start()
  const held = await Promise.race(['a.xml', 'b.xml'].map((name) => near.until(name, 'held')))
  const other = held.name === 'a.xml' ? 'b.xml' : 'a.xml'
  const sent = await near.until(other, 'archived')
  expect(held).toMatchObject({ code: 'DUPLICATE', sameAs: sent.id })
  near.drop('c.xml', content)
  const third = await near.until('c.xml', 'held')
  expect(third.sameAs).toBe(sent.id)
  expect(third.reason).toContain(`the same file as ${other}, acknowledged by bank on `)
  expect(near.copies(content)).toBe(1)
})

test('the ledger of a daemon that runs is refused to a second one, which says whose it is', async () => {
  const near = await openNear({ bank: impatient })
  await near.start()
  await expect(near.start()).rejects.toMatchObject({
    code: 'LEDGER-LOCKED',
    message: expect.stringContaining(
      `${join(near.data)} is in use by process ${process.pid}`,
    ) as string,
  })
})
