// The checksum of one row of the ledger: of the name of its table and of every column with its type, in the
// order of the table. So a bit that flipped shows, and so does a row that was copied over another. CRC-32
// finds each single flipped bit and each run of up to 32 of them; it is no seal against a person who writes
// it anew (audit.ts is). Pure.

import { crc32 } from 'node:zlib'

/** The column that holds it; it is no part of itself. */
export const checksumColumn = 'checksum'

export function rowChecksum(table: string, ...values: readonly unknown[]): number {
  return crc32(JSON.stringify([table, ...values]))
}

/** Whether a row with all of its columns, in their order, is what was written. */
export function isAsWritten(table: string, row: Readonly<Record<string, unknown>>): boolean {
  const values: unknown[] = [table]
  for (const column in row) if (column !== checksumColumn) values.push(row[column])
  return row[checksumColumn] === crc32(JSON.stringify(values))
}
