// The far end, as the bench sees it: a process that is started with an order and says where it listens.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { heard } from '../road.ts'
import type { Way } from './ways.ts'

export interface FarEndOrder {
  readonly way: Way
  readonly folder: string
  /** What the plain sender gives. */
  readonly source: string
  readonly sync: { readonly intervalKb: number; readonly window: number }
}

export interface FarEndPorts {
  readonly bank: number
  /** Plain sockets: one takes a file, one gives it. */
  readonly takes: number
  readonly gives: number
}

export interface Far<T> {
  readonly ports: T
  /** Time of the processor that it took so far. */
  processorMs(): number
  stop(): Promise<void>
}

export const startFarEnd = (order: FarEndOrder) =>
  startProgram<FarEndPorts>('far-end.ts', JSON.stringify(order))

/** A program of this folder that says `ready` and something in JSON, and ends when its input does. */
export async function startProgram<T>(name: string, ...args: string[]): Promise<Far<T>> {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said = await heard(child, (text) => /ready (.*)\n/.exec(text)?.[1] ?? null)
  return {
    ports: JSON.parse(said) as T,
    processorMs: () => processorMsOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.stdin.end()
      }),
  }
}

/** From the kernel, in its ticks of 10 ms. */
function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
