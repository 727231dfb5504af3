// A disk of its own for a test: small, so that it fills up, or another one than the folder it is in.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

function mount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
}

/** Mounting needs root, and a machine that lets it. */
export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-test-'))
  try {
    if (!mount(folder, 'size=64k')) return false
    return spawnSync('umount', [folder]).status === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()

/** Mounts an empty disk there until the test is over; gives the folder. */
export function smallDisk(folder: string, options = 'size=1m'): string {
  mkdirSync(folder, { recursive: true })
  if (!mount(folder, options)) throw new Error(`nothing could be mounted at ${folder}`)
  onTestFinished(() => {
    spawnSync('umount', ['-l', folder])
  })
  return folder
}
