// A share that hangs when it is told to: hanging-share.py, mounted there until the test is over.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { isRoot } from './run-share.ts'

const program = fileURLToPath(new URL('./hanging-share.py', import.meta.url))

/** Needs root, FUSE and Python. */
export const canHang =
  isRoot && existsSync('/dev/fuse') && spawnSync('python3', ['-c', 'import ctypes']).status === 0

export interface HangingShare {
  hang(): Promise<void>
  answer(): Promise<void>
}

export async function hangingShare(folder: string): Promise<HangingShare> {
  mkdirSync(folder, { recursive: true })
  const server = spawn('python3', [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const closed = once(server, 'close')
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
  onTestFinished(async () => {
    spawnSync('umount', ['-l', folder])
    // Whoever still waits for an answer gets an error when its server ends.
    server.kill('SIGKILL')
    await closed
  })
  const { value } = await lines.next()
  if (value !== 'up') throw new Error('the share could not be mounted')
  const tell = async (command: string) => {
    server.stdin.write(`${command}\n`)
    await lines.next()
  }
  return { hang: () => tell('hang'), answer: () => tell('answer') }
}
