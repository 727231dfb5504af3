// Before the tests: the folder that holds the temporary folders of all tests. It lies in memory where the
// machine has enough of it, because otherwise the tests spend most of their time waiting for the disk;
// `TMPDIR=/var/tmp npm test` runs them on a disk. What survives a power failure is proved elsewhere (npm run
// torture:power).

import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
const enoughBytes = 2 * 1024 ** 3

let place = ''

/** The processes of the tests inherit the environment of this one. */
export function setup(): void {
  const { TMPDIR: chosen } = process.env
  place = mkdtempSync(join(chosen ?? usual(), 'pesit-drop-'))
  // Some tests start programs of other users.
  chmodSync(place, 0o1777)
  Object.assign(process.env, { TMPDIR: place })
}

export function teardown(): void {
  rmSync(place, { recursive: true, force: true })
}

const usual = () => (freeBytes(memory) > enoughBytes ? memory : tmpdir())

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}
