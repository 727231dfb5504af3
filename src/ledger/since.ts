// Since when a ledger tells all that happened: a file `since.json` beside it, with an id that sorts by time. What
// was claimed before that, by an earlier ledger that was lost, may have been sent by it (outbox/adopt.ts).
//
// Written durably before a ledger is made, and again when a data folder was restored. An older data folder has
// none: its ledger was there from the start.

import { join } from 'node:path'
import { readJson, writeDurably } from '../lib/files.ts'
import { newId } from '../lib/id.ts'

const pathIn = (dataFolder: string) => join(dataFolder, 'since.json')

export async function noteSince(dataFolder: string): Promise<void> {
  await writeDurably(pathIn(dataFolder), JSON.stringify({ since: newId() }))
}

/** '' when the ledger was there from the start. */
export async function readSince(dataFolder: string): Promise<string> {
  const kept = (await readJson(pathIn(dataFolder))) as { readonly since?: unknown } | null
  return typeof kept?.since === 'string' ? kept.since : ''
}
