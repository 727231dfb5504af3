// The commands that send and receive, through the daemon's socket.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, openRoad, sha256 } from '../helpers/road.ts'

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
  expect(again.err).toContain('is there already')
  await road.stop()
  expect((await road.cli('send', path, ...way)).code).toBe(10)
}, 120_000)
