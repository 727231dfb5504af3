// What is remembered about each bank and the sync point after the last byte. Each function runs inside a
// transaction of ledger/sqlite/database/commit.ts.

import type { FinalPointMemory } from '../../contract/sync-points.ts'
import type { Statements } from '../database/statements.ts'

export function finalPoint(sql: Statements, bank: string): FinalPointMemory | null {
  const row = sql.one('SELECT * FROM final_points WHERE bank = ?', bank)
  if (row === null) return null
  return {
    settings: row['settings'] as string,
    breaks: row['breaks'] as number,
    refused: row['refused'] === 1,
  }
}

export function saveFinalPoint(
  sql: Statements,
  saved: {
    readonly bank: string
    readonly memory: FinalPointMemory | null
    readonly nowMs: number
  },
): void {
  const { bank, memory, nowMs } = saved
  if (memory === null) {
    sql.run('DELETE FROM final_points WHERE bank = ?', bank)
    return
  }
  sql.run(
    'INSERT OR REPLACE INTO final_points (bank, settings, breaks, refused, updated_ms) VALUES (?, ?, ?, ?, ?)',
    bank,
    memory.settings,
    memory.breaks,
    memory.refused ? 1 : 0,
    nowMs,
  )
}
