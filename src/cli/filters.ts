// The filters of a list. A value that no transfer can have is refused, with the nearest value that exists: an
// empty list would say that there are no such transfers, although the filter was wrong.
//
// The ledger may have banks, virtual files and folders that the configuration no longer has, and the
// configuration may have some without a transfer so far. A value that either of them has is accepted.

import { resolve } from 'node:path'
import { stateNames, type TransferState } from '../journey/moves/next-state.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { nearest } from '../lib/nearest.ts'
import { message } from '../wording/catalogue.ts'
import { usageError } from './usage-error.ts'

/** @throws KnownError USAGE-WRONG */
export function knownStates(asked: readonly string[]): readonly TransferState[] {
  return asked
    .flatMap((text) => text.split(','))
    .map((text) => {
      const state = stateNames.find((one) => one === text.trim().toLowerCase())
      if (state === undefined) throw unknown('state', text, stateNames)
      return state
    })
}

export interface OwnFolders {
  /** Its name, or its number in the configuration. */
  readonly bank?: string | undefined
  readonly virtualFile?: string | undefined
  readonly folder?: string | undefined
}

/** The same values as the ledger writes them. @throws KnownError USAGE-WRONG */
export async function knownPlaces(
  ledger: Pick<TransferReading, 'list' | 'summary'>,
  /** null: it cannot be read. */
  config: Config | null,
  { bank, virtualFile, folder }: OwnFolders,
): Promise<{ readonly bank?: string; readonly virtualFile?: string; readonly folder?: string }> {
  const numbered = config?.banks.find(({ id }) => String(id) === bank)?.name
  const names = {
    ...(bank === undefined ? {} : { bank: numbered ?? bank }),
    ...(virtualFile === undefined ? {} : { virtualFile }),
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
  }
  for (const key of ['bank', 'virtualFile', 'folder'] as const) {
    const name = names[key]
    if (name === undefined || configured(config, key).includes(name)) continue
    if ((await ledger.list({ [key]: name, limit: 1 })).length > 0) continue
    const counts = await ledger.summary(0)
    throw unknown(titles[key], name, [
      ...configured(config, key),
      ...counts.map((count) => count[key]),
    ])
  }
  return names
}

const titles = {
  bank: 'bank',
  virtualFile: 'virtual file',
  folder: 'outbox or inbox',
} as const

function configured(config: Config | null, key: keyof typeof titles): readonly string[] {
  if (config === null) return []
  const { banks, outboxes, inboxes } = config
  if (key === 'bank') return banks.map(({ name }) => name)
  const folders = [...outboxes, ...inboxes].map((one) => one[key])
  return key === 'folder' ? folders : [...folders, ...banks.flatMap((one) => one.virtualFiles)]
}

/** The beginning of a day on this machine, or a moment. @throws KnownError USAGE-WRONG */
export function momentOf(filter: string, asked: string): number {
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(asked)
  // `Date` takes a day alone as UTC, and a day with a time as local time. It turns 30 February into 2 March.
  const atMs =
    parts === null ? Number.NaN : Date.parse(asked.includes('T') ? asked : `${asked}T00:00`)
  if (Number.isNaN(atMs) || !isDay(Number(parts?.[1]), Number(parts?.[2]), Number(parts?.[3])))
    throw usageError(message('FILTER-NO-DATE', { filter, asked }))
  return atMs
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function unknown(
  filter: 'state' | (typeof titles)[keyof typeof titles],
  asked: string,
  all: readonly string[],
) {
  const known = [...new Set(all)]
  const values = { filter, asked, known, meant: nearest(asked, known) }
  return usageError(message('FILTER-UNKNOWN', values))
}
