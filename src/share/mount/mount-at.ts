// The mount that a folder lies on, from what the kernel says now.

import { readFile, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Mount, mountOf } from './mounts.ts'

/** null where the kernel does not tell: then nothing is taken for a network share. */
export async function mountAt(path: string): Promise<Mount | null> {
  const mountinfo = await readMounts()
  return mountOf(await realOf(path), mountinfo)
}

/** The kernel's list of mounts; empty where there is none. */
export function readMounts(): Promise<string> {
  return readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
}

/** Symbolic links followed, as far as the path exists. */
async function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => (dirname(path) === path ? path : realOf(dirname(path))))
}
