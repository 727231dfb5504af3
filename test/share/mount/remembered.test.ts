// What a folder lay on, remembered from start to start, and when that is gone.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isGone, type Mount } from '../../../src/share/mount/mounts.ts'
import { localShare } from '../../../src/share/local.ts'
import { recallMount, rememberMount } from '../../../src/share/mount/remembered.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const nfs: Mount = { mountPoint: '/mnt/share', fileSystem: 'nfs4', network: true }
const root: Mount = { mountPoint: '/', fileSystem: 'ext4', network: false }
const disk: Mount = { mountPoint: '/srv/disk', fileSystem: 'xfs', network: false }

describe('a mount', () => {
  test.each<[string, Mount, Mount | null, boolean]>([
    ['a share that left the local disk below', nfs, root, true],
    ['a local disk that left the one below', disk, root, true],
    ['a share mounted again', nfs, nfs, false],
    ['a share that came where there was none', root, nfs, false],
    ['a disk that came where there was none', root, disk, false],
    ['another share in its place', nfs, { ...nfs, fileSystem: 'cifs' }, false],
    ['what the kernel does not tell', nfs, null, false],
    [
      'a folder of the same beginning is not below it',
      { ...disk, mountPoint: '/srv' },
      disk,
      false,
    ],
  ])('%s', (_, before, now, gone) => {
    expect(isGone(before, now)).toBe(gone)
  })
})

test('a network share is remembered, a local disk is not', async () => {
  const data = tempFolder()
  await rememberMount(data, '/out', nfs)
  expect(await recallMount(data, '/out')).toEqual(nfs)
  expect(await recallMount(data, '/other')).toBeNull()
  await rememberMount(data, '/out', root)
  expect(await recallMount(data, '/out')).toBeNull()
})

test('a folder that was on a share at the last stop and is on a local disk now is refused, and nothing is created in it', async () => {
  const folder = tempFolder()
  const probed = await localShare().probe({ folder, purpose: 'inbox', before: nfs })
  expect(probed).toMatchObject({ kind: 'fault', code: 'FOLDER-MOVED' })
  expect(probed.kind === 'fault' && probed.arguments).toMatchObject({
    mountPoint: '/mnt/share',
    fileSystem: 'nfs4',
  })
  expect(readdirSync(folder)).toEqual([])
  const welcome = await localShare().probe({ folder, purpose: 'inbox' })
  expect(welcome.kind).toBe('usable')
  expect(readdirSync(join(folder))).toEqual(['.pesit-drop'])
})
