// The real program on real folders against a real sandbox bank, for the road tests: the daemon is a process
// of its own, the bank lives in the test, and a proxy between them counts bytes and cuts lines.

import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import { openLedgerToRead } from '../../src/ledger/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import { createMisbehaviour, parseRule } from '../../src/sandbox/misbehaviour.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts'
import { programPath } from './program.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { tempFolder } from './temp-folder.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const partner = 'MON_ENTREPRISE'
const patientMs = 30_000

export interface RoadOptions {
  /** Virtual files that the bank has something in; RELEVES when left out. */
  readonly offers?: readonly string[]
  /** Lines of YAML below the bank, and below the outbox and inbox. */
  readonly bank?: string
  readonly outbox?: string
  readonly inbox?: string
  readonly statements?: string | null
  /** The API; nobody listens when absent. */
  readonly http?: string
  /** Lines of YAML at the top. */
  readonly top?: string
  /** What the daemon is started through, as `strace -D …` or a shell with limits. */
  readonly through?: readonly string[]
  /** A server on this machine that the daemon calls instead of the sandbox bank. */
  readonly port?: number
  /** Another road's outbox. */
  readonly sharedOutbox?: string
}

export interface Road {
  readonly folder: string
  readonly outbox: string
  readonly inbox: string
  readonly data: string
  readonly config: string
  readonly bank: Sandbox
  readonly proxy: Proxy
  /** Starts the daemon and resolves when it runs. */
  start(): Promise<void>
  stop(): Promise<number | null>
  /** A signal alone; nobody waits for what it does. */
  signal(name: NodeJS.Signals): void
  /** Resolves with the exit code when the daemon has ended by itself. */
  ended(): Promise<number | null>
  kill(): Promise<void>
  /** What the daemon has said so far, a line an entry. */
  said(): readonly string[]
  drop(name: string, content: Uint8Array | string): void
  offer(name: string, content: Uint8Array | string): void
  /** Gives the rule: `times` says how often it is still to strike. */
  misbehave(rule: string): { readonly times: number }
  /** The bank is as it should be again. */
  behave(): void
  transfers(): Promise<readonly Transfer[]>
  facts(id: string): Promise<readonly string[]>
  /** Waits until the transfer of this name is in one of these states. */
  until(name: string, ...states: string[]): Promise<Transfer>
  untilInbox(count: number): Promise<readonly string[]>
  /** Waits until some start of a daemon owns the outbox. */
  untilOwned(): Promise<void>
  /** Of the owner of the outbox: where it is, and what it says. */
  signOfLife(): {
    readonly path: string
    readonly sign: { readonly number: number; readonly mark: string; readonly stopped: boolean }
  }
  cli(
    ...args: string[]
  ): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

export async function openRoad(options: RoadOptions = {}): Promise<Road> {
  const folder = tempFolder()
  const places = {
    folder,
    outbox: options.sharedOutbox ?? join(folder, 'out'),
    inbox: join(folder, 'in'),
    data: join(folder, 'data'),
    config: join(folder, 'config.yaml'),
  }
  mkdirSync(places.outbox, { recursive: true })
  mkdirSync(places.inbox)
  const misbehaviour = createMisbehaviour()
  const bank = await startSandbox({
    folder: join(folder, 'bank'),
    listen: { host: '127.0.0.1', port: 0, tls: null },
    access: {
      server: 'BANQUE01',
      partners: [{ name: partner, password: 'SECRET01' }],
    },
    files: {
      received: ['VIREMENTS'],
      offered: options.offers ?? ['RELEVES'],
      statements: options.statements ?? null,
    },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_534, window: 15 },
      articleBytes: 4096,
    },
    misbehaviour,
    log: silentLog,
  })
  const proxy = await startProxy(options.port ?? bank.port)
  onTestFinished(async () => {
    await proxy.stop()
    await bank.stop()
  })
  writeFileSync(join(folder, 'password'), 'SECRET01')
  writeFileSync(places.config, configText(places, proxy.port, options))
  const daemon = daemonOf(places.config, options.through ?? [])
  onTestFinished(() => daemon.kill())
  return {
    ...places,
    bank,
    proxy,
    ...daemon,
    ...acts(places, bank),
    misbehave(text) {
      const rule = present(parseRule(text))
      misbehaviour.add(rule)
      return rule
    },
    behave: () => misbehaviour.clear(),
    cli: (...args) => runCli([...args, '--config', places.config]),
  }
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('a rule that is none')
  return value
}

type Places = Pick<Road, 'folder' | 'outbox' | 'inbox' | 'data' | 'config'>

function configText(
  places: Places,
  port: number,
  { bank = '', outbox = '', inbox = '', top = '', http = '{ listen: false }' }: RoadOptions,
): string {
  return `data: ${places.data}
http: ${http}
spool: { reserve: 1 MB }
stop: { grace: 0s }
${top}
banks:
  - id: 1
    name: bank
    host: 127.0.0.1
    port: ${port}
    server: BANQUE01
    partner: ${partner}
    password: { file: ${places.folder}/password }
    virtualFiles: [AUTRE, RELEVES_SANS_DOSSIER]
${bank === '' ? '    retry: { afterBreak: 0s, firstDelay: 250ms, maximumDelay: 1s }' : bank}
outboxes:
  - virtualFile: VIREMENTS
    folder: ${places.outbox}
    bank: bank
    firstStart: send
${/keepOriginal/.test(outbox) ? '' : '    keepOriginal: 0s'}
${outbox === '' ? '    ready: { rename: true }\n    complete: false' : outbox}
inboxes:
  - virtualFile: RELEVES
    folder: ${places.inbox}
    bank: bank
${inbox === '' ? '    when: "0 0 1 1 *"' : inbox}
`
}

function daemonOf(
  config: string,
  through: readonly string[],
): Pick<Road, 'start' | 'stop' | 'kill' | 'said' | 'signal' | 'ended'> {
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
      child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      const hear = (chunk: Buffer) => {
        text += chunk.toString('utf8')
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      await vi.waitFor(
        () => {
          if (child?.exitCode !== null) throw new Error(`the daemon ended: ${text.slice(before)}`)
          if (!text.slice(before).includes('"Running"')) throw new Error('not yet')
        },
        { timeout: patientMs, interval: 25 },
      )
    },
    stop: () => ended('SIGTERM'),
    signal: (name) => void child?.kill(name),
    ended: () =>
      new Promise((resolve) => {
        if (child === null || child.exitCode !== null) return resolve(child?.exitCode ?? null)
        child.once('exit', (code) => resolve(code))
      }),
    kill: async () => void (await ended('SIGKILL')),
    said: () => text.split('\n').filter((line) => line !== ''),
  }
}

function acts(
  places: Places,
  bank: Sandbox,
): Pick<
  Road,
  'drop' | 'offer' | 'transfers' | 'facts' | 'until' | 'untilInbox' | 'untilOwned' | 'signOfLife'
> {
  const reading = async <T>(
    work: (ledger: ReturnType<typeof openLedgerToRead>) => Promise<T>,
  ): Promise<T> => {
    const ledger = openLedgerToRead({ folder: places.data })
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  }
  const put = (folder: string, name: string, content: Uint8Array | string) => {
    const temporary = join(places.folder, 'being-written')
    writeFileSync(temporary, content)
    renameSync(temporary, join(folder, name))
  }
  const ownerFolder = join(places.outbox, '.pesit-drop', 'owner')
  const signOfLife = () => {
    const name = readdirSync(ownerFolder).find((one) => one.endsWith('.alive'))
    const path = join(ownerFolder, name ?? 'nobody.alive')
    return {
      path,
      sign: JSON.parse(readFileSync(path, 'utf8')) as ReturnType<Road['signOfLife']>['sign'],
    }
  }
  const transfers = () => reading((ledger) => ledger.list({ order: 'oldest', limit: 10_000 }))
  return {
    drop: (name, content) => put(places.outbox, name, content),
    offer: (name, content) => put(bank.offersFolder(partner, 'RELEVES'), name, content),
    transfers,
    facts: (id) =>
      reading(async (ledger) =>
        (await ledger.facts({ transferId: id })).map(({ sentence }) => sentence),
      ),
    until: (name, ...states) =>
      vi.waitFor(
        async () => {
          const found = (await transfers()).filter(
            (transfer) => transfer.name === name || transfer.pesit?.label === name,
          )
          const match = found.find(({ state }) => states.includes(state))
          if (match === undefined)
            throw new Error(
              `${name} is ${found.map(({ state, reason }) => `${state} (${reason})`).join(', ') || 'not there'}`,
            )
          return match
        },
        { timeout: patientMs, interval: 50 },
      ),
    signOfLife,
    untilOwned: () =>
      vi.waitFor(
        () => {
          const isOwned = readdirSync(ownerFolder).some((one) => one.endsWith('.json'))
          if (!isOwned) throw new Error('nobody owns the outbox')
        },
        { timeout: patientMs, interval: 25 },
      ),
    untilInbox: (count) =>
      vi.waitFor(
        () => {
          const names = readdirSync(places.inbox).filter((name) => !name.startsWith('.pesit-drop'))
          if (names.length < count) throw new Error(`${names.length} of ${count} in the inbox`)
          return names
        },
        { timeout: patientMs, interval: 50 },
      ),
  }
}

export async function runCli(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const program = await programPath()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

export const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex')
export const sha256OfFile = (path: string): string => sha256(readFileSync(path))

/** Bytes that never repeat, the same for the same seed. */
export function bytesOf(sizeBytes: number, seed = 1): Buffer {
  const block = createHash('sha512').update(String(seed)).digest()
  const bytes = Buffer.alloc(sizeBytes)
  for (let offset = 0, counter = 0; offset < sizeBytes; offset += block.length, counter += 1) {
    block.writeUInt32BE(counter, 0)
    block.copy(bytes, offset)
  }
  return bytes
}
