// The same bytes at the source, at the bank and in the inbox, whatever the size and the name.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bytesOf, sha256, sha256OfFile } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const interval = 64 * 1024
const article = 1018
const bank = {
  entityBytes: 1024,
  sync: { interval: '64 KB', window: 2 },
  connections: 2,
  retry: { afterBreak: '0s', firstDelay: '250ms' },
}

/** Around one record, several entities, and what goes between two sync points. */
const stretch = Math.floor(interval / article) * article
const sizes = [
  1,
  505,
  506,
  507,
  1017,
  1018,
  1019,
  2036,
  2037,
  5 * 1018,
  stretch - 1,
  stretch,
  stretch + 1,
  3 * stretch,
  3 * stretch + 7,
  interval,
  5 * interval + 3,
]

const names = [
  'with spaces in it.xml',
  'salaires f\u00e9vrier.xml', // NFC
  'salaires fe\u0301vrier.xml', // NFD: another name of the same look
  'it\'s "quoted".xml',
  'star*question?.xml',
  `${'n'.repeat(251)}.xml`,
  'semi;colon&ampersand$.txt',
  '-dash-first.xml',
]

async function bankHas(road: Road, content: Uint8Array | string): Promise<void> {
  const copies = road.bank.received().filter((file) => file.sha256 === sha256(content))
  expect(copies).toHaveLength(1)
  expect(sha256OfFile(copies[0]?.path ?? '')).toBe(sha256(content))
}

test('sizes around a record, an entity and a sync interval reach the bank and come back byte for byte', async () => {
  const road = await openRoad({ bank })
  await road.start()
  const files = sizes.map((size, index) => ({
    name: `size-${size}.bin`,
    content: bytesOf(size, index),
  }))
  for (const { name, content } of files) road.drop(name, content)
  for (const { name, content } of files) {
    await road.until(name, 'archived')
    await bankHas(road, content)
  }
  for (const { name, content } of files) road.offer(name, content)
  expect((await road.cli('poll')).code).toBe(0)
  await road.untilInbox(files.length)
  for (const { name, content } of files)
    expect(sha256OfFile(join(road.inbox, name))).toBe(sha256(content))
})

test('names with spaces, accents, quotes, stars and 255 bytes travel, and the names in the archive are theirs', async () => {
  const road = await openRoad()
  await road.start()
  const files = names.map((name, index) => ({ name, content: bytesOf(100 + index, index) }))
  for (const { name, content } of files) road.drop(name, content)
  for (const { name, content } of files) {
    const transfer = await road.until(name, 'archived')
    expect(transfer.name).toBe(name)
    await bankHas(road, content)
  }
  expect(readdirSync(road.outbox)).toEqual(['.pesit-drop'])
})

test('100 MB reach the bank and come back, with the sync points at their default', async () => {
  const road = await openRoad()
  await road.start()
  const content = bytesOf(100_000_000)
  road.drop('large.bin', content)
  await road.until('large.bin', 'archived')
  await bankHas(road, content)
  road.offer('large-back.bin', content)
  expect((await road.cli('poll')).code).toBe(0)
  await road.untilInbox(1)
  expect(sha256OfFile(join(road.inbox, 'large-back.bin'))).toBe(sha256(content))
})

const shared = fileURLToPath(new URL('../../../shared/samples/', import.meta.url))

test.skipIf(!existsSync(shared))(
  'all files of the shared samples travel both ways, and those that order what another did are held (skipped where that folder is not)',
  async () => {
    const road = await openRoad()
    await road.start()
    const paths = readdirSync(shared, { recursive: true, encoding: 'utf8' })
      .map((path) => join(shared, path))
      .filter((path) => statSync(path).isFile() && !path.endsWith('.md'))
    const files = paths.map((path) => ({
      name: path.slice(shared.length).replaceAll('/', '_'),
      content: readFileSync(path),
    }))
    expect(files.length).toBeGreaterThan(30)
    for (const { name, content } of files) road.drop(name, content)
    let sent = 0
    for (const { name, content } of files) {
      const { state, code, sameAs } = await road.until(name, 'archived', 'held')
      if (state === 'archived') await bankHas(road, content)
      else {
        expect(['DUPLICATE', 'SAME-REFERENCE']).toContain(code)
        expect((await road.transfers()).map(({ id }) => id)).toContain(sameAs)
      }
      sent += state === 'archived' ? 1 : 0
      road.offer(name, content)
    }
    expect(sent).toBeGreaterThan(20)
    expect((await road.cli('poll')).code).toBe(0)
    await road.untilInbox(files.length)
    for (const { name, content } of files)
      expect(sha256OfFile(join(road.inbox, name))).toBe(sha256(content))
  },
)
