// A file whose content contradicts what is set for its flow never reaches the bank, by whatever road it came,
// until the file or the settings are right.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const ready: OutboxKeys = { ready: { rename: true }, complete: false }
const text = (end: string) => ['0302 A', '0602 B', '0802 C'].map((line) => `${line}${end}`).join('')

const received = (road: Road) => road.bank.received().map(({ sha256: hash }) => hash)
const set = (road: Road, from: string, to: string) =>
  writeFileSync(road.config, readFileSync(road.config, 'utf8').replace(from, to))
const idOf = async (road: Road, name: string) => (await road.until(name, 'held')).id

test('lines that end otherwise than set are held on every road, and no release sends them until the settings are right', async () => {
  const road = await openRoad({
    outbox: { ...ready, records: { lines: 'lf' }, articleBytes: 200 },
  })
  await road.start()
  road.drop('crlf.txt', text('\r\n'))
  road.drop('cr.txt', text('\r'))
  const path = join(road.folder, 'sent.txt')
  writeFileSync(path, text('\r\n').replace('A', 'D'))
  const sent = await road.cli('send', path, '--bank', 'bank', '--virtual-file', 'VIREMENTS')
  expect(sent.code).toBe(3)
  expect(sent.out).toMatch(/held: .*CR and LF end 3 lines/)
  const id = await idOf(road, 'crlf.txt')
  await idOf(road, 'cr.txt')
  const told = (await road.cli('show', id)).out
  expect(told).toMatch(
    /CR and LF end 3 lines \(the first is line 1\), but VIREMENTS is set to lines that end with LF/,
  )
  expect(told).toContain('records: { lines: crlf }')
  const refused = await road.cli('release', id, '--reason', 'it is urgent')
  expect(refused.code).not.toBe(0)
  expect(`${refused.out}${refused.err}`).toMatch(/was not let go, because it would arrive garbled/)
  expect(received(road)).toEqual([])

  await road.stop()
  set(road, 'lines: lf', 'lines: crlf')
  await road.start()
  expect((await road.cli('release', id, '--reason', 'set right')).code).toBe(0)
  await road.until('crlf.txt', 'archived')
  // The bank of the test keeps the records as they came: without their line ends.
  expect(received(road)).toEqual([sha256('0302 A0602 B0802 C')])
}, 120_000)

test('what is only unlike the settings goes when a person releases it', async () => {
  const road = await openRoad({
    outbox: { ...ready, records: { lines: 'crlf' }, articleBytes: 200 },
  })
  await road.start()
  road.drop('lf.txt', text('\n'))
  const id = await idOf(road, 'lf.txt')
  expect((await road.cli('release', id, '--reason', 'the bank wants it')).code).toBe(0)
  await road.until('lf.txt', 'archived')
  expect(received(road)).toEqual([sha256('0302 A0602 B0802 C')])
}, 120_000)
