// What the benches share: the built program as two processes, a sandbox bank and the daemon, in a folder of
// their own.

import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const main = 'dist/cli/main.js'

export function benchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pesit-drop-bench-'))
}

export function writeLarge(path: string, bytes: number): void {
  const file = openSync(path, 'w')
  const block = createHash('sha512').update('bench').digest()
  const chunk = Buffer.alloc(1024 * 1024)
  for (let offset = 0; offset < chunk.length; offset += block.length) block.copy(chunk, offset)
  for (let written = 0; written < bytes; written += chunk.length) {
    chunk.writeUInt32BE(written / chunk.length, 0)
    writeSync(file, chunk, 0, Math.min(chunk.length, bytes - written))
  }
}

export function heard<T>(child: ChildProcess, find: (text: string) => T | null): Promise<T> {
  let text = ''
  return new Promise((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const found = find(text)
      if (found !== null) resolve(found)
      if (text.length > 100_000) text = text.slice(-50_000)
    })
  })
}

export interface BenchRoad {
  readonly outbox: string
  readonly data: string
  /** Resolves when the daemon has said this. */
  said(words: string): Promise<true>
  /** Calls back for every line of the daemon. */
  lines(each: (line: string) => void): void
  /** Resident memory of the daemon now, and its highest so far, in bytes. */
  memory(): { readonly now: number; readonly highest: number }
  /** Processor time of the daemon so far, all threads, in milliseconds. */
  processorMs(): number
  /** The bank goes away: what is dropped from now on waits. */
  stopBank(): Promise<void>
  stop(): Promise<void>
}

export async function startRoad(
  folder: string,
  options: { readonly connections?: number } = {},
): Promise<BenchRoad> {
  const outbox = join(folder, 'out')
  mkdirSync(outbox, { recursive: true })
  const bank = program(
    'sandbox',
    '--folder',
    join(folder, 'bank'),
    '--port',
    '0',
    '--partner',
    'ME:SECRET01',
    '--json',
  )
  const port = await heard(bank, (text) => /"port":(\d+)/.exec(text)?.[1] ?? null)
  writeFileSync(join(folder, 'password'), 'SECRET01')
  writeFileSync(join(folder, 'config.yaml'), configText(folder, port, options.connections ?? 2))
  const daemon = program('run', '--config', join(folder, 'config.yaml'))
  await heard(daemon, (text) => (text.includes('"Running"') ? true : null))
  return {
    outbox,
    data: join(folder, 'data'),
    said: (words) => heard(daemon, (text) => (text.includes(words) ? true : null)),
    lines(each) {
      let rest = ''
      daemon.stdout?.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\n')
        rest = lines.pop() ?? ''
        lines.forEach(each)
      })
    },
    memory: () => memoryOf(daemon.pid ?? 0),
    processorMs: () => processorMsOf(daemon.pid ?? 0),
    stopBank: () => ended(bank),
    async stop() {
      await Promise.all([daemon, bank].map(ended))
    },
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

function program(...args: string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

function configText(folder: string, port: string, connections: number): string {
  return `data: ${folder}/data
spool: { reserve: 1 MB }
banks: [{ id: 1, name: bank, host: 127.0.0.1, port: ${port}, server: BANQUE01, partner: ME, password: { file: ${folder}/password }, entityBytes: 65535, connections: ${connections} }]
outboxes: [{ virtualFile: VIREMENTS, folder: ${folder}/out, bank: bank, ready: { rename: true }, complete: false, firstStart: send }]
`
}

/** The kernel counts in hundredths of a second. */
function processorMsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function memoryOf(pid: number): { readonly now: number; readonly highest: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (key: string) =>
    Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024
  return { now: of('VmRSS'), highest: of('VmHWM') }
}
