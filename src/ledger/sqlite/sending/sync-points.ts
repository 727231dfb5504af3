// Sync points of transfers in SQLite. Each function runs inside a transaction of
// ledger/sqlite/database/commit.ts.

import type { SyncPoint } from '../../../journey/transfer.ts'
import type { Statements } from '../database/statements.ts'

export function saveSync(sql: Statements, transferId: string, point: SyncPoint): void {
  if (!acknowledged(sql, transferId, point)) {
    const { number, offsetBytes, articles, confirmed, carry } = point
    sql.run('DELETE FROM sync_points WHERE transfer_id = ? AND number >= ?', transferId, number)
    if (number > 0)
      sql.run(
        'INSERT INTO sync_points (transfer_id, number, offset_bytes, articles, confirmed, carry) VALUES (?, ?, ?, ?, ?, ?)',
        transferId,
        number,
        offsetBytes,
        articles,
        confirmed ? 1 : 0,
        carry,
      )
  }
  sql.run(
    'UPDATE transfers SET last_sync = (SELECT coalesce(max(number), 0) FROM sync_points WHERE transfer_id = transfers.id AND confirmed = 1) WHERE id = ?',
    transferId,
  )
}

/** True when this acknowledges a point that was sent: later points may still be on their way. */
function acknowledged(sql: Statements, transferId: string, point: SyncPoint): boolean {
  if (!point.confirmed) return false
  const noted = sql.run(
    'UPDATE sync_points SET confirmed = 1 WHERE transfer_id = ? AND number = ? AND offset_bytes = ? AND confirmed = 0',
    transferId,
    point.number,
    point.offsetBytes,
  )
  return noted === 1
}
