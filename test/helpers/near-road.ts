// The daemon in the process of the test, on real folders, with a real sandbox bank behind the proxy: as the
// road tests, but quick. Its ledger is read beside it.

import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type Daemon, startDaemon } from '../../src/daemon/start.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Condition } from '../../src/ledger/contract/conditions.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { type Log, silentLog } from '../../src/lib/log.ts'
import { createMisbehaviour, parseRule } from '../../src/sandbox/misbehaviour.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts'
import { type Proxy, startProxy } from './proxy.ts'
import { sha256 } from './road.ts'
import { tempFolder } from './temp-folder.ts'

const partner = 'MON_ENTREPRISE'
const patiently = { timeout: 40_000, interval: 25 }

export interface NearOptions {
  readonly bank?: string
  readonly outbox?: string
  readonly top?: string
  /** Places of their own for what usually lies in one folder. */
  readonly places?: Partial<{ outbox: string; inbox: string; data: string }>
  readonly log?: Log
}

export interface Near {
  readonly folder: string
  readonly outbox: string
  readonly inbox: string
  readonly data: string
  readonly config: string
  readonly proxy: Proxy
  bank(): Sandbox
  start(): Promise<Daemon>
  stop(): Promise<void>
  drop(name: string, content: Uint8Array | string): void
  offer(name: string, content: Uint8Array | string): void
  misbehave(rule: string): void
  reading<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  until(name: string, ...states: string[]): Promise<Transfer>
  untilCondition(code: string): Promise<Condition>
  untilWell(): Promise<void>
  /** How many files with this content the bank has. */
  copies(content: Uint8Array | string): number
  inInbox(): readonly string[]
}

export async function openNear(options: NearOptions = {}): Promise<Near> {
  const folder = tempFolder()
  const places = {
    outbox: join(folder, 'out'),
    inbox: join(folder, 'in'),
    data: join(folder, 'data'),
    ...options.places,
  }
  for (const place of [places.outbox, places.inbox]) mkdirSync(place, { recursive: true })
  const misbehaviour = createMisbehaviour()
  const bank = await startBank(folder, misbehaviour)
  const proxy = await startProxy(bank.port)
  const config = join(folder, 'config.yaml')
  writeFileSync(join(folder, 'password'), 'SECRET01')
  writeFileSync(config, configText({ folder, ...places }, proxy.port, options))
  let daemon: Daemon | null = null
  const stop = async () => {
    const running = daemon
    daemon = null
    await running?.stop()
  }
  onTestFinished(async () => {
    await stop()
    await proxy.stop()
    await bank.stop()
  })
  return {
    folder,
    config,
    ...places,
    proxy,
    bank: () => bank,
    async start() {
      daemon = await startNear(config, options.log ?? silentLog)
      return daemon
    },
    stop,
    misbehave(rule) {
      const parsed = parseRule(rule)
      if (parsed === null) throw new Error(`${rule} is no rule`)
      misbehaviour.add(parsed)
    },
    ...acts({ folder, ...places }, bank),
  }
}

function startBank(folder: string, misbehaviour: ReturnType<typeof createMisbehaviour>) {
  return startSandbox({
    folder: join(folder, 'bank'),
    listen: { host: '127.0.0.1', port: 0, tls: null },
    access: {
      server: 'BANQUE01',
      partners: [{ name: partner, password: 'SECRET01' }],
    },
    files: {
      received: ['VIREMENTS'],
      offered: ['RELEVES'],
      statements: null,
    },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_534, window: 15 },
      articleBytes: 4096,
    },
    misbehaviour,
    log: silentLog,
  })
}

async function startNear(path: string, log: Log): Promise<Daemon> {
  const loaded = loadConfig(path)
  if (loaded.kind !== 'ok') throw new Error(loaded.faults.map(({ text }) => text).join('\n'))
  return startDaemon({
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
}

type Places = Pick<Near, 'folder' | 'outbox' | 'inbox' | 'data'>

function configText(
  { folder, outbox, inbox, data }: Places,
  port: number,
  { bank = '', outbox: ready = '', top = '' }: NearOptions,
): string {
  return `data: ${data}
spool: { reserve: 1 MB }
stop: { grace: 0s }
${/^http:/m.test(top) ? '' : 'http: { listen: false }'}
${top}
banks:
  - id: 1
    name: bank
    host: 127.0.0.1
    port: ${port}
    server: BANQUE01
    partner: ${partner}
    password: { file: ${folder}/password }
${bank === '' ? '    retry: { afterBreak: 0s, firstDelay: 250ms, maximumDelay: 1s }' : bank}
outboxes:
  - virtualFile: VIREMENTS
    folder: ${outbox}
    bank: bank
    firstStart: send
${/keepOriginal/.test(ready) ? '' : '    keepOriginal: 0s'}
    every: 1s
${ready === '' ? '    ready: { rename: true }\n    complete: false' : ready}
inboxes:
  - virtualFile: RELEVES
    folder: ${inbox}
    bank: bank
    when: "0 0 1 1 *"
`
}

function acts(places: Places, bank: Sandbox) {
  const reading = async <T>(work: (ledger: Ledger) => Promise<T>): Promise<T> => {
    const ledger = openLedgerToRead({ folder: places.data })
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  }
  const list = () => reading((ledger) => ledger.list({ order: 'oldest', limit: 10_000 }))
  return {
    reading,
    drop: (name: string, content: Uint8Array | string) =>
      put(places, places.outbox, { name, content }),
    offer: (name: string, content: Uint8Array | string) =>
      put(places, bank.offersFolder(partner, 'RELEVES'), { name, content }),
    until: (name: string, ...states: string[]) =>
      vi.waitFor(async () => {
        const found = (await list()).filter(
          (transfer) => transfer.name === name || transfer.pesit?.label === name,
        )
        const match = found.find(({ state }) => states.includes(state))
        if (match !== undefined) return match
        const stand = found.map(({ state, reason }) => `${state} (${reason})`).join(', ')
        throw new Error(`${name} is ${stand || 'not there'}`)
      }, patiently),
    untilCondition: (code: string) =>
      vi.waitFor(async () => {
        const conditions = await reading((ledger) => ledger.conditions())
        const match = conditions.find((condition) => condition.code === code)
        if (match !== undefined) return match
        throw new Error(`${code} is not among ${conditions.map((one) => one.code).join(', ')}`)
      }, patiently),
    untilWell: () =>
      vi.waitFor(async () => {
        const conditions = await reading((ledger) => ledger.conditions())
        if (conditions.length > 0)
          throw new Error(conditions.map(({ sentence }) => sentence).join(' '))
      }, patiently),
    copies: (content: Uint8Array | string) =>
      bank.received().filter((file) => file.sha256 === sha256(content)).length,
    inInbox: () => readdirSync(places.inbox).filter((name) => name !== '.pesit-drop'),
  }
}

/** Whole under its name at once; beside it when its folder lies on a disk of its own. */
function put(
  { folder }: Places,
  place: string,
  { name, content }: { readonly name: string; readonly content: Uint8Array | string },
): void {
  const inside = place.startsWith(join(folder, 'bank'))
  const temporary = inside ? join(folder, 'being-written') : join(place, '.being-written')
  writeFileSync(temporary, content)
  renameSync(temporary, join(place, name))
}
