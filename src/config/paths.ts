// Relative paths of a configuration start in the folder of its file, not in the current folder. Pure.

import { resolve } from 'node:path'
import type { BankConfig, Config, OutboxConfig, WebhookConfig } from './schema/configuration.ts'
import type { SecretSource } from './schema/values.ts'

type Path = (text: string) => string

export function absolute(config: Config, folder: string): Config {
  const path: Path = (text) => resolve(folder, text)
  return {
    ...config,
    data: path(config.data),
    ...(config.listen === undefined ? {} : { listen: listenPaths(config.listen, path) }),
    http: httpPaths(config.http, path),
    outboxes: config.outboxes.map((outbox) => ({
      ...outbox,
      folder: path(outbox.folder),
      beside: besidePaths(outbox.beside, path),
    })),
    inboxes: config.inboxes.map((inbox) => ({ ...inbox, folder: path(inbox.folder) })),
    banks: config.banks.map((bank) => bankPaths(bank, path)),
    webhooks: config.webhooks.map((webhook) => webhookPaths(webhook, path)),
  }
}

function listenPaths(listen: NonNullable<Config['listen']>, path: Path): Config['listen'] {
  const { tls, trace } = listen
  const own = {
    ...listen,
    ...(trace === undefined ? {} : { trace: { ...trace, file: path(trace.file) } }),
  }
  if (tls === undefined) return own
  const { cert, key, ca } = tls
  const pair = { cert: path(cert), key: path(key) }
  return { ...own, tls: ca === undefined ? pair : { ...pair, ca: path(ca) } }
}

function httpPaths(http: Config['http'], path: Path): Config['http'] {
  const { tls } = http
  const own = { ...http, localFolders: http.localFolders.map(path) }
  return tls === undefined ? own : { ...own, tls: { cert: path(tls.cert), key: path(tls.key) } }
}

function bankPaths(bank: BankConfig, path: Path): BankConfig {
  const { password, newPassword, serverPassword, preConnection, tls, calls, trace } = bank
  return {
    ...bank,
    ...(password === undefined ? {} : { password: secretPath(password, path) }),
    ...(calls === undefined
      ? {}
      : { calls: { ...calls, password: secretPath(calls.password, path) } }),
    ...(trace === undefined ? {} : { trace: { ...trace, file: path(trace.file) } }),
    ...(newPassword === undefined ? {} : { newPassword: secretPath(newPassword, path) }),
    ...(serverPassword === undefined ? {} : { serverPassword: secretPath(serverPassword, path) }),
    ...(preConnection === undefined
      ? {}
      : {
          preConnection: {
            ...preConnection,
            password: secretPath(preConnection.password, path),
          },
        }),
    ...(tls === undefined ? {} : { tls: tlsPaths(tls, path) }),
  }
}

function besidePaths(beside: OutboxConfig['beside'], path: Path): OutboxConfig['beside'] {
  return beside.folder === undefined ? beside : { ...beside, folder: path(beside.folder) }
}

function webhookPaths(webhook: WebhookConfig, path: Path): WebhookConfig {
  const { secret, previousSecret, ca } = webhook
  return {
    ...webhook,
    secret: secretPath(secret, path),
    ...(previousSecret === undefined ? {} : { previousSecret: secretPath(previousSecret, path) }),
    ...(ca === undefined ? {} : { ca: path(ca) }),
  }
}

function tlsPaths(tls: NonNullable<BankConfig['tls']>, path: Path): BankConfig['tls'] {
  const { ca, cert, key, passphrase } = tls
  return {
    ...tls,
    ...(ca === undefined ? {} : { ca: path(ca) }),
    ...(cert === undefined ? {} : { cert: path(cert) }),
    ...(key === undefined ? {} : { key: path(key) }),
    ...(passphrase === undefined ? {} : { passphrase: secretPath(passphrase, path) }),
  }
}

function secretPath(source: SecretSource, path: Path): SecretSource {
  return source.file === undefined ? source : { ...source, file: path(source.file) }
}
