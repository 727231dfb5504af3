// A bank as the daemon has it, from lines of configuration, and a sandbox bank that it talks with over real
// sockets. What is said on the line is kept as text.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FetchOutcome, Reached, SendJob, SendOutcome, Sink } from '../../src/bank/bank.ts'
import { identityFor } from '../../src/bank/native/identity.ts'
import { openBank } from '../../src/bank/native/open.ts'
import type { BankOptions } from '../../src/bank/native/options.ts'
import { parseYaml } from '../../src/config/parse.ts'
import { validate } from '../../src/config/validate.ts'
import { bankOptions, policyOf } from '../../src/daemon/from-config.ts'
import type { PesitIdentity, SyncPoint } from '../../src/journey/transfer.ts'
import { type Log, silentLog } from '../../src/lib/log.ts'
import { createMisbehaviour, parseRule } from '../../src/sandbox/misbehaviour.ts'
import type {
  SandboxAccess,
  SandboxFiles,
  SandboxListen,
  SandboxProtocol,
} from '../../src/sandbox/options.ts'
import { startSandbox } from '../../src/sandbox/start.ts'
import type { ReadSendQueue } from '../../src/pesit-socket/send-queue.ts'
import type { TraceFile } from '../../src/pesit-socket/trace-file.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { tempFolder } from './temp-folder.ts'

/** What a test changes of the usual sandbox bank, group by group. */
export interface SandboxChanges {
  readonly listen?: Partial<SandboxListen>
  readonly access?: Partial<SandboxAccess>
  readonly files?: Partial<SandboxFiles>
  readonly protocol?: Partial<SandboxProtocol>
  readonly traceFile?: TraceFile
}

export interface PairOptions {
  /** Lines of YAML of the bank. */
  readonly bank?: string
  readonly sandbox?: SandboxChanges
  readonly environment?: NodeJS.ProcessEnv
  readonly useTls?: boolean
  readonly traceFile?: TraceFile
  /** What this machine tells of its send queue; as it is when absent. */
  readonly readSendQueue?: ReadSendQueue
}

/** What a transfer remembers over its attempts, as the ledger would. */
export interface Memory {
  identity: PesitIdentity
  points: SyncPoint[]
  opened: boolean
  finishing: boolean
  /** How far all bytes had come when the intent was noted. */
  reached: Reached | null
  delivered: boolean
}

interface SendOptions {
  readonly name: string
  readonly memory: Memory
  readonly signal: AbortSignal
  /** Instead of what keeps the memory. */
  readonly journal: Partial<SendJob['journal']>
  readonly withoutFinalPoint: boolean
}

export type Pair = Awaited<ReturnType<typeof openPair>>

export async function openPair(options: PairOptions = {}) {
  const folder = tempFolder()
  const misbehaviour = createMisbehaviour()
  const { listen, access, files, protocol, ...others } = options.sandbox ?? {}
  const sandbox = await startSandbox({
    folder: join(folder, 'bank'),
    listen: { host: '127.0.0.1', port: 0, tls: null, ...listen },
    access: {
      server: 'BANQUE01',
      partners: [{ name: 'CORPCLI', password: 'SECRET01' }],
      ...access,
    },
    files: { received: ['VIREMENTS'], offered: ['RELEVES'], statements: null, ...files },
    protocol: {
      entityBytes: 65_535,
      sync: { intervalKb: 65_534, window: 15 },
      articleBytes: 4096,
      ...protocol,
    },
    misbehaviour,
    log: silentLog,
    ...others,
  })
  const port = options.useTls === true ? (sandbox.tlsPort ?? 0) : sandbox.port
  const proxy = await startProxy(port)
  const said: string[] = []
  const settings = settingsOf(options, { folder, port: proxy.port, log: listening(said) })
  const { traceFile, readSendQueue } = options
  const tools = {
    ...(traceFile === undefined ? {} : { traceFile }),
    ...(readSendQueue === undefined ? {} : { readSendQueue }),
  }
  const bank = openBank(settings, listening(said), tools)
  onTestFinished(async () => {
    await bank.close()
    await proxy.stop()
    await sandbox.stop()
  })
  return {
    bank,
    sandbox,
    proxy,
    folder,
    settings,
    /** The settings of a bank that listens elsewhere. */
    settingsAt: (port: number): BankOptions => ({
      ...settings,
      address: { ...settings.address, port },
    }),
    /** The conversation, a line an FPDU. */
    said: () => said,
    misbehave: (rule: string) => {
      const parsed = parseRule(rule)
      if (parsed !== null) misbehaviour.add(parsed)
    },
    ...acts({ bank, settings, folder, sandbox, proxy }),
  }
}

function settingsOf(
  { bank = '', environment = {} }: PairOptions,
  at: { readonly folder: string; readonly port: number; readonly log: Log },
): BankOptions {
  const [config] = [bankConfig(bank, at.port, at.folder)]
  return bankOptions(config, {
    environment: { PW: 'SECRET01', ...environment },
    dataFolder: join(at.folder, 'data'),
    log: at.log,
  })
}

export function bankConfig(lines: string, port = 6502, folder = '/') {
  const text = `data: ${folder}/data
banks:
  - id: 1
    name: bank
    host: 127.0.0.1
    port: ${port}
    server: BANQUE01
    partner: CORPCLI
    password: { env: PW }
${lines.includes('timers:') ? '' : '    timers: { idle: 0s, connect: 5s, answer: 5s, longAnswer: 5s }'}
${lines}
`
  const surroundings = { folder, realPath: (path: string) => path, deviceOf: () => null }
  const validated = validate(parseYaml(text), surroundings)
  if (validated.kind === 'faulty')
    throw new Error(validated.faults.map(({ text: fault }) => fault).join('\n'))
  const [bank] = validated.config.banks
  if (bank === undefined) throw new Error('no bank')
  return bank
}

export const policyFrom = (lines: string) => policyOf(bankConfig(lines))

/** A log that keeps the PeSIT conversation. */
function listening(said: string[]): Log {
  const log: Log = {
    ...silentLog,
    debugging: true,
    debug: (fields: object | string) => {
      const pesit = typeof fields === 'object' ? (fields as { pesit?: string }).pesit : undefined
      if (pesit !== undefined) said.push(pesit)
    },
    child: () => log,
  }
  return log
}

interface At {
  readonly bank: ReturnType<typeof openBank>
  readonly settings: BankOptions
  readonly folder: string
  readonly sandbox: Awaited<ReturnType<typeof startSandbox>>
  readonly proxy: Proxy
}

/** Each takes three bytes in PI 13: a conversation is as long as the one before. */
let nextNumber = 65_536

function acts({ bank, settings, folder, sandbox }: At) {
  const newMemory = (name: string, sizeBytes: number): Memory => {
    nextNumber += 1
    const identity = identityFor(settings, {
      virtualFile: 'VIREMENTS',
      name,
      sizeBytes,
      transferNumber: nextNumber,
      creationDate: '261124101112',
    })
    return {
      identity,
      points: [],
      opened: false,
      finishing: false,
      reached: null,
      delivered: false,
    }
  }
  const send = async (
    content: Uint8Array,
    {
      name = 'paie.xml',
      memory = newMemory(name, content.length),
      signal = new AbortController().signal,
      journal = {},
      withoutFinalPoint = false,
    }: Partial<SendOptions> = {},
  ): Promise<{ outcome: SendOutcome; memory: Memory }> => {
    const path = join(folder, `spool-${memory.identity.transferNumber}`)
    writeFileSync(path, content)
    const job: SendJob = {
      transferId: `t${memory.identity.transferNumber}`,
      identity: memory.identity,
      priority: 0,
      path,
      sizeBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      restarted: memory.opened,
      points: memory.points,
      inDoubt: memory.finishing,
      journal: {
        emitting(point) {
          memory.points = [...memory.points.filter(({ number }) => number < point.number), point]
          return Promise.resolve()
        },
        ending(point) {
          memory.points = [...memory.points.filter(({ number }) => number < point.number), point]
          return Promise.resolve(true)
        },
        acknowledged(number) {
          memory.points = memory.points.map((point) =>
            point.number === number ? { ...point, confirmed: true } : point,
          )
          return Promise.resolve()
        },
        finishing(_counts, reached) {
          memory.finishing = true
          memory.reached = reached
          return Promise.resolve(true)
        },
        delivered() {
          memory.delivered = true
          return Promise.resolve()
        },
        progress: () => undefined,
        ...journal,
      },
      withoutFinalPoint,
    }
    const outcome = await bank.send(job, signal)
    if ('phase' in outcome && outcome.phase !== 'connect' && outcome.phase !== 'select')
      memory.opened = true
    return { outcome, memory }
  }
  return {
    send,
    /** The bytes of what the bank took, oldest first. */
    taken: () => sandbox.received().map(({ path }) => readFileSync(path)),
    offer(name: string, content: Uint8Array | string) {
      mkdirSync(sandbox.offersFolder('CORPCLI', 'RELEVES'), { recursive: true })
      writeFileSync(join(sandbox.offersFolder('CORPCLI', 'RELEVES'), name), content)
    },
    fetch: (memory: FetchMemory = newFetchMemory()) => fetchInto(bank, memory),
  }
}

export interface FetchMemory {
  identity: PesitIdentity | null
  part: Buffer
  points: SyncPoint[]
  committed: Buffer | null
}

const newFetchMemory = (): FetchMemory => ({
  identity: null,
  part: Buffer.alloc(0),
  points: [],
  committed: null,
})

async function fetchInto(
  bank: ReturnType<typeof openBank>,
  memory: FetchMemory,
): Promise<{ outcome: FetchOutcome; memory: FetchMemory }> {
  let current = memory.part.subarray(0, memory.points.at(-1)?.offsetBytes ?? 0)
  const sink: Sink = {
    offered({ fileName, transferNumber }) {
      memory.identity ??= offeredIdentity(fileName ?? '', transferNumber)
      return Promise.resolve({ kind: 'take', resume: memory.points.at(-1) ?? null })
    },
    write(pieces) {
      current = Buffer.concat([current, ...pieces])
      return Promise.resolve()
    },
    sync(point) {
      memory.part = current
      memory.points = [...memory.points.filter(({ number }) => number < point.number), point]
      return Promise.resolve()
    },
    rewind(number) {
      memory.points = memory.points.filter((point) => point.number <= number)
      current = memory.part.subarray(0, memory.points.at(-1)?.offsetBytes ?? 0)
      return Promise.resolve(current.length)
    },
    commit() {
      memory.committed = current
      return Promise.resolve()
    },
    confirmed: () => Promise.resolve(),
  }
  const job = { virtualFile: 'RELEVES', restart: memory.identity, sink }
  return { outcome: await bank.fetch(job, new AbortController().signal), memory }
}

function offeredIdentity(fileName: string, transferNumber: number): PesitIdentity {
  return {
    partner: 'CORPCLI',
    server: 'BANQUE01',
    fileType: 0,
    fileName,
    transferNumber,
    creationDate: '',
    label: '',
    client: '',
    finalBank: '',
    articleBytes: 0,
    articleFormat: 'variable',
    dataCode: 'binary',
    maximumKilobytes: 0,
    opened: true,
  }
}
