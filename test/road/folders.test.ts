// Folders and files as people treat them: each fault is visible, names the thing and the next step, heals by
// itself, and loses nothing.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runCli } from '../helpers/road/cli.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const watchful = { ready: { quiet: '200ms' }, complete: true, stuckAfter: '10s' }
const patiently = { interval: 100 }

const received = (road: Road, content: Uint8Array | string) =>
  road.bank.received().filter((file) => file.sha256 === sha256(content)).length

test('an empty file is reported; one whose end stays missing is set aside by the real check, and goes when it is dropped whole', async () => {
  const road = await openRoad({ outbox: watchful })
  await road.start()
  const whole = '<?xml version="1.0"?><Document><a>1</a></Document>'
  road.drop('empty.xml', '')
  road.drop('cut.xml', whole.slice(0, -5))
  road.drop('well.xml', `${whole}\n`)
  await road.until('well.xml', 'archived')
  await vi.waitFor(async () => {
    const { out } = await road.cli('status')
    expect(out).toMatch(/empty\.xml in .* is not taken: it is empty/)
  }, patiently)
  await road.until('cut.xml', 'held', 'rejected')
  road.drop('cut.xml', whole)
  await road.until('cut.xml', 'archived')
  expect(received(road, whole)).toBe(1)
})

test('links, folders and files being written are never taken', async () => {
  const road = await openRoad()
  writeFileSync(join(road.folder, 'elsewhere'), 'not yours')
  symlinkSync(join(road.folder, 'elsewhere'), join(road.outbox, 'link.xml'))
  mkdirSync(join(road.outbox, 'folder.xml'))
  for (const name of ['a.part', 'b.tmp', '.hidden', 'c.xml~', 'd.filepart', 'e.crdownload'])
    writeFileSync(join(road.outbox, name), name)
  await road.start()
  road.drop('well.xml', 'well')
  await road.until('well.xml', 'archived')
  expect((await road.transfers()).map(({ name }) => name)).toEqual(['well.xml'])
  expect(readFileSync(join(road.folder, 'elsewhere'), 'utf8')).toBe('not yours')
})

test('an outbox that is gone is a fault that people see, never an empty folder, and heals by itself', async () => {
  const road = await openRoad({ outbox: watchful })
  rmdirSync(road.outbox)
  await road.start()
  await vi.waitFor(
    async () => expect((await road.cli('status')).out).toContain(`${road.outbox} is not there`),
    patiently,
  )
  mkdirSync(road.outbox)
  road.drop('paie.xml', 'one')
  await road.until('paie.xml', 'archived')
  await vi.waitFor(
    async () => expect((await road.cli('status')).out).not.toContain('is not there'),
    patiently,
  )
  renameSync(road.outbox, `${road.outbox}-away`)
  mkdirSync(road.outbox)
  road.drop('again.xml', 'two')
  await road.until('again.xml', 'archived')
})

test('a statement whose name tries to leave its folder stays in it', async () => {
  const road = await openRoad()
  road.offer('x\\..\\releve', 'one')
  road.offer('~root', 'two')
  road.offer(' CON', 'three')
  await road.start()
  await road.cli('poll')
  const names = await road.untilInbox(3)
  expect(names.every((name) => !name.startsWith('.') && !name.includes('/'))).toBe(true)
  expect(names.map((name) => readFileSync(join(road.inbox, name), 'utf8')).sort()).toEqual([
    'one',
    'three',
    'two',
  ])
})

test('a name that is taken in the inbox is never replaced', async () => {
  const road = await openRoad()
  writeFileSync(join(road.inbox, 'releve.xml'), 'somebody else’s')
  road.offer('releve.xml', 'the bank’s')
  await road.start()
  await road.cli('poll')
  await vi.waitFor(() => expect(existsSync(join(road.inbox, 'releve_2.xml'))).toBe(true), patiently)
  expect(readFileSync(join(road.inbox, 'releve.xml'), 'utf8')).toBe('somebody else’s')
  expect(readFileSync(join(road.inbox, 'releve_2.xml'), 'utf8')).toBe('the bank’s')
})

test('a second daemon on the same data is refused by name of the first, and a stop is clean', async () => {
  const road = await openRoad()
  await road.start()
  const second = await runCli(['run', '--config', road.config])
  expect(second.code).toBe(11)
  expect(second.err).toMatch(/in use by process \d+/)
  expect(await road.stop()).toBe(0)
  expect((await road.cli('status')).out).toContain('THE DAEMON IS NOT RUNNING')
  expect((await road.cli('poll')).code).toBe(10)
})

test('files that were there before the first start are held by default, and released by a person', async () => {
  const road = await openRoad()
  writeFileSync(
    road.config,
    readFileSync(road.config, 'utf8').replace('firstStart: send', 'firstStart: hold'),
  )
  road.drop('old.xml', 'old')
  await new Promise((resolve) => setTimeout(resolve, 20))
  await road.start()
  const held = await road.until('old.xml', 'held')
  expect(held.reason).toContain('before pesit-drop watched it for the first time')
  road.drop('new.xml', 'new')
  await road.until('new.xml', 'archived')
  expect((await road.cli('release', held.id, '--reason', 'checked with the bank')).code).toBe(0)
  await road.until('old.xml', 'archived')
})

test('content that is not what the outbox sends is set aside with the reason', async () => {
  const road = await openRoad({
    outbox: { check: ['pain.001'] },
  })
  await road.start()
  road.drop('photo.xml', bytesOf(2000))
  const rejected = await road.until('photo.xml', 'rejected')
  expect(rejected.reason).toContain('photo.xml was not sent')
  expect(road.bank.received()).toEqual([])
  expect(readdirSync(road.outbox)).toEqual(['.pesit-drop'])
})
