// The form of the state tables of PeSIT E §4.8, and the only function that reads them.
//
// A key is `snd NAME` or `rcv NAME`, with `+` or `-` for answers that carry a diagnostic. A cell is the next
// state, or `ignore`: received and dropped. A missing cell is a violation (3-311) when the peer sends it, and
// an error of the caller when we are to send it. ABORT, timers and the end of the connection lead to CN01
// from every state and are in no table.

export type MoveTable = Readonly<Record<string, Readonly<Record<string, string>>>>

export const ignore = 'ignore'

/** The next state, `ignore`, or undefined when the table has no such move. */
export function nextOf(table: MoveTable, state: string, key: string): string | undefined {
  return table[state]?.[key]
}

/**
 * Rows of a data phase: for each key the next state under each column, `-` no move, `ign` received and
 * dropped.
 */
export function dataPhase(
  prefix: string,
  suffix: 'A' | 'B',
  rows: readonly (readonly [string, string])[],
): MoveTable {
  const columns = ['02', '03', '04', '05', '06', '07', '08']
  const table: Record<string, Record<string, string>> = {}
  for (const column of columns) table[`${prefix}${column}${suffix}`] = {}
  for (const [key, line] of rows) {
    line.split(/\s+/).forEach((cell, index) => {
      const state = `${prefix}${columns[index] ?? ''}${suffix}`
      const row = table[state]
      if (cell === '-' || row === undefined) return
      row[key] = cell === 'ign' ? ignore : cell === 'OF02' ? cell : `${prefix}${cell}${suffix}`
    })
  }
  return table
}
