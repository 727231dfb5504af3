// The world of a load run: banks, one of which accepts every call and never answers, outboxes full of files,
// and statements to fetch. Everything that is dropped or offered is known by its name and its hash.

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { silentLog } from '../../src/lib/log.ts'
import { createMisbehaviour } from '../../src/sandbox/misbehaviour.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts'
import { type Configuration, yamlOf } from '../helpers/road/configuration.ts'
import { sandboxOptions } from '../helpers/road/sandbox-options.ts'

export interface Scale {
  readonly outboxes: number
  readonly inboxes: number
  readonly banks: number
  readonly files: number
  readonly statements: number
}

export interface World {
  readonly folder: string
  readonly data: string
  readonly config: string
  readonly banks: readonly { readonly name: string; readonly sandbox: Sandbox | null }[]
  readonly outboxes: readonly { readonly folder: string; readonly bank: string }[]
  readonly inboxes: readonly {
    readonly folder: string
    readonly bank: string
    readonly virtualFile: string
  }[]
  /** Hash by name of what was dropped, and of what was offered. */
  readonly dropped: ReadonlyMap<string, string>
  readonly offered: ReadonlyMap<string, string>
  stop(): Promise<void>
}

const partner = 'ENTREPRISE'
const releves = (number: number) => `RELEVES${number}`

export async function openWorld(folder: string, scale: Scale): Promise<World> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'password'), 'SECRET01')
  const hanging = await startHangingBank()
  const banks = await startBanks(folder, scale)
  const places = layOut(folder, scale)
  const ports = [hanging.port, ...banks.map(({ port }) => port)]
  const config = join(folder, 'config.yaml')
  writeFileSync(config, yamlOf(configurationOf(folder, ports, places)))
  return {
    folder,
    data: join(folder, 'data'),
    config,
    banks: ports.map((_, index) => ({
      name: bankName(index),
      sandbox: index === 0 ? null : (banks[index - 1] ?? null),
    })),
    ...places,
    dropped: dropAll(places.outboxes, scale.files),
    offered: offerAll(places.inboxes, banks, scale.statements),
    async stop() {
      await hanging.stop()
      await Promise.all(banks.map((bank) => bank.stop()))
    },
  }
}

const bankName = (index: number) => `bank-${index}`

/** The first bank of all: it takes every call and says nothing. */
async function startHangingBank() {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined).on('close', () => open.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function startBanks(folder: string, { banks, inboxes }: Scale): Promise<Sandbox[]> {
  const kinds = Math.ceil(inboxes / banks)
  return Promise.all(
    Array.from({ length: banks - 1 }, (_, index) =>
      startSandbox({
        ...sandboxOptions(join(folder, 'banks', bankName(index + 1)), {
          access: {
            server: bankName(index + 1),
            partners: [{ name: partner, password: 'SECRET01' }],
          },
          files: { offered: Array.from({ length: kinds }, (_, number) => releves(number)) },
        }),
        misbehaviour: createMisbehaviour(),
        log: silentLog,
      }),
    ),
  )
}

function layOut(folder: string, { outboxes, inboxes, banks }: Scale) {
  const places = {
    outboxes: Array.from({ length: outboxes }, (_, index) => ({
      folder: join(folder, 'out', String(index)),
      bank: bankName(index % banks),
    })),
    inboxes: Array.from({ length: inboxes }, (_, index) => ({
      folder: join(folder, 'in', String(index)),
      bank: bankName(index % banks),
      virtualFile: releves(Math.floor(index / banks)),
    })),
  }
  for (const place of [...places.outboxes, ...places.inboxes])
    mkdirSync(place.folder, { recursive: true })
  return places
}

function contentOf(name: string): string {
  return createHash('sha512').update(name).digest('hex').repeat(8)
}

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex')

function dropAll(outboxes: World['outboxes'], files: number): Map<string, string> {
  const dropped = new Map<string, string>()
  for (let index = 0; index < files; index += 1) {
    const name = `paie-${index}.xml`
    const content = contentOf(name)
    writeFileSync(join(outboxes[index % outboxes.length]?.folder ?? '', name), content)
    dropped.set(name, hashOf(content))
  }
  return dropped
}

function offerAll(
  inboxes: World['inboxes'],
  banks: readonly Sandbox[],
  statements: number,
): Map<string, string> {
  const offered = new Map<string, string>()
  for (const [index, { bank, virtualFile }] of inboxes.entries()) {
    const sandbox = banks[Number(bank.split('-')[1]) - 1]
    if (sandbox === undefined) continue
    for (let number = 0; number < statements; number += 1) {
      const name = `releve-${index}-${number}.xml`
      const content = contentOf(name)
      writeFileSync(join(sandbox.offersFolder(partner, virtualFile), name), content)
      offered.set(name, hashOf(content))
    }
  }
  return offered
}

function configurationOf(
  folder: string,
  ports: readonly number[],
  { outboxes, inboxes }: Pick<World, 'outboxes' | 'inboxes'>,
): Configuration {
  return {
    data: `${folder}/data`,
    http: { listen: false },
    log: { level: 'error' },
    spool: { reserve: '1 MB' },
    banks: ports.map((port, index) => ({
      id: index + 1,
      name: bankName(index),
      host: '127.0.0.1',
      port,
      server: bankName(index),
      partner,
      password: { file: `${folder}/password` },
      connections: 2,
      entityBytes: 65_535,
    })),
    outboxes: outboxes.map((one) => ({
      virtualFile: 'VIREMENTS',
      folder: one.folder,
      bank: one.bank,
      ready: { rename: true },
      complete: false,
      firstStart: 'send',
    })),
    inboxes: inboxes.map((one) => ({ ...one, when: '* * * * *' })),
  }
}
