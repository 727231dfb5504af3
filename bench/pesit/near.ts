// The near end: the daemon's own way of sending a file to a bank and of fetching one, without the daemon
// around it.

import { createHash } from 'node:crypto'
import { open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bank, SendJob, Sink } from '../../src/bank/bank.ts'
import { identityFor } from '../../src/bank/native/identity.ts'
import { openBank } from '../../src/bank/native/open.ts'
import type { BankOptions } from '../../src/bank/native/options.ts'
import { parseYaml } from '../../src/config/parse.ts'
import { validate } from '../../src/config/validate.ts'
import { bankOptions } from '../../src/daemon/from-config.ts'
import { createHashingWriter, type HashingWriter } from '../../src/lib/files/hashing-writer.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { TraceFile } from '../../src/pesit-socket/trace-file.ts'
import { certificates } from './tls.ts'
import type { Way } from './ways.ts'

export interface Near {
  /** Milliseconds until the bank has said that it is delivered. */
  send(path: string): Promise<number>
  /** Milliseconds from what the bank offers until it knows that we have it. */
  fetch(path: string): Promise<number>
  close(): Promise<void>
}

export interface NearOrder {
  readonly way: Way
  readonly folder: string
  readonly port: number
  /** YAML of `sync`. */
  readonly sync: string
  readonly traceFile?: TraceFile
}

export function openNear(order: NearOrder): Near {
  const { traceFile } = order
  const options = optionsOf(order)
  const bank = openBank(options, silentLog, traceFile === undefined ? {} : { traceFile })
  let number = 0
  return {
    async send(path) {
      number += 1
      const job = await jobOf(options, path, number)
      const started = performance.now()
      const outcome = await bank.send(job, new AbortController().signal)
      if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome))
      return performance.now() - started
    },
    fetch: (path) => fetchInto(bank, path),
    close: () => bank.close(),
  }
}

async function jobOf(options: BankOptions, path: string, number: number): Promise<SendJob> {
  const { size: sizeBytes } = await stat(path)
  const file = { virtualFile: 'VIREMENTS', name: 'bench', sizeBytes, transferNumber: number }
  return {
    transferId: String(number),
    identity: identityFor(options, { ...file, creationDate: '261124101112' }),
    priority: 0,
    path,
    sizeBytes,
    sha256: await hashOf(path),
    restarted: false,
    points: [],
    inDoubt: false,
    journal: {
      emitting: () => Promise.resolve(),
      ending: () => Promise.resolve(true),
      acknowledged: () => Promise.resolve(),
      finishing: () => Promise.resolve(true),
      delivered: () => Promise.resolve(),
      progress: () => undefined,
    },
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path)
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function fetchInto(bank: Bank, path: string): Promise<number> {
  const file = await open(`${path}.part`, 'w')
  const writer = createHashingWriter(file, { offset: 0 })
  let started = 0
  let ended = 0
  try {
    const job = {
      virtualFile: 'RELEVES',
      restart: null,
      sink: sinkOf(writer, {
        begin: () => (started = performance.now()),
        sync: () => file.datasync(),
        end: () => (ended = performance.now()),
      }),
    }
    const outcome = await bank.fetch(job, new AbortController().signal)
    if (outcome.kind !== 'fetched') throw new Error(JSON.stringify(outcome))
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  return ended - started
}

function sinkOf(
  writer: HashingWriter,
  { begin, sync, end }: { begin: () => void; sync: () => Promise<void>; end: () => void },
): Sink {
  const durable = async () => {
    await writer.flush()
    await sync()
  }
  return {
    offered() {
      begin()
      return Promise.resolve({ kind: 'take', resume: null })
    },
    write: (pieces, bytes) => writer.write(pieces, bytes),
    sync: durable,
    rewind: () => Promise.reject(new Error('nothing is taken back here')),
    async commit() {
      await durable()
      writer.digest()
    },
    confirmed() {
      end()
      return Promise.resolve()
    },
  }
}

function optionsOf({ way, folder, port, sync }: NearOrder): BankOptions {
  const tls = way.tls ? `tls: { ca: ${certificates.ca}, minimum: "1.3" }` : ''
  const text = `data: ${join(folder, 'data')}
banks:
  - id: 1
    name: bank
    host: 127.0.0.1
    port: ${port}
    server: BANQUE01
    partner: CORPCLI
    password: { env: PW }
    entityBytes: ${way.entityBytes}
    sync: ${sync}
    ${way.bank}
    ${tls}
`
  const surroundings = { folder, realPath: (path: string) => path, deviceOf: () => null }
  const validated = validate(parseYaml(text), surroundings)
  if (validated.kind === 'faulty') throw new Error(JSON.stringify(validated.faults))
  const [config] = validated.config.banks
  if (config === undefined) throw new Error('no bank')
  return bankOptions(config, {
    environment: { PW: 'SECRET01' },
    dataFolder: join(folder, 'data'),
    log: silentLog,
  })
}
