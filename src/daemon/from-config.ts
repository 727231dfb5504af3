// Turns the configuration into the options of each part. The parts do not know its shape.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BankOptions } from '../bank/native/options.ts'
import type { ListenOptions } from '../callers/options.ts'
import { standard } from '../config/schema/dialect-presets.ts'
import type {
  BankConfig,
  Config,
  InboxConfig,
  OutboxConfig,
} from '../config/schema/configuration.ts'
import { readPassword, readSecret } from '../config/secrets.ts'
import type { SecretSource } from '../config/schema/values.ts'
import type { Log } from '../lib/log.ts'
import type { Configured } from '../ledger/gone-from-configuration.ts'
import type { OutboxOptions } from '../outbox/loop-state.ts'
import type { ReadyRule } from '../outbox/readiness.ts'
import { isOneOf } from '../bank/native/answers.ts'
import { readTls, type TlsFiles } from '../pesit-socket/tls.ts'
import type { HttpOptions } from '../http/listen.ts'
import type { Server } from '../http/responses/servers.ts'
import type { Policy } from '../transfer/policy.ts'
import { bankForm } from './flow-forms.ts'
import type { KeptTraceOptions } from '../bank/native/kept-trace.ts'
import { passwordChange } from '../bank/native/connect/password-change.ts'

/** Where what a bank's settings remember is kept. */
export interface Keeping {
  readonly environment: NodeJS.ProcessEnv
  readonly dataFolder: string
  readonly log: Log
}

/** Which banks may call, and at which address; null: none. */
export function listenOptions(
  config: Config,
  environment: NodeJS.ProcessEnv,
): ListenOptions | null {
  const { listen, banks } = config
  if (listen === undefined) return null
  const { host, port, tls, connections } = listen
  return {
    host,
    port,
    tls: tls === undefined ? null : readTls(tls),
    clientCertificates: tls?.ca !== undefined,
    connections,
    callers: banks.flatMap(({ name, server, partner, calls }) =>
      calls === undefined
        ? []
        : [
            {
              bank: name,
              identifier: server,
              partner,
              password: () => readPassword(calls.password, environment).reveal(),
              from: calls.from ?? null,
              certificate: calls.certificate ?? null,
            },
          ],
    ),
  }
}

/** The servers of banks, with their virtual files and folders, as the API shows them. */
export function serversOf({ banks, outboxes, inboxes }: Config): readonly Server[] {
  return banks.map(({ id, name, host, port, server, partner, tls, environment, virtualFiles }) => ({
    environment,
    virtualFiles,
    id,
    name,
    host,
    port,
    server,
    partner,
    tls: tls !== undefined,
    outboxes: outboxes
      .filter(({ bank }) => bank === name)
      .map(({ virtualFile, folder, priority, inOrder }) => ({
        virtualFile,
        folder,
        priority: priorities[priority],
        lane: inOrder ? folder : '',
      })),
    inboxes: inboxes
      .filter(({ bank }) => bank === name)
      .map(({ virtualFile, folder }) => ({ virtualFile, folder })),
  }))
}

/** The address at which programs call the API. */
export function httpOptions({ http, data }: Config, socketPath: string): HttpOptions {
  const { listen, tls } = http
  return {
    socketPath,
    dataFolder: data,
    listen:
      listen === false
        ? null
        : {
            host: hostOf(listen).replace(/^\[|\]$/g, ''),
            port: Number(listen.slice(listen.lastIndexOf(':') + 1)),
          },
    tls: tls ?? null,
  }
}

/** The host names by which programs call the API. */
export function namesOf({ http }: Config): readonly string[] {
  const { listen, hosts } = http
  return listen === false ? hosts : [...hosts, hostOf(listen).toLowerCase()]
}

function hostOf(listen: string): string {
  return listen.slice(0, listen.lastIndexOf(':'))
}

/** Secrets are read at each use, so that a renewed one is used without a restart. */
export function bankOptions(bank: BankConfig, keeping: Keeping): BankOptions {
  const { environment } = keeping
  const { sync, timers } = bank
  const reveal = (source: SecretSource) => () => readPassword(source, environment).reveal()
  const { password, newPassword, serverPassword, preConnection } = bank
  return {
    name: bank.name,
    address: {
      host: bank.host,
      port: bank.port,
      tls: bank.tls === undefined ? null : tlsFiles(bank.tls, environment),
    },
    identification: {
      server: bank.server,
      partner: bank.partner,
      password: password === undefined ? null : reveal(password),
      newPassword:
        newPassword === undefined
          ? null
          : passwordChange({ ...keeping, bank: bank.name }, reveal(newPassword)),
      serverPassword: serverPassword === undefined ? null : reveal(serverPassword),
      preConnection:
        preConnection === undefined
          ? null
          : { identifier: preConnection.identifier, password: reveal(preConnection.password) },
    },
    connection: {
      maximum: bank.connections,
      access: bank.access,
      framing: bank.framing,
      abortForm: bank.abort,
      crc: bank.checksum,
    },
    sync: {
      points: sync === false ? null : { intervalKb: sync.interval / 1024, window: sync.window },
      resync: bank.resync,
      finalBarrier: bank.finalBarrier !== false,
    },
    form: bankForm(bank),
    transfer: transferOptions(bank),
    names: nameOptions(bank),
    timers: {
      answerMs: timers.answer,
      longAnswerMs: timers.longAnswer,
      connectMs: timers.connect,
      idleMs: timers.idle,
    },
  }
}

export function traceOptions({
  file,
  size,
  keep,
}: NonNullable<BankConfig['trace'] | NonNullable<Config['listen']>['trace']>): KeptTraceOptions {
  return { path: file, maximumBytes: size, keep }
}

const compressions = { none: null, horizontal: 1, vertical: 2, both: 3 } as const
/** PI 14: all three groups, numbered from the top bit or from the bottom. */
const attributes = { all: 0xe0, allLow: 0x07, none: 0 } as const

function transferOptions(bank: BankConfig): BankOptions['transfer'] {
  const { entityBytes, multiArticle, segmentation, concatenation, commitPoint } = bank
  return {
    entityBytes,
    packing: { multiArticle, segmentation, concatenation },
    compression: compressions[bank.compression],
    attributes: attributes[bank.attributes],
    commitPoint,
  }
}

function nameOptions(bank: BankConfig): BankOptions['names'] {
  const { fileName, label, freeText, client = '', finalBank = '' } = bank
  const template = typeof label === 'string' ? label : label ? '{name}' : ''
  return { fileName, label: template, freeText, client, finalBank }
}

function tlsFiles(tls: NonNullable<BankConfig['tls']>, environment: NodeJS.ProcessEnv): TlsFiles {
  const { ca, cert, key, passphrase, serverName, minimum } = tls
  return {
    ca,
    cert,
    key,
    serverName,
    minimum,
    passphrase: passphrase === undefined ? undefined : readSecret(passphrase, environment).reveal(),
  }
}

export function policyOf(bank: BankConfig): Policy {
  const { retry, probe, restart } = bank
  return {
    restart,
    noContext: isOneOf(bank.noContextCodes),
    alreadyReceived: isOneOf(bank.dupCodes),
    maximumAttempts: retry.attempts,
    maximumCalls: retry.reach,
    backoff: { firstDelayMs: retry.firstDelay, maximumDelayMs: retry.maximumDelay },
    afterBreakMs: retry.afterBreak,
    probe,
    finalPoint: {
      remembers: bank.finalBarrier === 'unlessRefused',
      settings: fingerprintOf(bank),
    },
  }
}

/** Changes when the settings may mean another bank, or another way to talk with it. */
function fingerprintOf(bank: BankConfig): string {
  const { host, port, server, partner, dialect, tls } = bank
  const wire = Object.keys(standard).map((key) => bank[key as keyof typeof standard])
  const told = [host, port, server, partner, dialect, tls !== undefined, bank.articleBytes, wire]
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16)
}

const priorities = { urgent: 0, normal: 1, low: 2 } as const

export function outboxOptions(outbox: OutboxConfig, dataFolder: string): OutboxOptions {
  return {
    virtualFile: outbox.virtualFile,
    folder: outbox.folder,
    bank: outbox.bank,
    take: outbox.take,
    leave: outbox.leave,
    ignoreCase: outbox.case === 'ignore',
    ready: readyRule(outbox),
    checkComplete: outbox.complete,
    firstStart: outbox.firstStart,
    priority: priorities[outbox.priority],
    inOrder: outbox.inOrder,
    everyMs: outbox.every,
    everyOnNetworkMs: outbox.everyOnNetwork,
    alwaysPoll: outbox.polling,
    stuckAfterMs: outbox.stuckAfter,
    maximumClaimed: outbox.maximumClaimed,
    cancelByFile: outbox.beside.cancel,
    dataFolder,
  }
}

function readyRule({ ready, case: spelling }: OutboxConfig): ReadyRule {
  if ('marker' in ready)
    return { by: 'marker', marker: ready.marker, ignoreCase: spelling === 'ignore' }
  if ('rename' in ready) return { by: 'rename' }
  return { by: 'quiet', quietMs: ready.quiet, looks: ready.looks }
}

export function schedulesOf({ when }: InboxConfig): readonly string[] {
  return typeof when === 'string' ? [when] : when
}

/** What there is to work at: transfers of anything else are reported (daemon/watch-gone.ts). */
export function knownOf({ banks, outboxes, inboxes, data }: Config): Configured {
  return {
    banks: banks.map(({ name }) => name),
    outboxes: outboxes.map(({ folder }) => folder),
    inboxes: inboxes.map(({ folder }) => folder),
    receivedBelow: join(data, 'received'),
  }
}
