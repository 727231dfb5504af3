import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isOnNetwork } from '../../../src/share/mount/mounts.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const local = '27 1 253:1 / / rw - ext4 /dev/vda1 rw\n'
const withNfsAt = (path: string) => `${local}29 27 0:40 / ${path} rw - nfs4 nas:/erp rw\n`

test('a folder on a local disk is not on the network, whether it exists or not', async () => {
  const folder = tempFolder()
  expect(await isOnNetwork(folder, local)).toBe(false)
  expect(await isOnNetwork(join(folder, 'absent/below'), local)).toBe(false)
  expect(await isOnNetwork(folder, '')).toBe(false)
})

test('a network mount above a folder is found without accessing it', async () => {
  // Nothing is mounted there: whoever asked for it would hear that it is missing.
  expect(await isOnNetwork('/nas/erp/out', withNfsAt('/nas'))).toBe(true)
  expect(await isOnNetwork('/nas', withNfsAt('/nas'))).toBe(true)
  expect(await isOnNetwork('/nas2', withNfsAt('/nas'))).toBe(false)
})

test.each([
  ['an absolute link', (place: string) => join(place, 'share/out')],
  ['a link beside it', () => 'share/out'],
  ['a link that goes up', (place: string) => join('..', place.split('/').at(-1) ?? '', 'share')],
])('%s to a network share is followed', async (_, target) => {
  const place = tempFolder()
  mkdirSync(join(place, 'share'))
  symlinkSync(target(place), join(place, 'outbox'))
  expect(await isOnNetwork(join(place, 'outbox'), withNfsAt(join(place, 'share')))).toBe(true)
  expect(await isOnNetwork(join(place, 'outbox/below'), withNfsAt(join(place, 'share')))).toBe(true)
  expect(await isOnNetwork(join(place, 'outbox'), local)).toBe(false)
})

test('links to links are followed, and links in a circle end', async () => {
  const place = tempFolder()
  symlinkSync('two', join(place, 'one'))
  symlinkSync('three', join(place, 'two'))
  symlinkSync('round', join(place, 'round'))
  expect(await isOnNetwork(join(place, 'one'), withNfsAt(join(place, 'three')))).toBe(true)
  expect(await isOnNetwork(join(place, 'round'), local)).toBe(false)
})
