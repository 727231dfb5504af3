// Starts share-program.ts, as somebody else or with system calls that fail, and gives its answers.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Share } from '../../src/share/share.ts'
import { testProgramPath } from './program.ts'

type Verb = Exclude<keyof Share, 'close'>

export type ShareCall =
  | { [V in Verb]: { readonly verb: V; readonly request: Parameters<Share[V]>[0] } }[Verb]
  | {
      readonly verb: 'write'
      readonly request: { readonly path: string; readonly content: string }
    }

export interface Answer {
  readonly kind: string
  readonly code?: string
  readonly sentence?: string
  readonly files?: readonly { readonly name: string; readonly kind: string; sentence?: string }[]
  readonly [key: string]: unknown
}

export interface ShareRun {
  readonly answers: readonly Answer[]
  readonly signal: NodeJS.Signals | null
}

export interface RunOptions {
  readonly uid?: number
  readonly env?: Record<string, string>
  /**
   * What strace makes of system calls, as in `link:error=EPERM`; only of those that touch `paths`, when
   * given.
   */
  readonly inject?: readonly string[]
  readonly paths?: readonly string[]
  /** Where strace writes down the calls that it saw. */
  readonly traceTo?: string
  readonly nodeOptions?: readonly string[]
  /** It begins when this resolves; called when the program is up. */
  readonly whenUp?: () => Promise<void>
  /** What it says before it dies is expected, and needs no place in the output of the tests. */
  readonly quiet?: boolean
}

export async function runShare(
  calls: readonly ShareCall[],
  options: RunOptions = {},
): Promise<ShareRun> {
  const { uid, env = {}, nodeOptions = [], quiet = false, whenUp } = options
  const node = [process.execPath, ...nodeOptions, await testProgramPath('share-program')]
  const command = ['ulimit -c 0; exec "$@"', 'sh', ...traced(options), ...node]
  const child = spawn('sh', ['-c', ...command], {
    stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const answers: Answer[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'up') {
      answers.push(JSON.parse(line) as Answer)
      continue
    }
    await whenUp?.()
    child.stdin.end(JSON.stringify(calls))
  }
  const [, signal] = await closed
  return { answers, signal }
}

/** For `paths`: a name in a shared folder, as calls spell it that start at an open folder. */
export const inOpenFolder = (name: string): readonly string[] =>
  Array.from({ length: 64 }, (_, fd) => `/proc/self/fd/${fd}/${name}`)

function traced({ inject = [], paths = [], traceTo = '/dev/null' }: RunOptions): string[] {
  if (inject.length === 0) return []
  const calls = inject.map((one) => one.split(':')[0])
  return [
    ...['strace', '-f', '-qq', '-o', traceTo, '-e', `trace=${calls.join(',')}`],
    ...inject.flatMap((one) => ['-e', `inject=${one}`]),
    ...paths.flatMap((path) => ['-P', path]),
  ]
}

/** Only root can be somebody else. */
export const isRoot = process.getuid?.() === 0
export const nobody = 65_534

/** Making system calls fail needs strace and the right to trace. */
export const canInject =
  spawnSync('strace', ['-qq', '-e', 'trace=none', 'true'], { stdio: 'ignore' }).status === 0
