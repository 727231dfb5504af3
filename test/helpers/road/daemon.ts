// The daemon of a road: as a program, in a process of its own that can be killed, or in the process of the
// test, which is quicker to start and can be asked directly.

import { toldFault } from '../configuration.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { vi } from 'vitest'
import { inProcessChecker } from '../../../src/admission/checker.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { type Daemon, startDaemon } from '../../../src/daemon/start.ts'
import { type Log, silentLog } from '../../../src/lib/log.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { programPath } from '../program.ts'
import { repositoryRoot } from './cli.ts'

export interface DaemonProgram {
  /** Starts the daemon and resolves when it runs. */
  start(): Promise<void>
  /** Ends it in order; the exit code. */
  stop(): Promise<number | null>
  /** Sends the signal and does not wait for its effect. */
  signal(name: NodeJS.Signals): void
  /** Resolves with the exit code when the daemon has ended by itself. */
  ended(): Promise<number | null>
  kill(): Promise<void>
  /** Milliseconds of processor time that the daemon has spent in its code so far, in steps of ten. */
  processorMs(): number
  /** What the daemon has said so far, one line in each entry. */
  said(): readonly string[]
}

/** `through`: the command that starts the daemon, as `strace -D …` or a shell with limits. */
export function daemonProgram(config: string, through: readonly string[]): DaemonProgram {
  let child: ChildProcess | null = null
  let text = ''
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child
    if (running === null || running.exitCode !== null || running.signalCode !== null)
      return running?.exitCode ?? null
    const exit = new Promise<number | null>((resolve) =>
      running.once('exit', (code) => resolve(code)),
    )
    running.kill(signal)
    return exit
  }
  return {
    async start() {
      const before = text.length
      const node = [process.execPath, await programPath(), 'run', '--config', config]
      const [command = '', ...args] = [...through, ...node]
      child = spawn(command, args, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] })
      const hear = (chunk: Buffer) => {
        text += chunk.toString('utf8')
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      await vi.waitFor(() => {
        if (child?.exitCode !== null) throw new Error(`the daemon ended: ${text.slice(before)}`)
        if (!text.slice(before).includes('"Running"'))
          throw new Error('the daemon does not run yet')
      })
    },
    stop: () => ended('SIGTERM'),
    signal: (name) => void child?.kill(name),
    ended: () =>
      new Promise((resolve) => {
        if (child === null || child.exitCode !== null) return resolve(child?.exitCode ?? null)
        child.once('exit', (code) => resolve(code))
      }),
    kill: async () => void (await ended('SIGKILL')),
    processorMs() {
      const stat = readFileSync(`/proc/${child?.pid ?? 0}/stat`, 'utf8')
      // Behind the name, which may have spaces in it: the twelfth is the time in user mode (proc_pid_stat(5)).
      const [, , , , , , , , , , , ticks] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(ticks) * 10
    },
    said: () => text.split('\n').filter((line) => line !== ''),
  }
}

export interface DaemonInProcess {
  start(): Promise<Daemon>
  stop(): Promise<void>
}

export function daemonInProcess(config: string, log: Log = silentLog): DaemonInProcess {
  let daemon: Daemon | null = null
  return {
    async start() {
      const loaded = loadConfig(config)
      if (loaded.kind !== 'ok') throw new Error(loaded.faults.map(toldFault).join('\n'))
      daemon = await startDaemon({
        config: loaded.config,
        clock: systemClock,
        log,
        environment: process.env,
        checker: inProcessChecker(),
        onFact: () => undefined,
        onLedgerFailed: (error) => {
          throw error
        },
      })
      return daemon
    },
    async stop() {
      const running = daemon
      daemon = null
      await running?.stop()
    },
  }
}
