// What each part is told, out of the configuration. Parts know nothing of its shape.

import type { BankOptions } from '../bank/options.ts'
import type { BankConfig, InboxConfig, OutboxConfig } from '../config/schema.ts'
import { readPassword, readSecret } from '../config/secrets.ts'
import type { OutboxOptions } from '../outbox/options.ts'
import type { ReadyRule } from '../outbox/readiness.ts'
import type { TlsFiles } from '../pesit-socket/tls.ts'
import type { Policy } from '../transfer/policy.ts'

/** Secrets are read at each use, so that a renewed one is taken without a restart. */
export function bankOptions(bank: BankConfig, environment: NodeJS.ProcessEnv): BankOptions {
  const { password, preConnection, tls, sync, timers } = bank
  return {
    name: bank.name,
    host: bank.host,
    port: bank.port,
    server: bank.server,
    partner: bank.partner,
    password: password === undefined ? null : () => readPassword(password, environment).reveal(),
    framing: bank.framing,
    preConnection:
      preConnection === undefined
        ? null
        : {
            identifier: preConnection.identifier,
            password: () => readPassword(preConnection.password, environment).reveal(),
          },
    abortForm: bank.abort,
    tls: tls === undefined ? null : tlsFiles(tls, environment),
    connections: bank.connections,
    entityBytes: bank.entityBytes,
    articleBytes: bank.articleBytes ?? bank.entityBytes - 6,
    articleFormat: bank.articleFormat,
    dataCode: bank.dataCode,
    sync: sync === false ? null : { intervalKb: sync.interval / 1024, window: sync.window },
    finalBarrier: bank.finalBarrier,
    client: bank.client ?? '',
    finalBank: bank.finalBank ?? '',
    sendLabel: bank.label,
    timers: {
      answerMs: timers.answer,
      longAnswerMs: timers.longAnswer,
      connectMs: timers.connect,
      idleMs: timers.idle,
    },
  }
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

export function policyOf({ retry, probe }: BankConfig): Policy {
  return {
    maximumAttempts: retry.attempts,
    maximumCalls: retry.reach,
    backoff: { firstDelayMs: retry.firstDelay, maximumDelayMs: retry.maximumDelay },
    afterBreakMs: retry.afterBreak,
    probe,
  }
}

const priorities = { urgent: 0, normal: 1, low: 2 } as const

export function outboxOptions(outbox: OutboxConfig, dataFolder: string): OutboxOptions {
  return {
    virtualFile: outbox.virtualFile,
    folder: outbox.folder,
    bank: outbox.bank,
    take: outbox.take,
    leave: outbox.leave,
    ready: readyRule(outbox.ready),
    checkComplete: outbox.complete,
    firstStart: outbox.firstStart,
    priority: priorities[outbox.priority],
    inOrder: outbox.inOrder,
    everyMs: outbox.every,
    everyOnNetworkMs: outbox.everyOnNetwork,
    alwaysPoll: outbox.polling,
    stuckAfterMs: outbox.stuckAfter,
    maximumClaimed: outbox.maximumClaimed,
    dataFolder,
  }
}

function readyRule(ready: OutboxConfig['ready']): ReadyRule {
  if ('marker' in ready) return { by: 'marker', marker: ready.marker }
  if ('rename' in ready) return { by: 'rename' }
  return { by: 'quiet', quietMs: ready.quiet, looks: ready.looks }
}

export function schedulesOf({ when }: InboxConfig): readonly string[] {
  return typeof when === 'string' ? [when] : when
}
