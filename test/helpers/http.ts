// The API alone, with a real ledger behind it, on loopback ports and a Unix socket of its own.

import { request as plainRequest } from 'node:http'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AppDeps } from '../../src/http/app.ts'
import { createLocalFiles } from '../../src/http/transfers/local-files.ts'
import { makeKey } from '../../src/http/access/keys.ts'
import { createMetrics } from '../../src/http/responses/metrics.ts'
import type { Server } from '../../src/http/responses/servers.ts'
import { createBell } from '../../src/lib/waiting/bell.ts'
import type { ApiRole } from '../../src/http/access/caller.ts'
import {
  type HttpDeps,
  type HttpOptions,
  type HttpServer,
  startHttp,
} from '../../src/http/listen.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { type Clock, systemClock } from '../../src/lib/time/clock.ts'
import { createNotices } from '../../src/lib/waiting/bell.ts'
import { silentLog } from '../../src/lib/log.ts'
import { startWebhooks, type Webhooks } from '../../src/notify/webhooks/start.ts'
import { tempFolder } from './temp-folder.ts'

export interface Api {
  readonly ledger: Ledger
  readonly server: HttpServer
  readonly webhooks: Webhooks
  readonly folder: string
  /** Of the first TCP address; '' when there is none. */
  readonly base: string
  /** Makes a key and gives its text. */
  key(role: ApiRole, name?: string): Promise<string>
}

export async function startApi(
  deps: Partial<Omit<HttpDeps, 'ledger'>> = {},
  options: Partial<HttpOptions> = {},
): Promise<Api> {
  const folder = tempFolder()
  const clock: Clock = deps.clock ?? systemClock
  const ledger = await openLedger({ folder, clock, mount: null })
  const webhooks = await startWebhooks(
    {
      ledger,
      clock,
      log: silentLog,
      chance: () => 0,
      zone: 'Europe/Paris',
      placeOf: ({ name }) => Promise.resolve({ path: `/archive/${name}`, passing: false }),
      bankNumbers: () => null,
    },
    { configured: [], allow: null, dataFolder: folder },
  )
  const server = await startHttp(
    {
      ledger,
      clock,
      log: silentLog,
      control: { ...noControl, conditions: () => ledger.conditions() },
      webhooks,
      files: noFiles(ledger, clock),
      routes: roomsOver(ledger, clock),
      hosts: [],
      openOnLoopback: true,
      ratePerMinute: 100_000,
      reader: { zone: 'Europe/Paris', language: 'en' },
      ...deps,
    },
    {
      socketPath: join(folder, 'control.sock'),
      listen: { host: '127.0.0.1', port: 0 },
      tls: null,
      ...options,
    },
  )
  onTestFinished(async () => {
    await server.close()
    await webhooks.stop()
    await ledger.close()
  })
  return {
    ledger,
    server,
    webhooks,
    folder,
    base: server.addresses()[0] ?? '',
    async key(role, name = role) {
      const { id, text, hash } = makeKey()
      const expiresMs = clock.nowMs() + 1_000_000
      await ledger.addKey({ id, name, role, hash, expiresMs })
      return text
    },
  }
}

const refused = () => Promise.resolve({ kind: 'unknown' } as const)
const noControl: Omit<AppDeps['control'], 'conditions'> = {
  retry: refused,
  hold: refused,
  cancel: refused,
  release: refused,
  sendMessage: refused,
  progress: () => [],
  reassign: () => Promise.reject(new Error('nobody orders this here')),
  queues: () => [],
  notOurs: () => [],
  outboxes: () => [],
  inboxes: () => [],
  poll: () => Promise.resolve([]),
  scan: () => undefined,
  bankReached: () => Promise.resolve(),
  takeOver: () => Promise.reject(new Error('nobody orders this here')),
}

/** Routes of files that have no road behind them. */
function noFiles(ledger: Ledger, clock: Clock): AppDeps['files'] {
  return {
    ledger,
    clock,
    notices: createNotices(clock),
    servers: [],
    localFiles: createLocalFiles([]),
    openBytes: () => Promise.resolve(null),
    waitingNow: () => () => Promise.resolve(null),
    keptSinceMs: () => 0,
    handOvers: { watch: () => undefined },
    abandon: () => undefined,
    answerWithinMs: 1000,
    uploads: {
      take: () => Promise.resolve({ kind: 'empty' }),
      drop: () => Promise.resolve(),
      admitUpload: () => Promise.reject(new Error('there is no road')),
    },
    order: () => Promise.reject(new Error('there is no road')),
    managedFolder: () => '',
  }
}

/** One bank, no folders, orders that find nothing: what a test does not say is not there. */
export function roomsOver(ledger: Ledger, clock: Clock): AppDeps['routes'] {
  return {
    ledger,
    clock,
    log: silentLog,
    version: '0.0.0',
    troubleMs: 300_000,
    servers: [oneServer],
    orders: {
      retry: refused,
      hold: refused,
      cancel: refused,
      release: refused,
      reassign: () => Promise.reject(new Error('nobody orders this here')),
    },
    metrics: createMetrics({ ledger, clock, progress: () => [] }),
    listen: () => createBell(),
    waitingNow: () => () => Promise.resolve(null),
    probe: () => Promise.resolve({ connected: false, sentence: '', connectMs: null, advice: [] }),
    outboxesNow: () => [],
    inboxesNow: () => [],
  }
}

export const oneServer: Server = {
  id: 1,
  name: 'bank',
  host: 'bank.example',
  port: 6502,
  server: 'BANQUE01',
  partner: 'NOUS',
  tls: false,
  environment: 'production',
  virtualFiles: [],
  outboxes: [],
  inboxes: [],
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** One request whose every header is ours to choose: fetch forbids Host, Origin and Sec-Fetch-Site. */
export function call(
  base: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
    socketPath,
  }: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly socketPath?: string
  } = {},
): Promise<Told> {
  const url = new URL(path, base === '' ? 'http://localhost' : base)
  return new Promise((resolve, reject) => {
    const asking = plainRequest(
      {
        method,
        path: url.pathname + url.search,
        headers: {
          ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
        ...(socketPath === undefined
          ? { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port }
          : { socketPath }),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
        response.on('error', reject)
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}
