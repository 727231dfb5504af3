// Starts ledger-program.ts and reads what it says.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { testProgramPath } from './program.ts'

const program = await testProgramPath('ledger-program')

export interface Said {
  readonly open?: number
  readonly id?: string
  readonly version?: number
  readonly number?: number
  readonly names?: readonly string[]
  /** What the ledger told of its own failure. */
  readonly told?: string
  readonly code?: string
  readonly message?: string
  readonly hint?: string
}

export interface Running {
  /** All that it has said so far. */
  readonly said: readonly Said[]
  /** Resolves when it has said so many lines. */
  saidLines(count: number): Promise<void>
  kill(): void
  /** Lets a program that holds go on to its end. */
  letGo(): void
  /** Resolves with all that it said when it is over. */
  over(): Promise<readonly Said[]>
}

export function runLedger(
  verb: 'commit' | 'fail' | 'hold' | 'open' | 'read',
  folder: string,
  {
    uid,
    env = {},
    limitKilobytes,
  }: { uid?: number; env?: Record<string, string>; limitKilobytes?: number } = {},
): Running {
  const node = [process.execPath, program, verb, folder]
  // `ulimit -f` of a POSIX shell counts blocks of 512 bytes.
  const limit = limitKilobytes === undefined ? '' : `ulimit -f ${limitKilobytes * 2}; `
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...node], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const said: Said[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const wake = (over: boolean) => {
    for (const { count, resolve } of waiting) if (over || said.length >= count) resolve()
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(JSON.parse(line) as Said)
    wake(false)
  })
  ended.then(() => wake(true)).catch(() => undefined)
  return {
    said,
    saidLines: (count) =>
      new Promise((resolve) => {
        if (said.length >= count) return resolve()
        waiting.push({ count, resolve })
      }),
    kill: () => void child.kill('SIGKILL'),
    letGo: () => void child.stdin.end(),
    async over() {
      await ended
      return said
    },
  }
}
