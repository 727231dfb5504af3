// The transfers that a user without a key sees in lists: those that the user's calls made, and those with
// which they were answered. The writing verb runs inside a transaction of ledger/sqlite/database/commit.ts.

import type { Statements } from '../database/statements.ts'

/** A condition on a row of `transfers`; its value is the user. */
export const isListed = `EXISTS (SELECT 1 FROM local_lists AS listed WHERE listed.local_user = ?
  AND listed.created_ms = transfers.created_ms AND listed.sequence = transfers.sequence)`

/** From now on the user sees the transfer in lists; an existing entry is kept. */
export function addToLists(sql: Statements, localUid: number, transferId: string): void {
  sql.run(
    `INSERT INTO local_lists (local_user, created_ms, sequence)
     SELECT ?1, created_ms, sequence FROM transfers
     WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM local_lists AS listed WHERE listed.local_user = ?1
       AND listed.created_ms = transfers.created_ms AND listed.sequence = transfers.sequence)`,
    localUid,
    transferId,
  )
}
