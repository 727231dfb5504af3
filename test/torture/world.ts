// A small world for the campaigns: two banks, each with an outbox and an inbox of ours. One bank is
// qualified: it replays what it has, and is asked about what is in doubt. The other is forgetful: it keeps no
// context of what it took or gave, so doubt there is left to a person. What is dropped and offered is
// remembered here.

import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { painOf } from '../helpers/pain.ts'
import { type Configuration, yamlOf } from '../helpers/road/configuration.ts'
import type { Chance } from './random.ts'

export const partner = 'MON_ENTREPRISE'

export interface BankPlace {
  readonly name: 'qualified' | 'forgetful'
  readonly port: number
  readonly folder: string
  readonly outbox: string
  readonly inbox: string
}

export interface Dropped {
  readonly name: string
  readonly bank: BankPlace['name']
  readonly sha256: string
  /** The same bytes went before: it must be held, never sent. */
  readonly again: boolean
  /** Files with the same text here order the same payments, in bytes of their own; null: none. */
  readonly payments: string | null
}

export interface Offered {
  readonly name: string
  readonly bank: BankPlace['name']
  readonly sha256: string
}

export interface World {
  readonly folder: string
  readonly data: string
  readonly config: string
  readonly banks: readonly BankPlace[]
  readonly dropped: Dropped[]
  readonly offered: Offered[]
}

/** `shared` holds outboxes and inboxes, `local` the ledger and the spool, `apart` the banks. */
export interface Disks {
  readonly shared: string
  readonly local: string
  readonly apart: string
}

export async function makeWorld(disks: Disks): Promise<World> {
  const { shared, local, apart } = disks
  const banks: BankPlace[] = []
  for (const name of ['qualified', 'forgetful'] as const) {
    const outbox = join(shared, `out-${name}`)
    const inbox = join(shared, `in-${name}`)
    for (const folder of [outbox, inbox]) mkdirSync(folder, { recursive: true })
    const port = await freePort()
    banks.push({ name, port, folder: join(apart, name), outbox, inbox })
  }
  const config = join(apart, 'config.yaml')
  writeFileSync(join(apart, 'password'), 'SECRET01')
  const data = join(local, 'data')
  writeFileSync(config, yamlOf(configurationOf({ data, apart, banks })))
  return { folder: apart, data, config, banks, dropped: [], offered: [] }
}

function configurationOf({
  data,
  apart,
  banks,
}: {
  data: string
  apart: string
  banks: readonly BankPlace[]
}): Configuration {
  return {
    data,
    spool: { reserve: '1 MB' },
    stop: { grace: '0s' },
    banks: banks.map(({ name, port }, index) => ({
      id: index + 1,
      name,
      host: '127.0.0.1',
      port,
      server: name.toUpperCase(),
      partner,
      password: { file: `${apart}/password` },
      probe: name === 'qualified' ? 'always' : 'never',
      sync: { interval: '32 KB', window: 2 },
      timers: { connect: '5s', answer: '5s', longAnswer: '5s' },
      retry: {
        attempts: 1000,
        reach: 100_000,
        afterBreak: '0s',
        firstDelay: '100ms',
        maximumDelay: '200ms',
      },
    })),
    outboxes: banks.map(({ name, outbox }, index) => ({
      virtualFile: 'VIREMENTS',
      folder: outbox,
      bank: name,
      firstStart: 'send',
      ready: { rename: true },
      complete: false,
      check: false,
      every: '1s',
      keepOriginal: index === 0 ? '0s' : '1s',
    })),
    inboxes: banks.map(({ name, inbox }) => ({
      virtualFile: 'RELEVES',
      folder: inbox,
      bank: name,
      when: '0 0 1 1 *',
    })),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(),
      )
    })
  })
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A few sync intervals at most, often less than one. */
function contentOf(chance: Chance, sizeBytes = chance.below(chance.often(0.3) ? 200_000 : 20_000)) {
  return chance.bytes(sizeBytes + 16)
}

/** Renamed in, as a writer that is careful does it. */
function putInto(folder: string, name: string, bytes: Uint8Array, aside: string): void {
  const temporary = join(aside, `.being-written`)
  writeFileSync(temporary, bytes)
  fsyncOf(temporary)
  renameSync(temporary, join(folder, name))
  fsyncOf(folder)
}

/** What a writer did not make durable is not ours to lose. */
function fsyncOf(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

const kept = new WeakMap<Dropped, Uint8Array>()

/** Drops a file; now and then one that went before, under another name. */
export function drop(world: World, bank: BankPlace, chance: Chance, sizeBytes?: number): void {
  const earlier = world.dropped.filter(
    (one) => kept.has(one) && one.bank === bank.name && !one.again,
  )
  const again = sizeBytes === undefined && earlier.length > 0 && chance.often(0.06)
  const bytes = (again ? kept.get(chance.pick(earlier)) : undefined) ?? contentOf(chance, sizeBytes)
  const name = `${bank.name}-${world.dropped.length}.xml`
  const dropped = { name, bank: bank.name, sha256: sha256(bytes), again, payments: null }
  kept.set(dropped, bytes)
  world.dropped.push(dropped)
  // Beside the outbox, on its file system.
  putInto(bank.outbox, name, bytes, join(bank.outbox, '..'))
}

/**
 * Drops two exports of one run or more at once, in whatever outboxes: one of them is to be sent, the others
 * are held.
 */
export function dropEquals(world: World, chance: Chance): void {
  const payments = `RUN-${world.dropped.length}`
  for (let createdAt = 0; createdAt < 2 + chance.below(3); createdAt += 1) {
    const bank = chance.pick(world.banks)
    const bytes = Buffer.from(painOf({ messageId: payments, createdAt }))
    const name = `${bank.name}-${world.dropped.length}.xml`
    world.dropped.push({ name, bank: bank.name, sha256: sha256(bytes), again: false, payments })
    putInto(bank.outbox, name, bytes, join(bank.outbox, '..'))
  }
}

/** Offers a statement; now and then under a name that another had, which is a collision in the inbox. */
export function offer(world: World, bank: BankPlace, chance: Chance, sizeBytes?: number): void {
  const earlier = world.offered.filter((one) => one.bank === bank.name)
  const folder = join(bank.folder, partner, 'offers', 'RELEVES')
  const reused = earlier.length > 0 && chance.often(0.2) ? chance.pick(earlier).name : null
  const isFree = reused !== null && !existsSync(join(folder, reused))
  const name = isFree ? reused : `${bank.name}-${world.offered.length}.txt`
  const bytes = contentOf(chance, sizeBytes)
  world.offered.push({ name, bank: bank.name, sha256: sha256(bytes) })
  mkdirSync(folder, { recursive: true })
  putInto(folder, name, bytes, bank.folder)
}
