// Secrets: read once, shown never. Whatever prints one prints three dots.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { said } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import type { SecretSource } from './values.ts'

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
    if (value === undefined || value === '')
      throw missing(`The environment variable ${source.env} is not set.`)
    return new Secret(value)
  }
  const path = source.file ?? credentialPath(source.credential ?? '', environment)
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (value === '') throw new Error('it is empty')
    return new Secret(value)
  } catch (error) {
    throw missing(`The secret ${path} cannot be read: ${said(error)}.`)
  }
}

function credentialPath(name: string, environment: NodeJS.ProcessEnv): string {
  const folder = environment['CREDENTIALS_DIRECTORY']
  if (folder === undefined)
    throw missing(`The credential ${name} cannot be read: systemd gave none (LoadCredential=).`)
  if (name.includes('/') || name === '..') throw missing(`“${name}” is no name of a credential.`)
  return join(folder, name)
}

function missing(message: string): KnownError {
  return new KnownError('SECRET-MISSING', message)
}
