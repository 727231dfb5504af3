// Messages about the machine that the program runs on: its disks, its log, its clock, its signals. Pure.

import { entry } from '../../entry.ts'

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
  /** The port on which banks call. */
  'PORT-NOT-HAD': entry<{
    readonly host: string
    readonly port: number
    /** The system's code, such as EADDRINUSE. */
    readonly error: string
  }>({ scope: 'daemon', severity: 'error', fault: 'operator', heals: false }),
  /** `sentence`: why, and what to do. */
  'START-FAILED': entry<{ readonly atMs: number; readonly sentence: string }>({
    scope: 'daemon',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  'DATA-READ-ONLY': entry<{ readonly folder: string }>({
    scope: 'daemon',
    severity: 'error',
    fault: 'machine',
    heals: false,
  }),
  /** A fault of ours, or of the disk of the ledger, ended it. */
  'DAEMON-DIED': entry<{ readonly atMs: number; readonly sentence: string }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'pesit-drop',
    heals: true,
  }),
  'DAEMON-KILLED': entry<{ readonly startedMs: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'machine',
    heals: true,
  }),
  /** The moment at which a folder was first watched was still to come: what lies there is held once. */
  'CLOCK-FIRST-AHEAD': entry<{ readonly folder: string; readonly wasMs: number }>({
    scope: 'folder',
    severity: 'warning',
    fault: 'machine',
    heals: true,
  }),
  /** The newest fact was written later than it is now. */
  'CLOCK-BEHIND': entry<{ readonly nowMs: number; readonly newestMs: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'machine',
    heals: true,
  }),
  'CLOCK-JUMPED': entry<{ readonly fromMs: number; readonly toMs: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'machine',
    heals: true,
  }),
  /** It says a time before this program was written. */
  'CLOCK-WRONG': entry<{ readonly nowMs: number }>({
    scope: 'daemon',
    severity: 'error',
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
