// Originals that a power cut brings back after they were sent, because their removal was not on the disk yet.

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bytesOf } from '../../helpers/road/content.ts'
import { openRoadInProcess } from '../../helpers/road/open.ts'

/** A time that can be set again exactly. */
const wholeSecond = 1_750_000_000

/** Sent and kept, the daemon stopped; `back` puts something where the original was claimed. */
async function sentOnce() {
  const road = await openRoadInProcess()
  road.drop('paie.xml', bytesOf(3_000))
  utimesSync(join(road.outbox, 'paie.xml'), wholeSecond, wholeSecond)
  await road.start()
  const sent = await road.until('paie.xml', 'archived')
  await road.stop()
  const place = join(road.outbox, '.pesit-drop', 'claimed', sent.look)
  const back = (bytes: Uint8Array, sameTime: boolean) => {
    mkdirSync(place, { recursive: true })
    const path = join(place, 'paie.xml')
    writeFileSync(path, bytes)
    if (sameTime) utimesSync(path, wholeSecond, wholeSecond)
  }
  const rows = () => road.reading((ledger) => ledger.list({ direction: 'out', limit: 10 }))
  return { ...road, sent, place, back, rows }
}

test.each([
  ['torn', bytesOf(1_200), 'what lies there now is something else'],
  ['as long, with other bytes', bytesOf(3_000, 9), 'what lies there now is something else'],
  ['empty', new Uint8Array(0), 'it was empty when it was read'],
])('one that comes back %s is held, and never sent by itself', async (_how, bytes, said) => {
  const { sent, back, start, until, copies, rows } = await sentOnce()
  back(bytes, false)
  await start()
  const held = await until('paie.xml', 'held')
  expect(held.code).toBe('FILE-CHANGED')
  expect(held.reason).toContain(said)
  expect(held.id).not.toBe(sent.id)
  expect(copies(bytes)).toBe(0)
  expect(await rows()).toHaveLength(2)
})

test('one that comes back as it was is removed, and nothing more is said of it', async () => {
  const { back, place, start, rows, copies } = await sentOnce()
  back(bytesOf(3_000), true)
  await start()
  await vi.waitFor(() => expect(() => readdirSync(place)).toThrow(/ENOENT/))
  expect(await rows()).toHaveLength(1)
  expect(copies(bytesOf(3_000))).toBe(1)
})
