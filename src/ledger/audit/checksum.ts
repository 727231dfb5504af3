// The checksum of one row of the ledger. It covers the name of the table and every column with its type, in
// the order of the table, so it detects a flipped bit as well as a row that was copied over another. CRC-32
// detects each single flipped bit and each run of up to 32 of them. It does not protect against a person who
// recalculates it (audit.ts does). Pure.

import { crc32 } from 'node:zlib'

/** The column that holds the checksum; it is not part of it. */
export const checksumColumn = 'checksum'

export function rowChecksum(table: string, ...values: readonly unknown[]): number {
  return crc32(JSON.stringify([table, ...values]))
}

/** Whether a row, with all its columns in their order, is as it was written. */
export function isAsWritten(table: string, row: Readonly<Record<string, unknown>>): boolean {
  const values: unknown[] = [table]
  for (const column in row) if (column !== checksumColumn) values.push(row[column])
  return row[checksumColumn] === crc32(JSON.stringify(values))
}
