// Since when a ledger tells all that happened: a file `since.json` beside it, with an id that sorts by time.
// What was claimed before that, by an earlier ledger that was lost, may have been sent by it
// (outbox/owner/adopt.ts).
//
// Written durably before a ledger is made, and again when a data folder was restored. An older data folder
// has none: its ledger was there from the start.

import { join } from 'node:path'
import { writeDurably } from '../disk/durable.ts'
import { readJson } from '../lib/files/files.ts'
import { newId } from '../lib/id.ts'

const pathIn = (dataFolder: string) => join(dataFolder, 'since.json')

export async function noteSince(dataFolder: string): Promise<void> {
  await writeDurably(pathIn(dataFolder), JSON.stringify({ since: newId() }))
}

/** Both are ids, which sort by time as those of looks do. */
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
 * Whether an earlier ledger may have claimed it. A claim that is still to come was made by a clock that was
 * set back since: nobody knows when that was, so it counts as one from before.
 */
export function wasClaimedBefore({ since, now }: Era, look: string): boolean {
  return since !== '' && (look < since || look > now)
}
