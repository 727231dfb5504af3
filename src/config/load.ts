// A configuration from its file: read, checked, frozen; or all its faults.

import { closeSync, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { systemErrorCode, errorText } from '../lib/files/files.ts'
import { formatSize } from '../lib/size.ts'
import { type Fault, parseYaml } from './parse.ts'
import type { Config } from './schema/configuration.ts'
import { readPassword, readSecret } from './secrets.ts'
import type { SecretSource } from './schema/values.ts'
import { baseOf, validate } from './validate.ts'
import { message, type ArgumentsOf, type CodedMessage } from '../wording/catalogue.ts'
import { KnownError } from '../wording/known-error.ts'
import { assert } from '../lib/assert.ts'
import { type SecretUse } from '../wording/catalogue/machine/program.ts'

export type Loaded =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

export function loadConfig(path: string): Loaded {
  const read = readText(path)
  if ('fault' in read)
    return { kind: 'faulty', faults: [{ line: 1, column: 1, path: '', message: read.fault }] }
  const validated = validate(parseYaml(read.text), { folder: baseOf(path), realPath, deviceOf })
  return validated.kind === 'ok' ? { kind: 'ok', config: freeze(validated.config) } : validated
}

const largestBytes = 1024 ** 2

function readText(path: string): { readonly text: string } | { readonly fault: CodedMessage } {
  try {
    const bytes = readRegular(path)
    if ('code' in bytes) return { fault: bytes }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    if (error instanceof TypeError) return { fault: unreadable('not-utf-8') }
    if (systemErrorCode(error) === 'ENOENT') return { fault: unreadable('absent') }
    if (systemErrorCode(error) === 'EACCES') return { fault: unreadable('forbidden') }
    return {
      fault: message('CONFIG-FILE-UNREADABLE', { why: 'other', error: errorText(error) }),
    }
  }
}

type WhyUnreadable = Exclude<ArgumentsOf<'CONFIG-FILE-UNREADABLE'>['why'], 'large' | 'other'>

function unreadable(why: WhyUnreadable): CodedMessage {
  return message('CONFIG-FILE-UNREADABLE', { why })
}

/** Its bytes, or why it cannot be a configuration: a pipe or a device could have no end. */
function readRegular(path: string): Buffer | CodedMessage {
  if (statSync(path).isDirectory()) return unreadable('folder')
  if (!statSync(path).isFile()) return unreadable('not-regular')
  const file = openSync(path, 'r')
  try {
    return fstatSync(file).size > largestBytes
      ? message('CONFIG-FILE-UNREADABLE', { why: 'large', maximum: formatSize(largestBytes) })
      : readFileSync(file)
  } finally {
    closeSync(file)
  }
}

function deviceOf(path: string): string | null {
  try {
    return String(statSync(path, { bigint: true }).dev)
  } catch {
    return null
  }
}

/** Symbolic links followed as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path))
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

export interface SecretTrouble {
  readonly unusable: Extract<CodedMessage, { code: 'SECRET-UNUSABLE' }>
  /**
   * It was read, and PeSIT cannot carry it: a fault for everybody. Otherwise another user may be able to read
   * it.
   */
  readonly isUnfit: boolean
}

/**
 * Secrets that cannot be used. They are faults for `run`. For `check-config`, which may run as another user,
 * those that cannot be read are warnings.
 */
export function missingSecrets(
  config: Config,
  environment: NodeJS.ProcessEnv,
): readonly SecretTrouble[] {
  return [
    ...config.banks.flatMap(secretsOfBank),
    ...config.webhooks.flatMap(secretsOfWebhook),
  ].flatMap(({ use, of, source, read }) => {
    if (source === undefined) return []
    try {
      read(source, environment)
      return []
    } catch (error) {
      assert(error instanceof KnownError, errorText(error))
      const unusable = message('SECRET-UNUSABLE', { use, of, what: error.coded })
      return [{ unusable, isUnfit: isReadable(source, environment) }]
    }
  })
}

interface Secrets {
  readonly use: SecretUse
  /** The bank, or the URL of the webhook. */
  readonly of: string
  readonly source: SecretSource | undefined
  readonly read: typeof readSecret
}

function secretsOfBank(bank: Config['banks'][number]): readonly Secrets[] {
  const password = { of: bank.name, read: readPassword }
  return [
    { ...password, use: 'password', source: bank.password },
    { ...password, use: 'new-password', source: bank.newPassword },
    { ...password, use: 'caller-password', source: bank.calls?.password },
    { ...password, use: 'server-password', source: bank.serverPassword },
    { ...password, use: 'pre-connection-password', source: bank.preConnection?.password },
    { of: bank.name, use: 'passphrase', source: bank.tls?.passphrase, read: readSecret },
  ]
}

function secretsOfWebhook({
  url,
  secret,
  previousSecret,
}: Config['webhooks'][number]): readonly Secrets[] {
  return [
    { of: url, use: 'webhook-secret', source: secret, read: readSecret },
    { of: url, use: 'previous-webhook-secret', source: previousSecret, read: readSecret },
  ]
}

function isReadable(source: SecretSource, environment: NodeJS.ProcessEnv): boolean {
  try {
    readSecret(source, environment)
    return true
  } catch {
    return false
  }
}
