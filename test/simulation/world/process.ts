// The world as one life of a program sees it: its modules, its clock, its timers, its chance.

import * as realCrypto from 'node:crypto'
import { createRequire } from 'node:module'
import type { World } from '../program.ts'
import { databaseModuleFor } from './database.ts'
import { fileModulesFor } from './files.ts'
import type { Life } from './life.ts'
import type { Happening } from './loop.ts'
import { type Network, networkModuleFor } from './network.ts'
import { watchModuleFor } from './watcher.ts'

const realRequire = createRequire(import.meta.url)
/** These neither wait nor choose: the real ones serve. */
const harmless = new Set([
  'assert',
  'path',
  'url',
  'events',
  'buffer',
  'util',
  'zlib',
  'stream',
  'module',
  'async_hooks',
  'os',
  'string_decoder',
])

export function worldOf(life: Life, network: Network): World {
  const timers = timersOf(life)
  return {
    require: requireOf(life, network, timers),
    process: processOf(life),
    performance: { now: () => life.loop.nowMs },
    Date: dateOf(life),
    Math: Object.assign(Object.create(Math) as Math, {
      random: () => life.chance.below(2 ** 31) / 2 ** 31,
    }),
    crypto: undefined,
    ...timers,
  }
}

function processOf(life: Life) {
  return {
    pid: 4242,
    env: { SECRET: 'SECRET01' },
    platform: 'linux',
    nextTick: process.nextTick.bind(process),
    getuid: () => 1000,
    geteuid: () => 1000,
    emitWarning: () => undefined,
    version: process.version,
    versions: process.versions,
    kill: () => life.passed(),
  }
}

function dateOf(life: Life): typeof Date {
  return class extends Date {
    constructor(...given: readonly never[]) {
      if (given.length === 0) super(life.wallMs())
      else super(...(given as unknown as [number]))
    }
    static override now(): number {
      return life.wallMs()
    }
  } as typeof Date
}

/** What `setTimeout` gives. */
interface Timer {
  readonly happening: Happening | null
  ref(): Timer
  unref(): Timer
  hasRef(): boolean
}

function timersOf(life: Life) {
  const timer = (happening: Happening | null): Timer => {
    const self: Timer = { happening, ref: () => self, unref: () => self, hasRef: () => true }
    return self
  }
  // Timers come late by what a busy machine needs, so that their order is not that of their times.
  const late = (delayMs: number) =>
    Math.max(1, delayMs || 0) +
    (life.chance.often(0.9) ? life.chance.below(3) : life.chance.below(60))
  const setTimeout = (run: (...args: unknown[]) => void, delayMs = 1, ...args: unknown[]) =>
    timer(life.dead ? null : life.after(late(delayMs), () => run(...args)))
  const clear = (given?: Timer) => {
    const happening = given?.happening ?? null
    if (happening !== null) life.loop.cancel(happening)
  }
  const setInterval = () => {
    throw new Error('the simulation has no setInterval')
  }
  return {
    setTimeout,
    clearTimeout: clear,
    setInterval,
    clearInterval: clear,
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
      timer(life.dead ? null : life.after(0, () => run(...args))),
    clearImmediate: clear,
  }
}

type Timers = ReturnType<typeof timersOf>

function requireOf(life: Life, network: Network, timers: Timers) {
  const files = fileModulesFor(life)
  const nothing = (name: string) =>
    new Proxy({}, { get: (_, key) => () => absent(`${name}.${String(key)}`) })
  const own: Readonly<Record<string, unknown>> = {
    fs: files.plain,
    'fs/promises': files.promises,
    net: networkModuleFor(network, life),
    tls: { TLSSocket: class {}, connect: () => absent('tls'), createServer: () => absent('tls') },
    child_process: nothing('child_process'),
    dns: nothing('dns'),
    undici: nothing('undici'),
    nodemailer: nothing('nodemailer'),
    crypto: cryptoOf(life),
    'timers/promises': {
      setImmediate: () => new Promise<void>((resolve) => void timers.setImmediate(() => resolve())),
    },
    '@photostructure/sqlite': databaseModuleFor(life),
    chokidar: watchModuleFor(life),
  }
  return (name: string): unknown => {
    const plain = name.replace(/^node:/, '')
    const found = own[plain]
    if (found !== undefined) return found
    if (harmless.has(plain)) return realRequire(plain) as unknown
    return absent(name)
  }
}

function absent(what: string): never {
  throw new Error(`the simulated world has no ${what}`)
}

function cryptoOf(life: Life) {
  const randomFillSync = <T extends Uint8Array>(target: T): T => {
    target.set(life.chance.bytes(target.length))
    return target
  }
  return {
    ...realCrypto,
    randomFillSync,
    getRandomValues: randomFillSync,
    randomBytes: (count: number) => Buffer.from(life.chance.bytes(count)),
    randomInt: (from: number, to: number) => from + life.chance.below(to - from),
    randomUUID: () => absent('randomUUID'),
  }
}
