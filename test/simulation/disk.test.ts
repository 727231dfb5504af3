// The simulated disk reaches an open folder by its descriptor, as the real one does.

import { expect, test } from 'vitest'
import { Disk } from './world/disk.ts'

function diskWith(...folders: readonly string[]): Disk {
  let ticks = 0n
  const disk = new Disk(() => (ticks += 1n))
  for (const path of folders) disk.create(path, 'folder', 'mkdir')
  return disk
}

test('what is open is reached by its number, whatever has its name by now', () => {
  const disk = diskWith('/in', '/in/own', '/in/own/incoming')
  const at = `/proc/self/fd/${disk.hold(disk.find('/in/own', 'open'))}`
  disk.rename('/in/own', '/in/moved')
  disk.create('/in/own', 'folder', 'mkdir')
  disk.create(`${at}/incoming/id`, 'file', 'open')
  expect(disk.list('/in/moved/incoming').map(([name]) => name)).toEqual(['id'])
  expect(disk.list('/in/own')).toEqual([])
  expect(disk.spelled(`${at}/incoming`)).toBe('/in/moved/incoming')
})

test('a number that was given back leads nowhere', () => {
  const disk = diskWith('/in')
  const number = disk.hold(disk.find('/in', 'open'))
  disk.release(number)
  expect(() => disk.find(`/proc/self/fd/${number}/a`, 'open')).toThrow('EBADF')
})
