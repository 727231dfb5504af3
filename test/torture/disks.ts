// Two file systems of their own that can be cut from their power together: loop devices with ext4 or XFS,
// shut down by the kernel without flushing their logs, unmounted, and mounted again. What was not synced is
// gone. Needs root, loop devices and xfsprogs. Mounted in a namespace of this process, so that nothing is
// left of it.

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export type FileSystem = 'ext4' | 'xfs'

export interface PoweredDisks {
  /** Outboxes and inboxes. */
  readonly shared: string
  /** Ledger, spool, archive. */
  readonly local: string
  cut(): Promise<void>
  release(): Promise<void>
}

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })

/** Nothing reaches the disk by itself before a cut: only what somebody asked for. */
const mountOptions = { ext4: 'loop,commit=300', xfs: 'loop' } as const

export function makeDisks(fileSystem: FileSystem, folder: string): PoweredDisks {
  const disks = ['shared', 'local'].map((name) => makeDisk(fileSystem, folder, name))
  const [shared = '', local = ''] = disks.map(({ place }) => place)
  return {
    shared,
    local,
    async cut() {
      for (const { place } of disks) run('xfs_io', '-x', '-c', 'shutdown', place)
      for (const { place, mount } of disks) {
        await unmount(place)
        mount()
      }
    },
    async release() {
      for (const { place } of disks) await unmount(place)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function makeDisk(fileSystem: FileSystem, folder: string, name: string) {
  const image = join(folder, `${name}.img`)
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  run('truncate', '-s', '320M', image)
  if (fileSystem === 'ext4') run('mkfs.ext4', '-q', '-F', image)
  else run('mkfs.xfs', '-q', '-f', image)
  const mount = () => run('mount', '-t', fileSystem, '-o', mountOptions[fileSystem], image, place)
  mount()
  return { place, mount }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/**
 * A process that was killed may hold its files for an instant more; our own readers of the ledger until they
 * are collected.
 */
async function unmount(place: string): Promise<void> {
  collectGarbage()
  for (let tries = 1; ; tries += 1) {
    try {
      run('umount', place)
      return
    } catch (error) {
      if (tries === 50) throw error
      // Not in one turn: what was collected is closed in the next.
      await new Promise((resolve) => setTimeout(resolve, 50))
      collectGarbage()
    }
  }
}
