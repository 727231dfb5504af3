// Dialects: the settings that each product needs where they differ from the careful usual values. A key that
// the configuration gives wins. Sources: PeSIT E; for Connect:Express the recordings published by the PeSIT
// Wizard project; for Axway CFT and Waarp Gateway their manuals. PeSIT Wizard was run; of its successor in
// Rust the source was read (docs/interoperability.md). Pure.

import type { z } from 'zod'
import type { bankSchema } from './bank.ts'
import type { DialectName } from './dialect-keys.ts'

type Given = z.output<typeof bankSchema>
type Key =
  | 'framing'
  | 'abort'
  | 'access'
  | 'entityBytes'
  | 'articleFormat'
  | 'records'
  | 'multiArticle'
  | 'segmentation'
  | 'concatenation'
  | 'compression'
  | 'checksum'
  | 'resync'
  | 'sync'
  | 'restart'
  | 'finalBarrier'
  | 'probe'
  | 'commitPoint'
  | 'dupCodes'
  | 'noContextCodes'
  | 'fileName'
  | 'label'
  | 'freeText'
  | 'attributes'

/** What a dialect decides. */
export type DialectSettings = { readonly [K in Key]-?: NonNullable<Given[K]> }
type Optional = { readonly articleBytes?: number }
export type BankConfig = Omit<Given, Key> & DialectSettings & Optional

const megabyte = 1024 * 1024

export const standard: DialectSettings = {
  framing: 'prefixed',
  abort: 'raw',
  access: 'mixed',
  entityBytes: 32_750,
  articleFormat: 'variable',
  records: 'bytes',
  multiArticle: false,
  segmentation: true,
  concatenation: true,
  compression: 'none',
  checksum: false,
  resync: false,
  sync: { interval: 4 * megabyte, window: 4 },
  restart: true,
  finalBarrier: 'unlessRefused',
  probe: 'never',
  commitPoint: 'transferEnd',
  dupCodes: [],
  noContextCodes: ['2-204', '2-205', '2-214', '2-226', '2-231', '2-233'],
  fileName: '{virtualFile}',
  label: '{name}',
  freeText: '',
  attributes: 'all',
}

type Preset = Partial<DialectSettings> & Optional

export const presets: Readonly<Record<DialectName, Preset>> = {
  standard: {},
  'connect-express': {
    entityBytes: 65_535,
    articleBytes: 4096,
    sync: { interval: 32 * 1024, window: 2 },
  },
  'axway-cft': { access: 'oneWay', sync: { interval: 4 * megabyte, window: 3 } },
  // It computes restart points from its own interval: a restart can join wrong parts of a file without any
  // error.
  waarp: { articleBytes: 4096, sync: false, restart: false, commitPoint: 'deselect' },
  // It grants at most 4096 bytes, keeps nothing of an interrupted transfer, and treats a restart as a new
  // file. Its window is 2.
  'pesit-wizard': {
    abort: 'parameter',
    entityBytes: 4096,
    sync: { interval: 4 * megabyte, window: 2 },
    restart: false,
  },
  // It stores a file only after DESELECT: a connection that breaks before loses the file, whatever was
  // answered before.
  'pesitwizard-rs': { abort: 'parameter', attributes: 'allLow', commitPoint: 'deselect' },
}

/** Over TLS Connect:Express usually sends entities without a length before them. */
function byTransport(dialect: DialectName, hasTls: boolean): Preset {
  return dialect === 'connect-express' && hasTls ? { framing: 'raw' } : {}
}

/** A bank with every key of its dialect filled in. */
export function inDialect(bank: Given): BankConfig {
  const { dialect } = bank
  const given = Object.fromEntries(
    Object.entries(bank).filter(([, value]) => value !== undefined),
  ) as Given
  const filled = {
    ...standard,
    ...presets[dialect],
    ...byTransport(dialect, bank.tls !== undefined),
    ...given,
  }
  return filled as BankConfig
}

/** The same for a bank whose configuration is only partly valid. */
export function draftInDialect(bank: Partial<Given>): Partial<BankConfig> {
  const dialect = bank.dialect ?? 'standard'
  return {
    ...standard,
    ...presets[dialect],
    ...byTransport(dialect, bank.tls !== undefined),
    ...bank,
  } as Partial<BankConfig>
}
