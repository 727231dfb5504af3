// Whether a folder lies on a network file system, without ever asking that file system: on the way to it,
// symbolic links are read only as long as they lie on local disks.

import { readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { mountOf } from './mounts.ts'

const mostLinks = 40

export async function isOnNetwork(folder: string, mountinfo: string): Promise<boolean> {
  let place = '/'
  let rest = parts(resolve(folder))
  let links = 0
  for (;;) {
    if (mountOf(place, mountinfo)?.network === true) return true
    const [next, ...after] = rest
    if (next === undefined) return false
    const path = join(place, next)
    // A mount point is no link; to ask it may hang.
    const target = mountOf(path, mountinfo)?.network === true ? null : await linkAt(path)
    if (target !== null && links < mostLinks) {
      links += 1
      rest = [...parts(resolve(place, target)), ...after]
      place = '/'
    } else {
      rest = after
      place = path
    }
  }
}

const parts = (path: string) => path.split('/').filter((part) => part !== '')

/** null: no link, or not there. */
async function linkAt(path: string): Promise<string | null> {
  try {
    return await readlink(path)
  } catch {
    return null
  }
}
