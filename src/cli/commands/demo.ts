// `demo`: the whole road in one folder, with a sandbox bank and the daemon that talk PeSIT over loopback, on
// the sample files that come with the program. There is no special code for it: the daemon reads a real
// configuration file.

import { readdir, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pc from 'picocolors'
import { boundedChecker } from '../../admission/bounded-checker.ts'
import { loadConfig } from '../../config/load.ts'
import { createLog } from '../../daemon/process/log.ts'
import { type Daemon, startDaemon } from '../../daemon/start.ts'
import { openLedgerInThread } from '../../ledger/thread/open-in-thread.ts'
import type { WrittenFact } from '../../ledger/write-feed.ts'
import { assert } from '../../lib/assert.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { copyPlainly, writePlainly } from '../../lib/files/plain-files.ts'
import { makeFolderDurably } from '../../disk/durable.ts'
import { silentLog } from '../../lib/log.ts'
import { createMisbehaviour } from '../../sandbox/misbehaviour.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { printable } from '../output.ts'
import { compareHashes, type DemoPlaces } from './demo-hashes.ts'
import { stopRequested } from './run.ts'

const samplesFolder = fileURLToPath(new URL('../../../samples/', import.meta.url))
const outboxes = ['VIREMENTS', 'PRELEVEMENTS', 'VIREMENTS_CFONB'] as const
const inboxes = ['RELEVES', 'RELEVES_CFONB'] as const
const formats = {
  VIREMENTS: 'pain.001',
  PRELEVEMENTS: 'pain.008',
  VIREMENTS_CFONB: 'cfonb-160',
} as const
const partner = 'MON_ENTREPRISE'
const longestMs = 120_000

export interface DemoOptions {
  readonly once?: boolean
  readonly folder?: string
}

export async function demo(options: DemoOptions, output: Output): Promise<ExitCode> {
  const folder = resolve(
    options.folder ??
      `demo-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`,
  )
  const places: DemoPlaces = {
    bank: join(folder, 'bank'),
    outbox: join(folder, 'outbox'),
    inbox: join(folder, 'inbox'),
    partner,
  }
  await makeFolders(folder, places)
  const bank = await startBank(places)
  const road = followRoad(output)
  const daemon = await startOnConfig(await writeConfig(folder, bank.port), road.onFact)
  output.line(
    `A sandbox bank listens on ${bank.host}:${bank.port}. The daemon watches ${places.outbox}.`,
  )
  output.line(`Its configuration is ${join(folder, 'config.yaml')}.\n`)
  try {
    const sources = await dropSamples(places)
    const stopped = stopRequested()
    const through = await roundTrip({ daemon, road, bank, sources: sources.length }, stopped)
    if (options.once === true) return await report({ places, bank, sources, through }, output)
    invite(output, folder, places)
    await stopped
    output.line('\nStopping.')
    return exitCodes.done
  } finally {
    await daemon.stop()
    await bank.stop()
  }
}

async function makeFolders(folder: string, places: DemoPlaces): Promise<void> {
  for (const name of outboxes) await makeFolderDurably(join(places.outbox, name))
  for (const name of inboxes) await makeFolderDurably(join(places.inbox, name))
  await makeFolderDurably(join(folder, 'data'))
  await writePlainly(join(folder, 'bank-password'), 'SECRET01\n', 0o600)
}

async function startBank(places: DemoPlaces): Promise<Sandbox> {
  const bank = await startSandbox({
    folder: places.bank,
    listen: { host: '127.0.0.1', port: 0, tls: null },
    access: {
      server: 'BANQUE01',
      partners: [{ name: partner, password: 'SECRET01' }],
    },
    files: {
      received: outboxes,
      offered: inboxes,
      statements: 'RELEVES',
    },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_535, window: 15 },
      articleBytes: 4096,
    },
    misbehaviour: createMisbehaviour(),
    log: silentLog,
  })
  for (const name of inboxes) {
    await copyPlainly(join(samplesFolder, 'bank', name), bank.offersFolder(partner, name))
  }
  return bank
}

async function writeConfig(folder: string, port: number): Promise<string> {
  const path = join(folder, 'config.yaml')
  const outbox = (name: (typeof outboxes)[number]) =>
    `  - { virtualFile: ${name}, folder: outbox/${name}, bank: sandbox, check: [${formats[name]}], ready: { quiet: 1s }, firstStart: send }`
  const inbox = (name: string) =>
    `  - { virtualFile: ${name}, folder: inbox/${name}, bank: sandbox, when: "* * * * *" }`
  const text = `# Written by \`pesit-drop demo\`. Everything else has its usual value: see config.example.yaml.
data: data
spool: { reserve: 16 MB }
banks:
  - id: 1
    name: sandbox
    environment: test
    host: 127.0.0.1
    port: ${port}
    server: BANQUE01
    partner: ${partner}
    password: { file: ${JSON.stringify(join(folder, 'bank-password'))} }
    connections: 2
    probe: ifSynced
    retry: { afterBreak: 0s, firstDelay: 1s }
outboxes:
${outboxes.map(outbox).join('\n')}
inboxes:
${inboxes.map(inbox).join('\n')}
`
  await writePlainly(path, text)
  return path
}

async function startOnConfig(path: string, onFact: (fact: WrittenFact) => void): Promise<Daemon> {
  const loaded = loadConfig(path)
  assert(
    loaded.kind === 'ok',
    `the demo's configuration is right: ${loaded.kind === 'faulty' ? JSON.stringify(loaded.faults) : ''}`,
  )
  const log = createLog({ level: 'error', terminal: process.stdout.isTTY })
  return startDaemon({
    openLedger: openLedgerInThread,
    config: loaded.config,
    clock: systemClock,
    log,
    environment: process.env,
    checker: boundedChecker({ clock: systemClock, log }),
    onFact,
    onLedgerFailed: (error) => {
      throw error
    },
  })
}

/** Under a temporary name, then renamed, as a good ERP does it. */
async function dropSamples({ outbox }: DemoPlaces): Promise<readonly string[]> {
  const sources: string[] = []
  for (const name of outboxes) {
    for (const file of await readdir(join(samplesFolder, 'outbox', name))) {
      const source = join(samplesFolder, 'outbox', name, file)
      const target = join(outbox, name, file)
      await copyPlainly(source, `${target}.tmp`)
      await rename(`${target}.tmp`, target)
      sources.push(source)
    }
  }
  return sources
}

interface Road {
  readonly onFact: (fact: WrittenFact) => void
  /** How many transfers of a direction have reached this state. */
  count(direction: 'out' | 'in', state: string): number
  /** Resolves at the next fact. */
  next(): Promise<void>
}

const colours = { out: pc.cyan, in: pc.green } as const
const arrows = { out: '→', in: '←' } as const

function followRoad(output: Output): Road {
  const counts = new Map<string, number>()
  let wake: (() => void) | undefined
  return {
    onFact({ transfer, to, sentence, event }) {
      const key = `${transfer.direction} ${to}`
      if (event !== 'bank-confirmed' || to === 'confirmed')
        counts.set(key, (counts.get(key) ?? 0) + 1)
      const { direction, virtualFile, name, pesit } = transfer
      const who = printable(name || pesit?.label || virtualFile)
      output.line(
        `${arrows[direction]} ${colours[direction](virtualFile.padEnd(16))} ${who.padEnd(28)} ${pc.bold(to.padEnd(10))} ${printable(sentence)}`,
      )
      wake?.()
    },
    count: (direction, state) => counts.get(`${direction} ${state}`) ?? 0,
    next: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
  }
}

/** Payments out, then statements in; false if it took too long or a person stopped it. */
async function roundTrip(
  { daemon, road, bank, sources }: { daemon: Daemon; road: Road; bank: Sandbox; sources: number },
  stopped: Promise<string>,
): Promise<boolean> {
  const over = new AbortController()
  const deadline = systemClock.sleep(longestMs, over.signal).then(() => 'late')
  const reached = async (done: () => boolean): Promise<boolean> => {
    while (!done()) {
      const what = await Promise.race([road.next(), deadline, stopped])
      if (typeof what === 'string') return false
    }
    return true
  }
  try {
    if (!(await reached(() => road.count('out', 'archived') >= sources))) return false
    // The bank answers each pain.001 with a statement, and had three files waiting.
    const payments = bank.received().filter(({ virtualFile }) => virtualFile === 'VIREMENTS').length
    await daemon.pollAll()
    return await reached(() => road.count('in', 'archived') >= 3 + payments)
  } finally {
    over.abort()
  }
}

async function report(
  {
    places,
    bank,
    sources,
    through,
  }: { places: DemoPlaces; bank: Sandbox; sources: readonly string[]; through: boolean },
  output: Output,
): Promise<ExitCode> {
  const rows = await compareHashes(places, { received: bank.received(), sources, readFile })
  output.line()
  output.table(
    ['FILE', 'SOURCE', 'BANK', 'INBOX', ''],
    rows.map(({ name, source, bank: atBank, inbox, same }) => [
      printable(name),
      source,
      atBank,
      inbox,
      same ? pc.green('same') : pc.red('DIFFERENT'),
    ]),
  )
  const well = through && rows.every(({ same }) => same)
  output.line(
    well ? `\nAll ${rows.length} files are the same on both sides.` : '\nNOT ALL WELL: see above.',
  )
  return well ? exitCodes.done : exitCodes.failed
}

function invite(output: Output, folder: string, { outbox, inbox, bank }: DemoPlaces): void {
  output.line(`\nThe round trip is done. Now drop your own files:`)
  for (const name of outboxes)
    output.line(`  ${formats[name].padEnd(10)} into  ${join(outbox, name)}`)
  output.line(`Statements arrive in ${inbox}; what the bank has is in ${bank}.`)
  output.line(
    `In another terminal:  node dist/cli/main.js status --config ${join(folder, 'config.yaml')}`,
  )
  output.line('Ctrl-C stops everything.')
}
