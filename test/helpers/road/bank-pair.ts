// A bank as the daemon has it, from lines of configuration, and a sandbox bank that it talks with over real
// sockets. What is said on the line is kept as text.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FetchOutcome, Reached, SendJob, SendOutcome, Sink } from '../../../src/bank/bank.ts'
import { identityFor } from '../../../src/bank/native/identity.ts'
import { openBank } from '../../../src/bank/native/open.ts'
import type { BankOptions } from '../../../src/bank/native/options.ts'
import { bankOptions, policyOf } from '../../../src/daemon/from-config.ts'
import type { PesitIdentity, SyncPoint } from '../../../src/journey/transfer.ts'
import { type Log, silentLog } from '../../../src/lib/log.ts'
import type { ReadSendQueue } from '../../../src/pesit-socket/send-queue.ts'
import type { TraceFile } from '../../../src/pesit-socket/trace-file.ts'
import type { Sandbox } from '../../../src/sandbox/start.ts'
import { tempFolder } from '../temp-folder.ts'
import { bankAt, type BankKeys, loadedFrom } from './configuration.ts'
import { openSandboxBank } from './sandbox-bank.ts'
import type { SandboxChanges } from './sandbox-options.ts'

/** Another length than the partner of a road: some tests count the bytes of CONNECT. */
const partner = 'CORPCLI'

export interface PairOptions {
  /** Keys of the bank in the configuration. */
  readonly bank?: BankKeys
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
  const { access, ...others } = options.sandbox ?? {}
  const changes = {
    ...others,
    access: { partners: [{ name: partner, password: 'SECRET01' }], ...access },
  }
  const { useTls = false } = options
  const { bank: sandbox, proxy, misbehave } = await openSandboxBank(folder, changes, { useTls })
  const said: string[] = []
  const settings = settingsOf(options, { folder, port: proxy.port, log: listening(said) })
  const { traceFile, readSendQueue } = options
  const tools = {
    ...(traceFile === undefined ? {} : { traceFile }),
    ...(readSendQueue === undefined ? {} : { readSendQueue }),
  }
  const bank = openBank(settings, listening(said), tools)
  onTestFinished(() => bank.close())
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
    misbehave,
    ...acts({ bank, settings, folder, sandbox }),
  }
}

function settingsOf(
  { bank = {}, environment = {} }: PairOptions,
  at: { readonly folder: string; readonly port: number; readonly log: Log },
): BankOptions {
  return bankOptions(bankConfig(bank, at.port, at.folder), {
    environment: { PW: 'SECRET01', ...environment },
    dataFolder: join(at.folder, 'data'),
    log: at.log,
  })
}

export function bankConfig(keys: BankKeys, port = 6502, folder = '/') {
  const own = {
    ...bankAt(port),
    partner,
    password: { env: 'PW' },
    timers: { idle: '0s', connect: '5s', answer: '5s', longAnswer: '5s' },
    ...keys,
  }
  const { banks } = loadedFrom({ data: `${folder}/data`, banks: [own] }, { folder })
  const [bank] = banks
  if (bank === undefined) throw new Error('no bank')
  return bank
}

export const policyFrom = (keys: BankKeys) => policyOf(bankConfig(keys))

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
  readonly sandbox: Sandbox
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
      mkdirSync(sandbox.offersFolder(partner, 'RELEVES'), { recursive: true })
      writeFileSync(join(sandbox.offersFolder(partner, 'RELEVES'), name), content)
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
    partner: partner,
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
