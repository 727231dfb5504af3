// Secrets: read once, never shown. Printing one prints three dots.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { errorText } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import type { SecretSource } from './schema/values.ts'
import { message, type ArgumentsOf } from '../wording/catalogue.ts'

const dots = '•••'

export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }
  toString(): string {
    return dots
  }
  toJSON(): string {
    return dots
  }
  [inspect.custom](): string {
    return dots
  }
}

/** @throws KnownError SECRET-MISSING. */
export function readSecret(source: SecretSource, environment: NodeJS.ProcessEnv): Secret {
  if (source.env !== undefined) {
    const value = environment[source.env]
    if (value === undefined || value === '') throw missing({ why: 'no-variable', name: source.env })
    return new Secret(value)
  }
  const path = source.file ?? credentialPath(source.credential ?? '', environment)
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (value === '') throw new Error('it is empty')
    return new Secret(value)
  } catch (error) {
    throw missing({ why: 'unreadable', path, error: errorText(error) })
  }
}

const passwordCharacters = 8

/**
 * A password of PI 5 or of a pre-connection: at most 8 characters, because in PI 5 characters behind them are
 * a new password (PeSIT E §4.7.3), which the bank would set.
 * @throws KnownError SECRET-MISSING.
 */
export function readPassword(source: SecretSource, environment: NodeJS.ProcessEnv): Secret {
  const secret = readSecret(source, environment)
  if (secret.reveal().length > passwordCharacters)
    throw missing({ why: 'too-long', maximum: passwordCharacters })
  if (!/^[\x21-\x7e]+$/.test(secret.reveal())) throw missing({ why: 'characters' })
  return secret
}

function credentialPath(name: string, environment: NodeJS.ProcessEnv): string {
  const folder = environment['CREDENTIALS_DIRECTORY']
  if (folder === undefined) throw missing({ why: 'no-credential', name })
  return join(folder, name)
}

function missing(values: ArgumentsOf<'SECRET-MISSING'>): KnownError {
  return new KnownError(message('SECRET-MISSING', values))
}
