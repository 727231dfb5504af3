// What every command needs first: the configuration, and the ledger, with or without a running daemon.

import { resolve } from 'node:path'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Reader } from '../wording/entry.ts'
import { languageOfLocale } from '../wording/languages.ts'
import type { DaemonPlace } from './daemon-client.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerToRead } from '../ledger/open.ts'
import { KnownError } from '../wording/known-error.ts'
import { machineZone } from '../lib/time/time-for-people.ts'
import { type Fault } from '../config/parse.ts'
import { message, type CodedMessage } from '../wording/catalogue.ts'

export interface CommonOptions {
  readonly config?: string
  readonly data?: string
  readonly json?: boolean
  /** Of messages: `--lang`. */
  readonly lang?: string
}

const usualConfig = '/etc/pesit-drop/config.yaml'

export function configPath({ config }: CommonOptions): string {
  return config ?? process.env['PESIT_DROP_CONFIG'] ?? usualConfig
}

/** @throws KnownError CONFIG-INVALID with all faults. */
export function readConfig(options: CommonOptions): Config {
  const path = configPath(options)
  const loaded = loadConfig(path)
  if (loaded.kind === 'ok') return loaded.config
  throw new KnownError(invalid(path, loaded.faults))
}

/** What a configuration has against it, all at once. */
export function invalid(file: string, faults: readonly Fault[]): CodedMessage {
  return message('CONFIG-INVALID', { why: 'faults', file, faults })
}

/** The data folder: from the option, or from the configuration. */
export function dataFolder(options: CommonOptions): string {
  return options.data === undefined ? readConfig(options).data : resolve(options.data)
}

/**
 * Who reads the output of a command: times are told in the operator's zone; messages in the language of
 * `--lang`, otherwise of the locale, otherwise of the configuration.
 */
export function readerOf(options: CommonOptions, environment = process.env): Required<Reader> {
  const loaded = loadConfig(configPath(options))
  const usual: Required<Reader> =
    loaded.kind === 'ok' ? loaded.config : { zone: machineZone(), language: 'en' }
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  const asked = languageOfLocale(options.lang ?? '')
  const language = asked ?? languageOfLocale(LC_ALL || LC_MESSAGES || LANG || '') ?? usual.language
  return { zone: usual.zone, language }
}

/** The daemon that works with the data folder, and the language in which it answers. */
export function daemonOf(options: CommonOptions): DaemonPlace {
  return { dataFolder: dataFolder(options), language: readerOf(options).language }
}

/** Opens the ledger for reading, runs the work, and closes it. */
export async function withLedger<T>(
  folder: string,
  work: (ledger: Ledger) => Promise<T>,
  reader: Reader = { zone: machineZone() },
): Promise<T> {
  const ledger = openLedgerToRead({ folder, ...reader })
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}

/** How long a trouble of any kind may last before it needs a person. */
export function troubleMsOf(options: CommonOptions): number {
  const loaded = loadConfig(configPath(options))
  return loaded.kind === 'ok' ? loaded.config.http.trouble : usualTroubleMs
}

/** The usual value of the configuration. */
const usualTroubleMs = 5 * 60_000
