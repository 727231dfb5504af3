// Claimed originals that outlive the end of their transfer, as every ledger keeps them: the move to `archived` says
// when the original may be compared with what was sent and removed (`originalDueMs`).

import type { Transfer } from '../journey/transfer.ts'

export interface Originals {
  /** Due until then, in the order in which they are due, after another one; at most `limit`. */
  originalsDue(query: {
    readonly untilMs: number
    readonly after: Pick<Transfer, 'originalDueMs' | 'sequence'> | null
    readonly limit: number
  }): Promise<readonly Transfer[]>
  /** All of a folder that are still kept. */
  originalsIn(folder: string): Promise<readonly Pick<Transfer, 'look' | 'name'>[]>
  /** It was removed: nothing is kept of it in its folder any more. No fact is written. */
  originalRemoved(id: string): Promise<void>
}
