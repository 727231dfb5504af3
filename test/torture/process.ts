// The processes of a campaign: started, watched, and ended by their own number.

import { type ChildProcess, spawn } from 'node:child_process'

export interface Running {
  readonly pid: number
  /** Resolves when it says that it is up; false when it ended before. */
  readonly up: Promise<boolean>
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  readonly hasEnded: boolean
  /** The failpoint at which it was killed, '' when it was none. */
  readonly killedAt: string
  readonly said: string
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface Start {
  readonly program: string
  readonly args: readonly string[]
  /** What it says when it is up. */
  readonly sign: string
  /** `name:n`; '' for none. */
  readonly failpoint: string
  readonly environment?: NodeJS.ProcessEnv
  /** Put before the program: strace and its options. */
  readonly under?: readonly string[]
}

const mostSaid = 200_000

export function start({
  program,
  args,
  sign,
  failpoint,
  environment = {},
  under = [],
}: Start): Running {
  const [command = '', ...rest] = [...under, process.execPath, program, ...args]
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, PESIT_DROP_FAILPOINT: failpoint, NODE_OPTIONS: '' },
  })
  return watch(child, sign, under.length > 0)
}

function watch(child: ChildProcess, sign: string, traced: boolean): Running {
  let said = ''
  let hasEnded = false
  let up: (isUp: boolean) => void = () => undefined
  const isUp = new Promise<boolean>((resolve) => (up = resolve))
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-mostSaid)
    if (said.includes(sign)) up(true)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      hasEnded = true
      up(false)
      resolve()
    }),
  )
  child.once('error', () => up(false))
  const send = async (signal: NodeJS.Signals) => {
    if (hasEnded) return
    signalTo(child, traced, said, signal)
    await ended
  }
  return {
    pid: child.pid ?? 0,
    up: isUp,
    ended,
    get hasEnded() {
      return hasEnded
    },
    get killedAt() {
      return /killed at (\S+)/.exec(said)?.[1] ?? ''
    },
    get said() {
      return said
    },
    kill: () => send('SIGKILL'),
    stop: () => send('SIGTERM'),
  }
}

/** Under strace the program is told, not strace: it says its number in its log. */
function signalTo(
  child: ChildProcess,
  traced: boolean,
  said: string,
  signal: NodeJS.Signals,
): void {
  const pid = traced ? Number(/"pid":(\d+)/.exec(said)?.[1] ?? 0) : 0
  try {
    if (pid > 0) process.kill(pid, signal)
    else child.kill(traced ? 'SIGTERM' : signal)
  } catch {
    // It ended just now.
  }
}
