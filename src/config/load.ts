// A configuration from its file: read, checked, frozen; or all its faults.

import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { said } from '../lib/files.ts'
import { type Fault, parseYaml } from './parse.ts'
import type { Config } from './schema.ts'
import { readSecret } from './secrets.ts'
import { baseOf, validate } from './validate.ts'
import type { SecretSource } from './values.ts'

export type Loaded =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

export function loadConfig(path: string): Loaded {
  const read = readText(path)
  if ('fault' in read) return { kind: 'faulty', faults: [{ line: 1, column: 1, text: read.fault }] }
  const validated = validate(parseYaml(read.text), { folder: baseOf(path), realPath })
  return validated.kind === 'ok' ? { kind: 'ok', config: freeze(validated.config) } : validated
}

function readText(path: string): { readonly text: string } | { readonly fault: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return { text }
  } catch (error) {
    if (error instanceof TypeError) return { fault: 'the file is not UTF-8: save it as UTF-8' }
    return { fault: `the file cannot be read: ${said(error)}` }
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

/** Secrets that cannot be read now: faults for `run`, warnings for `check-config`, which may run as somebody else. */
export function missingSecrets(config: Config, environment: NodeJS.ProcessEnv): readonly string[] {
  const sources = config.banks.flatMap((bank): [string, SecretSource | undefined][] => [
    [`password of ${bank.name}`, bank.password],
    [`pre-connection password of ${bank.name}`, bank.preConnection?.password],
    [`passphrase of ${bank.name}`, bank.tls?.passphrase],
  ])
  return sources.flatMap(([what, source]) => {
    if (source === undefined) return []
    try {
      readSecret(source, environment)
      return []
    } catch (error) {
      return [`The ${what} is not there: ${said(error)}`]
    }
  })
}
