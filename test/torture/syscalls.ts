// Every system call fails once: one file is sent and one received, and at the k-th call of one kind in one
// thread the daemon is killed before it, or the call fails. strace does it, attached once the daemon runs, so
// that the first call counted is the first after *ready*. k grows until nothing is struck any more.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askOnce, endedWithin, type Programs, startBank, startDaemon, until } from './lives.ts'
import type { Running } from './process.ts'
import { type Chance, chanceOfWorld } from './random.ts'
import { isQuiet, judge, stagedIn, transfersOf, wrongInInboxes } from './verdict.ts'
import { type BankPlace, drop, makeWorld, offer, type World } from './world.ts'

export type Fault = 'KILL' | 'EIO' | 'ENOSPC'
export type Thread = 'main' | 'files'

export interface Row {
  readonly fault: Fault
  readonly thread: Thread
  readonly call: string
}

/**
 * Files are opened, written and synced by the thread pool, which has one thread here; the ledger and the
 * lines are the main thread's.
 */
const calls: Readonly<Record<Thread, readonly string[]>> = {
  files: [
    'openat',
    'write',
    'pwrite64',
    'writev,pwritev',
    'fsync',
    'fdatasync',
    'rename',
    'link',
    'unlink',
    'mkdir',
  ],
  main: [
    'openat',
    'write',
    'pwrite64',
    'writev',
    'fsync',
    'fdatasync',
    'unlink',
    'connect',
    'sendto,sendmsg',
  ],
}
const ofLines = ['connect', 'sendto,sendmsg']

export function allRows(): readonly Row[] {
  return (['KILL', 'EIO', 'ENOSPC'] as const).flatMap((fault) =>
    (['files', 'main'] as const).flatMap((thread) =>
      calls[thread]
        .filter((call) => fault === 'KILL' || !ofLines.includes(call))
        .map((call) => ({ fault, thread, call })),
    ),
  )
}

export interface Struck {
  readonly row: Row
  readonly times: number
  readonly failures: readonly string[]
}

export interface RowOptions {
  readonly programs: Programs
  readonly seed: number
  /** Every so many calls; 1: each. */
  readonly step: number
  readonly isOver: () => boolean
}

const sizeBytes = 150_000
const patienceMs = 60_000
const mostCalls = 400

/** One world for one kind of call: struck at its first, its second, … until it is not struck any more. */
export async function strikeRow(row: Row, options: RowOptions): Promise<Struck> {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-syscalls-'))
  for (const name of ['shared', 'local', 'apart']) mkdirSync(join(folder, name))
  const [shared, local, apart] = ['shared', 'local', 'apart'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const world = await makeWorld({ shared, local, apart })
  const banks = world.banks.map((bank) => startBank(bank, options.programs))
  await Promise.all(banks.map(({ up }) => up))
  const chance = chanceOfWorld(options.seed, 0)
  const scene: Scene = { world, options, chance, row, daemon: null }
  const failures: string[] = []
  let times = 0
  try {
    await settle(scene)
    for (let nth = 1; nth <= mostCalls && !options.isOver(); nth += options.step) {
      const struck = await strikeOnce(scene, nth)
      failures.push(
        ...struck.failures.map(
          (failure) => `${row.fault} ${row.thread} ${row.call}:${nth}: ${failure}`,
        ),
      )
      if (struck.struck) times += 1
      if (!struck.struck || failures.length > 0) break
    }
    // What a failed unlink left is tidied at the next start.
    await scene.daemon?.stop()
    failures.push(...(await settle(scene)))
    await until(() => Promise.resolve(stagedIn(world).length === 0), patienceMs)
    await scene.daemon?.stop()
    failures.push(
      ...(await judge(world, options.programs.bank)).map(
        (failure) => `${row.fault} ${row.thread} ${row.call}: ${failure}`,
      ),
    )
  } finally {
    await scene.daemon?.kill()
    for (const bank of banks) await bank.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  return { row, times, failures }
}

interface Scene {
  readonly world: World
  readonly options: RowOptions
  readonly chance: Chance
  readonly row: Row
  daemon: Running | null
}

async function strikeOnce(
  scene: Scene,
  nth: number,
): Promise<{ readonly struck: boolean; readonly failures: readonly string[] }> {
  const { world, row, chance } = scene
  const [bank] = world.banks as readonly [BankPlace, ...BankPlace[]]
  const daemon = await running(scene)
  const tracer = await attach(daemon.pid, row, { nth, log: join(world.folder, 'strace.log') })
  drop(world, bank, chance, sizeBytes)
  offer(world, bank, chance, sizeBytes)
  await askOnce(world)
  if (!daemon.hasEnded) await Promise.race([daemon.ended, until(() => isQuiet(world), 5_000)])
  const struck = (await detach(tracer)) || daemon.hasEnded
  if (!daemon.hasEnded && row.fault === 'KILL') await endedWithin(daemon, 10)
  const seen = wrongInInboxes(world, {})
  const failures = seen.length > 0 ? seen : await settle(scene)
  return { struck, failures }
}

/** The daemon, begun again where it has ended, as its supervisor would do. */
async function running(scene: Scene): Promise<Running> {
  if (scene.daemon !== null && !scene.daemon.hasEnded) return scene.daemon
  const environment = { UV_THREADPOOL_SIZE: '1' }
  const daemon = startDaemon(scene.world, scene.options.programs, { environment })
  scene.daemon = daemon
  if (!(await daemon.up)) throw new Error(`the daemon does not start: ${daemon.said.slice(-1000)}`)
  return daemon
}

/** No more faults: all of it must arrive, without anybody's help but the supervisor's. */
async function settle(scene: Scene): Promise<readonly string[]> {
  const { world } = scene
  const quiet = await until(async () => {
    await running(scene)
    if (await isQuiet(world)) return true
    await askOnce(world)
    return false
  }, patienceMs)
  if (quiet) return []
  const moving = (await transfersOf(world)).filter(({ state }) => state !== 'archived')
  return [
    `STUCK: ${JSON.stringify(moving.map(({ name, state, code, reason }) => ({ name, state, code, reason })))}`,
  ]
}

interface Tracer {
  readonly child: ChildProcess
  readonly log: string
}

async function attach(
  pid: number,
  { fault, thread, call }: Row,
  { nth, log }: { readonly nth: number; readonly log: string },
): Promise<Tracer> {
  const what = fault === 'KILL' ? 'signal=KILL' : `error=${fault}`
  const threads = readdirSync(`/proc/${pid}/task`).filter(
    (one) => (one === String(pid)) === (thread === 'main'),
  )
  const child = spawn(
    'strace',
    [
      ...threads.flatMap((one) => ['-p', one]),
      '-o',
      log,
      '-e',
      `trace=${call}`,
      '-e',
      `inject=${call}:${what}:when=${nth}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  let attached = 0
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      attached = said.split('attached').length - 1
      if (attached >= threads.length) resolve()
    })
    child.once('exit', () => reject(new Error(`strace: ${said}`)))
  })
  return { child, log }
}

/** True when it struck. */
async function detach({ child, log }: Tracer): Promise<boolean> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    await ended
  }
  return readFileSync(log, 'utf8').includes('(INJECTED)')
}
