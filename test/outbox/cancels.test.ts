// Cancelling by a file, in the whole program: what is in the folder, what waits, what is on its way, what is
// gone.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bytesOf } from '../helpers/road/content.ts'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { type RoadInProcessOptions, openRoadInProcess } from '../helpers/road/open.ts'

const outbox = (beside: OutboxKeys['beside'] = { status: true, cancel: true }): OutboxKeys => ({
  beside,
})

async function given(options: RoadInProcessOptions = {}) {
  const road = await openRoadInProcess({ outbox: outbox(), ...options })
  const names = (folder = road.outbox) =>
    readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  return {
    ...road,
    untilThere: (expected: readonly string[], folder?: string) =>
      vi.waitFor(() => expect(names(folder)).toEqual([...expected].sort()), { interval: 20 }),
    told: (name: string, folder = road.outbox) =>
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>,
  }
}

test('a file that lies there with the order is never sent: it is on record as cancelled', async () => {
  const { drop, start, until, untilThere, copies, reading, told } = await given()
  drop('paie.xml', bytesOf(3_000))
  drop('paie.xml.cancel', '')
  drop('autre.xml', bytesOf(3_000, 2))
  await start()
  const { id, sha256 } = await until('paie.xml', 'cancelled')
  await until('autre.xml', 'archived')
  await untilThere(['autre.xml.sent', 'paie.xml.cancelled'])
  expect(copies(bytesOf(3_000))).toBe(0)
  expect(sha256, 'it was never even read').toBeNull()
  const events = await reading((ledger) => ledger.facts({ transferId: id }))
  expect(events.map(({ to }) => to)).toEqual(['claimed', 'cancelled'])
  expect(told('paie.xml.cancelled')['sentence']).toContain('by the file paie.xml.cancel')
})

test('a new file of the name is sent as soon as the order is gone', async () => {
  const { drop, start, until, untilThere } = await given()
  drop('paie.xml', bytesOf(3_000))
  drop('paie.xml.cancel', '')
  await start()
  await untilThere(['paie.xml.cancelled'])
  drop('paie.xml', bytesOf(3_000))
  await until('paie.xml', 'archived')
  await untilThere(['paie.xml.sent'])
})

test('what is not complete yet stays where it is, and is cancelled when it would be taken', async () => {
  const { drop, start, until, untilThere, copies } = await given({
    outbox: { ...outbox(), ready: { marker: '{name}.ok' } },
  })
  drop('paie.xml', bytesOf(3_000))
  drop('paie.xml.cancel', '')
  await start()
  drop('autre.xml', bytesOf(3_000, 2))
  drop('autre.xml.ok', '')
  await until('autre.xml', 'archived')
  await untilThere(['autre.xml.sent', 'paie.xml', 'paie.xml.cancel'])
  drop('paie.xml.ok', '')
  await until('paie.xml', 'cancelled')
  await untilThere(['autre.xml.sent', 'paie.xml.cancelled'])
  expect(copies(bytesOf(3_000))).toBe(0)
})

test('what was taken and waits is cancelled; of several of one name the last', async () => {
  const { drop, start, until, untilThere, reading, outbox: folder } = await given()
  await start()
  drop('paie.xml', bytesOf(3_000))
  await until('paie.xml', 'archived')
  await untilThere(['paie.xml.sent'])
  drop('paie.xml', bytesOf(3_000))
  await until('paie.xml', 'held')
  drop('paie.xml.cancel', '')
  await until('paie.xml', 'cancelled')
  await untilThere(['paie.xml.cancelled'])
  const all = await reading((ledger) => ledger.list({ folder, order: 'oldest', limit: 10 }))
  expect(all.map(({ state }) => state)).toEqual(['archived', 'cancelled'])
})

test('what is being sent is stopped by the protocol, then cancelled', async () => {
  const { drop, start, until, untilThere, misbehave, copies } = await given()
  misbehave('delay:create=3000')
  await start()
  drop('paie.xml', bytesOf(400_000))
  await until('paie.xml', 'sending')
  drop('paie.xml.cancel', '')
  await until('paie.xml', 'cancelled')
  await untilThere(['paie.xml.cancelled'])
  expect(copies(bytesOf(400_000))).toBe(0)
})

test('what the bank has, and what never was, is answered beside the data and left as it is', async () => {
  const { drop, start, until, untilThere, told } = await given()
  await start()
  drop('paie.xml', bytesOf(3_000))
  const { id } = await until('paie.xml', 'archived')
  await untilThere(['paie.xml.sent'])
  drop('paie.xml.cancel', 'whatever it holds')
  drop('rien.xml.cancel', '')
  await untilThere(['paie.xml.not-cancelled', 'paie.xml.sent', 'rien.xml.not-cancelled'])
  expect(told('paie.xml.not-cancelled')).toMatchObject({
    id,
    name: 'paie.xml',
    state: 'archived',
    sentence: 'A transfer that is archived cannot be cancelled.',
  })
  expect(told('rien.xml.not-cancelled')['sentence']).toContain('No rien.xml was ever taken')
})

test('answers are written where status files are; orders are heard in the outbox alone', async () => {
  const place = await given()
  const answers = join(place.folder, 'answers')
  mkdirSync(answers)
  writeFileSync(join(answers, 'autre.xml.cancel'), '')
  const road = await given({ outbox: outbox({ cancel: true, folder: answers }) })
  await road.start()
  road.drop('rien.xml.cancel', '')
  await road.untilThere(['autre.xml.cancel', 'rien.xml.not-cancelled'], answers)
  await road.untilThere([])
})

test('where it is not wanted such a file orders nothing, and is never sent', async () => {
  const { drop, start, until, untilThere } = await given({ outbox: outbox({ status: true }) })
  drop('paie.xml.cancel', '')
  drop('paie.xml', bytesOf(3_000))
  await start()
  await until('paie.xml', 'archived')
  await untilThere(['paie.xml.cancel', 'paie.xml.sent'])
})
