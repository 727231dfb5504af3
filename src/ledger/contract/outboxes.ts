// What is remembered of outbox folders: since when unclaimed files lie there, which claimed originals are
// still kept, and which starts of the daemon have written there.

import type { Transfer } from '../../journey/transfer.ts'

/**
 * Since when an unclaimed file lies in an outbox, so that a restart does not begin to wait anew. The writer
 * bounds how many names an outbox has here (outbox/untaken/first-sights.ts).
 */
export interface FirstSight {
  readonly name: string
  /** By the wall clock. */
  readonly sinceMs: number
  /** The minimum time that it has lain there, by a clock that cannot be set. */
  readonly lainMs: number
}

export interface FirstSights {
  firstSights(folder: string): Promise<readonly FirstSight[]>
  /** Writes some and forgets others: all or none. */
  keepFirstSights(
    folder: string,
    change: { readonly put: readonly FirstSight[]; readonly drop: readonly string[] },
  ): Promise<void>
  /** Forgets those of every folder but these. */
  dropFirstSights(except: readonly string[]): Promise<void>
}

/**
 * Claimed originals that outlive the end of their transfer: the move to `archived` says when the original may
 * be compared with what was sent, and removed (`originalDueMs`).
 */
export interface Originals {
  /** Those due until then, in the order in which they are due, after another one; at most `limit`. */
  originalsDue(query: {
    readonly untilMs: number
    readonly after: Pick<Transfer, 'originalDueMs' | 'sequence'> | null
    readonly limit: number
  }): Promise<readonly Transfer[]>
  /** All originals of a folder that are still kept. */
  originalsIn(folder: string): Promise<readonly Pick<Transfer, 'look' | 'name'>[]>
  /** The original was removed: nothing of it is left in its folder. Writes no fact. */
  originalRemoved(id: string): Promise<void>
}

/**
 * A start of the daemon has a random token and counts its signs of life. The same token and count are written
 * into the folders of outboxes (share/owner/owner.ts), always after they are on record here. So a folder that
 * shows a start or a sign that this ledger does not know was written after the ledger was: the ledger is from
 * the past.
 */
export interface Start {
  readonly token: string
  /** The first start of a ledger is 1. */
  readonly number: number
  /** How many signs of life it may have given. */
  readonly signs: number
}

export interface DaemonStarts {
  /** A start of the daemon begins. The ledger gets its own id with the first one, and keeps it for ever. */
  beginStart(token: string): Promise<{ readonly ledgerId: string; readonly number: number }>
  /** From now on it may give up to this many signs of life. The number never goes down. */
  recordSigns(token: string, signs: number): Promise<void>
  /** null: not a start of this ledger, or one that it has forgotten because it is from the past. */
  findStart(token: string): Promise<Start | null>
}
