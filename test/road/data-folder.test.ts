// A data folder that is new, was lost, or was restored from a copy: nothing is sent twice because of it, and
// the advice that is given leads out.

import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const bank = { retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '1s' } }
const content = bytesOf(20_000)
const copies = (road: Road) =>
  road.bank.received().filter((file) => file.sha256 === sha256(content)).length

test('a number that the bank knows holds the file, with the way out: a first number, a release, and it goes', async () => {
  const road = await openRoad({ bank })
  road.misbehave('refuse:create=2-231')
  await road.start()
  road.drop('paie.xml', content)
  const held = await road.until('paie.xml', 'held')
  expect(held).toMatchObject({ code: 'NUMBER-USED', pesit: { transferNumber: 1 } })
  for (const said of [
    'PESIT-2-231',
    'before this ledger began',
    '`firstNumber` of bank',
    'release',
  ])
    expect(held.reason).toContain(said)
  const shown = await road.cli('show', held.id)
  expect(shown.out).toContain(`has it:\n  pesit-drop release ${held.id} --received --reason`)
  await road.stop()
  const text = readFileSync(road.config, 'utf8')
  writeFileSync(road.config, text.replace('    port:', '    firstNumber: 5000\n    port:'))
  await road.start()
  await road.cli('release', held.id, '--reason', 'the bank does not have it')
  const sent = await road.until('paie.xml', 'archived')
  expect(sent.pesit?.transferNumber).toBe(5000)
  expect(copies(road)).toBe(1)
})

test('what is held since the bank may have it, and has, counts as sent: the same is stopped when it is dropped again', async () => {
  const road = await openRoad({ bank })
  road.misbehave('refuse:create=2-231')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'held')
  const received = await road.cli('release', id, '--received', '--reason', 'the desk has it')
  expect(received).toMatchObject({ code: 0, out: expect.stringContaining('paie.xml is sent now') })
  await road.until('paie.xml', 'archived')
  road.behave()
  road.drop('paie-2.xml', content)
  expect(await road.until('paie-2.xml', 'held')).toMatchObject({ code: 'DUPLICATE', sameAs: id })
  expect(copies(road)).toBe(0)
})

test('after a lost data folder what was taken and in doubt is held, never sent by itself', async () => {
  const road = await openRoad({ bank })
  road.misbehave('cut:committed')
  await road.start()
  road.drop('paie.xml', content)
  await road.until('paie.xml', 'in-doubt')
  await road.stop()
  rmSync(road.data, { recursive: true })
  await road.start()
  // A new ledger is another one: a person says that the old one is gone for good.
  await road.cli('take-over', road.outbox, '--reason', 'the data folder was lost')
  const held = await road.until('paie.xml', 'held')
  expect(held).toMatchObject({ code: 'CLAIMED-BY-ANOTHER', attempts: 0 })
  expect(held.reason).toContain('bank may have it')
  // What is dropped from now on collides at the end with the number of before, and is in doubt, not lost.
  road.drop('other.xml', bytesOf(100, 7))
  const collided = await road.until('other.xml', 'in-doubt')
  expect(collided.reason).toMatch(/PESIT-2-231.*before this ledger began.*firstNumber.*--resend/)
  expect(copies(road)).toBe(1)
})

test('a restored data folder that says so holds what was under way in the copy, and what was taken since', async () => {
  const road = await openRoad({ bank })
  road.misbehave('refuse:connect=3-303')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'waiting')
  await road.stop()
  const copy = join(road.folder, 'copy')
  cpSync(road.data, copy, { recursive: true })
  await road.start()
  await road.cli('retry', id)
  await road.until('paie.xml', 'archived')
  road.misbehave('cut:committed')
  road.drop('since.xml', bytesOf(100, 7))
  await road.until('since.xml', 'in-doubt')
  await road.stop()

  rmSync(road.data, { recursive: true })
  renameSync(copy, road.data)
  writeFileSync(join(road.data, 'restored'), '')
  await road.start()
  const held = await road.until('paie.xml', 'held')
  expect(held).toMatchObject({ code: 'RESTORED' })
  expect(await road.until('since.xml', 'held')).toMatchObject({ code: 'LEDGER-LOST' })
  expect(existsSync(join(road.data, 'restored'))).toBe(false)
  expect(copies(road)).toBe(1)
  expect(road.bank.received()).toHaveLength(2)
})

test('a restored data folder is known by its outbox: what was under way is held, nobody need say so', async () => {
  const road = await openRoad({ bank })
  road.misbehave('refuse:connect=3-303')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'waiting')
  await road.stop()
  const copy = join(road.folder, 'copy')
  cpSync(road.data, copy, { recursive: true })
  await road.start()
  await road.cli('retry', id)
  await road.until('paie.xml', 'archived')
  await road.stop()

  rmSync(road.data, { recursive: true })
  renameSync(copy, road.data)
  await road.start()
  const held = await road.until('paie.xml', 'held')
  expect(held).toMatchObject({ code: 'LEDGER-ROLLED-BACK' })
  expect(held.reason).toContain('may have been sent since')
  const status = await road.cli('status')
  expect(status.code).toBe(3)
  expect(status.out).toContain('The ledger is from the past')
  // What comes from now on goes, and the next start finds a folder that the ledger knows.
  road.drop('next.xml', bytesOf(100, 7))
  await road.until('next.xml', 'archived', 'in-doubt', 'held')
  await road.stop()
  await road.start()
  await road.cli('cancel', held.id)
  await road.until('paie.xml', 'cancelled', 'archived')
  expect(copies(road)).toBe(1)
})

test('a snapshot that was made while it ran is known by the signs of life that came since', async () => {
  const road = await openRoad({ bank })
  await road.start()
  await road.untilOwned()
  await road.kill()
  // As if the daemon had gone on for a minute after the snapshot.
  const { path, sign } = road.signOfLife()
  writeFileSync(path, JSON.stringify({ ...sign, number: sign.number + 6 }))
  await road.start()
  await vi.waitFor(async () => expect((await road.cli('status')).out).toContain('from the past'))
  expect((await road.cli('status')).code).toBe(3)
})

test('a data folder that was moved goes on: nothing is held, nothing is asked', async () => {
  const road = await openRoad({ bank })
  road.misbehave('refuse:connect=3-303')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'waiting')
  await road.stop()
  const moved = join(road.folder, 'elsewhere')
  renameSync(road.data, moved)
  const text = readFileSync(road.config, 'utf8')
  writeFileSync(road.config, text.replace(`data: ${road.data}`, `data: ${moved}`))
  await road.start()
  await road.cli('retry', id)
  await vi.waitFor(() => expect(copies(road)).toBe(1))
})
