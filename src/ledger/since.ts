// Since when a ledger has recorded everything: a file `since.json` beside it, with an id that sorts by time.
// A file that was claimed before that, by an earlier ledger that was lost, may have been sent by it
// (outbox/owner/adopt.ts).
//
// The file is written durably before a ledger is created, and again when a data folder was restored. An older
// data folder has none: its ledger was there from the start.

import { join } from 'node:path'
import { writeDurably } from '../disk/durable.ts'
import { readJson } from '../lib/files/files.ts'
import { newId } from '../lib/id.ts'

const pathIn = (dataFolder: string) => join(dataFolder, 'since.json')

export async function noteSince(dataFolder: string): Promise<void> {
  await writeDurably(pathIn(dataFolder), JSON.stringify({ since: newId() }))
}

/** Both are ids that sort by time, as the ids of scans do. */
export interface Era {
  /** '' when the ledger was there from the start. */
  readonly since: string
  readonly now: string
}

export async function readEra(dataFolder: string): Promise<Era> {
  const kept = (await readJson(pathIn(dataFolder))) as { readonly since?: unknown } | null
  return { since: typeof kept?.since === 'string' ? kept.since : '', now: newId() }
}

/**
 * Whether an earlier ledger may have claimed the file. A claim that lies in the future was made while the
 * clock was ahead. Nobody knows when that was, so it counts as earlier.
 */
export function wasClaimedBefore({ since, now }: Era, look: string): boolean {
  return since !== '' && (look < since || look > now)
}
