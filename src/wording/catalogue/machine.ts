// Messages about the machine that the program runs on: its disks, its log, its clock, its signals. Pure.

import { entry } from '../entry.ts'

export const machine = {
  /** Nothing begins that could not be written down. */
  'LEDGER-FULL': entry<{
    readonly folder: string
    /** Bytes left, as text. */
    readonly have: string
    /** Bytes that must be free, as text. */
    readonly needed: string
  }>({ scope: 'daemon', severity: 'error', fault: 'machine', heals: false }),
  /** Files were claimed, and the ledger could not say so. */
  'CLAIMED-UNWRITTEN': entry<{
    readonly folder: string
    readonly files: number
    /** Of the first ones. */
    readonly names: readonly string[]
  }>({ scope: 'folder', severity: 'error', fault: 'machine', heals: true }),
  'LOG-LOST': entry<{
    /** Lines, as text. */
    readonly lines: string
    readonly sinceMs: number
    /** The system's code of the last failure, such as ENOSPC. */
    readonly error: string
  }>({ scope: 'daemon', severity: 'error', fault: 'machine', heals: false }),
  'LOG-GOES-ON': entry<{ readonly lines: string; readonly sinceMs: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'machine',
    heals: true,
  }),
  'SIGNAL-IGNORED': entry<{ readonly signal: string }>({
    scope: 'daemon',
    severity: 'info',
    fault: 'operator',
    heals: true,
  }),
} as const
