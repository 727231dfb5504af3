// A break costs a resume, not a restart: after a cut in the middle only the rest travels, with nobody's
// help, also when the daemon was killed in between.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, sha256, sha256OfFile } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'

const content = bytesOf(100_000_000)
const half = 50_000_000
/** One sync interval (4 MB), the window of four, and the headers. */
const slack = 5 * 4 * 1024 * 1024 + 1_000_000
const bank = { retry: { afterBreak: '2s', firstDelay: '250ms', maximumDelay: '1s' } }

test.each([
  ['the daemon goes on', false],
  ['the daemon is killed in between', true],
])('out: a line cut in the middle of 100 MB is resumed (%s)', async (_, kill) => {
  const road = await openRoad({ bank })
  await road.start()
  road.proxy.cutAfter('toBank', half)
  road.drop('large.bin', content)
  const cut = await road.until('large.bin', 'waiting')
  expect(cut.lastSync).toBeGreaterThan(5)
  road.proxy.reset()
  if (kill) {
    await road.kill()
    await road.start()
  }
  const sent = await road.until('large.bin', 'archived')
  expect(sent.attempts).toBe(2)
  expect(road.bank.received().map((file) => file.sha256)).toEqual([sha256(content)])
  expect(road.proxy.toBank).toBeLessThan(content.length - half + slack)
  expect(road.proxy.toBank).toBeGreaterThan(content.length / 4)
})

test.each([
  ['the daemon goes on', false],
  ['the daemon is killed in between', true],
])('in: a line cut in the middle of 100 MB is resumed (%s)', async (_, kill) => {
  const road = await openRoad({ bank })
  road.offer('statement.bin', content)
  await road.start()
  road.proxy.cutAfter('toDaemon', half)
  await road.cli('poll')
  const cut = await road.until('statement.bin', 'waiting')
  expect(cut.lastSync).toBeGreaterThan(5)
  road.proxy.reset()
  if (kill) {
    await road.kill()
    await road.start()
  }
  await road.untilInbox(1)
  expect(sha256OfFile(join(road.inbox, 'statement.bin'))).toBe(sha256(content))
  expect(road.proxy.toDaemon).toBeLessThan(content.length - half + slack)
  await road.until('statement.bin', 'archived')
})

test('a daemon killed while sending goes on by itself, with the same transfer number', async () => {
  const road = await openRoad({ bank })
  await road.start()
  road.misbehave('delay:data=100×30')
  road.drop('large.bin', content)
  const sending = await road.until('large.bin', 'sending')
  await road.kill()
  await road.start()
  const sent = await road.until('large.bin', 'archived')
  expect(sent.id).toBe(sending.id)
  expect(road.bank.received().map((file) => file.sha256)).toEqual([sha256(content)])
})
