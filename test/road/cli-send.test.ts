// The commands that send and receive, through the daemon's socket.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'

test('send tells the states and its exit code says how it ended; receive writes the file and never over another', async () => {
  const road = await openRoad()
  await road.start()
  const content = bytesOf(3_000_000)
  const path = join(road.folder, 'août.xml')
  writeFileSync(path, content)
  const way = ['--bank', 'bank', '--virtual-file', 'VIREMENTS']
  const sent = await road.cli('send', path, ...way)
  expect(sent.code, sent.err).toBe(0)
  expect(sent.out).toMatch(/Received by bank on \d{4}-\d{2}-\d{2} .*\.$/m)
  expect(road.bank.received().map(({ sha256: hash }) => hash)).toEqual([sha256(content)])
  const twice = await road.cli('send', path, ...way)
  expect(twice.code).toBe(3)
  expect(twice.out).toContain('held: ')
  const nobody = await road.cli('send', path, '--bank', 'nobody', '--virtual-file', 'VIREMENTS')
  expect(nobody.code).toBe(1)
  expect(nobody.err).toContain('There is no server “nobody”')

  road.offer('r.xml', content)
  const target = join(road.folder, 'here.xml')
  const asking = ['receive', 'r.xml', '--bank', '1', '--virtual-file', 'RELEVES', '--to', target]
  expect((await road.cli(...asking)).code).toBe(0)
  expect(sha256(readFileSync(target))).toBe(sha256(content))
  const again = await road.cli(...asking)
  expect(again.code).toBe(1)
  expect(again.err).toContain('exists already')
  await road.stop()
  expect((await road.cli('send', path, ...way)).code).toBe(10)
}, 120_000)

test('receive looks at its target before the bank is asked, and says so without a stack', async () => {
  const road = await openRoad()
  await road.start()
  road.offer('r.xml', 'one')
  writeFileSync(join(road.folder, 'plain'), '')
  const way = ['receive', 'r.xml', '--bank', 'bank', '--virtual-file', 'RELEVES', '--to']
  for (const [target, why] of [
    ['nowhere/x.xml', 'there is no such folder (ENOENT)'],
    ['plain/x.xml', 'its folder is not a folder (ENOTDIR)'],
  ] as const) {
    const told = await road.cli(...way, join(road.folder, target))
    expect([told.code, told.err]).toEqual([2, expect.stringContaining(why)])
    expect(told.err).toContain('The bank was not asked.')
    expect(told.err).not.toContain('fault of pesit-drop')
  }
  expect(await road.transfers()).toEqual([])
  // Only its making can tell that this name is too long.
  const long = await road.cli(...way, join(road.folder, 'x'.repeat(300)))
  expect([long.code, long.err]).toEqual([1, expect.stringContaining('Nothing is lost')])
  const target = join(road.folder, 'here.xml')
  expect((await road.cli(...way, target)).code).toBe(0)
  expect(readFileSync(target, 'utf8')).toBe('one')
}, 120_000)

test('send takes files alone: a folder, a pipe and a device are called what they are', async () => {
  const road = await openRoad()
  const pipe = join(road.folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const way = ['--bank', 'bank', '--virtual-file', 'VIREMENTS']
  for (const [path, what] of [
    [road.folder, 'is a folder, not a file'],
    [pipe, 'is a pipe, not a file'],
    ['/dev/null', 'is a device or a socket, not a file'],
  ] as const) {
    const told = await road.cli('send', path, ...way)
    expect([told.code, told.err]).toEqual([2, expect.stringContaining(what)])
  }
  const none = await road.cli('send', join(road.folder, 'none.xml'), ...way)
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('cannot be read (ENOENT)')])
}, 120_000)
