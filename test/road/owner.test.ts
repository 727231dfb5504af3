// One owner for an outbox: two daemons with two ledgers, two copies of one ledger, one that was frozen while
// another took over. Each has a bank of its own, so that what both send is seen twice.

import { cpSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, type RoadOptions, openRoad } from '../helpers/road/open.ts'

const patiently = { interval: 100 }

async function openTwo(first: RoadOptions = {}, second: RoadOptions = {}) {
  const one = await openRoad(first)
  const two = await openRoad({ ...second, places: { outbox: one.outbox } })
  return { one, two }
}

const namesAt = (...roads: readonly Road[]) =>
  roads.flatMap(({ bank }) => bank.received().map((file) => file.sha256))
const untilStatus = (road: Road, text: string | RegExp) =>
  vi.waitFor(async () => {
    const { out, code } = await road.cli('status')
    expect(out).toMatch(text)
    return { out, code }
  }, patiently)
/** The owner seems to have given no sign of life for a minute. */
function seemGone(road: Road): void {
  const { path } = road.signOfLife()
  const before = new Date(Date.now() - 60_000)
  utimesSync(path, before, before)
}
const takeOver = (road: Road) =>
  road.cli('take-over', road.outbox, '--reason', 'the other machine is gone')

test('a second daemon takes nothing from an outbox that has an owner, and says whose it is', async () => {
  const { one, two } = await openTwo()
  await one.start()
  await one.untilOwned()
  await two.start()
  const contents = Array.from({ length: 20 }, (_, index) => bytesOf(500, index + 1))
  contents.forEach((content, index) => one.drop(`paie-${index}.xml`, content))
  await vi.waitFor(() => expect(namesAt(one)).toHaveLength(20), patiently)
  const { out, code } = await untilStatus(two, 'belongs to another pesit-drop')
  expect(code).toBe(3)
  expect(out).toContain(one.data)
  expect(out).toContain('which is at work there')
  expect(namesAt(one, two).sort()).toEqual(contents.map(sha256).sort())
  expect(await two.transfers()).toEqual([])
  const refused = await takeOver(two)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('gave a sign of life a moment ago')
})

test('a dead owner is ended by a person alone; what it had taken is held, what comes is sent', async () => {
  const { one, two } = await openTwo()
  one.misbehave('refuse:connect=3-303')
  await one.start()
  one.drop('taken.xml', bytesOf(500, 1))
  await one.until('taken.xml', 'waiting')
  await one.kill()
  await two.start()
  const { out } = await untilStatus(two, 'gives no sign of life')
  expect(out).toContain(`pesit-drop take-over ${one.outbox} --reason`)
  two.drop('later.xml', bytesOf(500, 2))
  expect(await two.transfers()).toEqual([])

  const taken = await takeOver(two)
  expect(taken).toMatchObject({ code: 0 })
  expect(taken.out).toContain('the other machine is gone')
  const held = await two.until('taken.xml', 'held')
  expect(held.code).toBe('CLAIMED-BY-ANOTHER')
  await two.until('later.xml', 'archived')
  expect(namesAt(one, two)).toEqual([sha256(bytesOf(500, 2))])

  // The first comes back: it is not the owner any more, and holds what it had.
  await one.start()
  const ours = await one.until('taken.xml', 'held')
  expect(ours.code).toBe('OUTBOX-TAKEN-OVER')
  expect(ours.reason).toContain(two.data)
  expect(namesAt(one, two)).toHaveLength(1)
})

test.each([
  { when: 'while a file is being sent', size: 3_000_000 },
  { when: 'while files wait', size: 500 },
])(
  'a daemon that was frozen $when, and thawed after a take-over, sends nothing',
  async ({ size }) => {
    const { one, two } = await openTwo({})
    const isBig = size > 1_000
    one.misbehave(isBig ? 'delay:open=6000' : 'refuse:connect=3-303')
    await one.start()
    one.drop('first.xml', bytesOf(size, 1))
    await one.until('first.xml', isBig ? 'sending' : 'waiting')
    one.drop('second.xml', bytesOf(500, 2))
    await one.until('second.xml', 'queued', 'waiting')
    one.signal('SIGSTOP')
    seemGone(one)
    await two.start()
    await untilStatus(two, 'gives no sign of life')
    expect(await takeOver(two)).toMatchObject({ code: 0 })
    await two.until('first.xml', 'held')
    one.signal('SIGCONT')
    const held = await one.until('first.xml', 'held')
    expect(held.code).toBe('OUTBOX-TAKEN-OVER')
    await one.until('second.xml', 'held')
    one.drop('third.xml', bytesOf(500, 3))
    await two.until('third.xml', 'archived')
    expect(namesAt(one)).toEqual([])
    expect(namesAt(two)).toEqual([sha256(bytesOf(500, 3))])
    expect((await one.transfers()).map(({ name }) => name)).not.toContain('third.xml')
  },
)

test('of two copies of one data folder the second waits as long as the first gives signs of life', async () => {
  const { one, two } = await openTwo()
  one.misbehave('refuse:connect=3-303')
  await one.start()
  one.drop('paie.xml', bytesOf(500, 1))
  await one.until('paie.xml', 'waiting')
  await one.stop()
  cpSync(one.data, two.data, { recursive: true })
  await one.start()
  await vi.waitFor(() => expect(one.signOfLife().sign.stopped).toBe(false), patiently)
  await two.start()
  // It is a copy from before the last start of the first: what was under way in it may have been sent.
  const held = await two.until('paie.xml', 'held')
  expect(held.code).toBe('LEDGER-ROLLED-BACK')
  await untilStatus(two, 'a daemon with this same ledger, or a copy of it')
  await one.cli('retry', held.id)
  await one.until('paie.xml', 'archived')
  expect(namesAt(one, two)).toHaveLength(1)
})

test('a sign of life that this process did not write means that it runs twice: it stops and holds', async () => {
  const road = await openRoad()
  road.misbehave('refuse:connect=3-303')
  await road.start()
  road.drop('paie.xml', bytesOf(500, 1))
  await road.until('paie.xml', 'waiting')
  const { path, sign } = road.signOfLife()
  writeFileSync(path, JSON.stringify({ ...sign, number: sign.number + 9, stopped: true }))
  const held = await road.until('paie.xml', 'held')
  expect(held.code).toBe('LEDGER-ROLLED-BACK')
  expect(namesAt(road)).toEqual([])
})

test('the folder of each look carries the id of the ledger, and the owner is written for people', async () => {
  const road = await openRoad()
  road.misbehave('refuse:connect=3-303')
  await road.start()
  road.drop('paie.xml', bytesOf(500, 1))
  const { look } = await road.until('paie.xml', 'waiting')
  const folder = join(road.outbox, '.pesit-drop', 'owner')
  const name = readdirSync(folder).find((one) => one.endsWith('.json')) ?? ''
  const owner = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>
  expect(owner).toMatchObject({ dataFolder: road.data, reason: '' })
  expect(look).toMatch(new RegExp(`^[0-9a-f-]{36}\\.${String(owner['ledger'])}$`))
})
