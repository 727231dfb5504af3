// Messages about who owns an outbox, and about a ledger that is from the past. Pure.

import { entry } from '../../entry.ts'

/** Another pesit-drop, as a person finds it. */
export type OtherOwner = {
  readonly host: string
  readonly pid: number
  readonly dataFolder: string
  readonly sinceMs: number
}

export const ownership = {
  /** Another ledger's outbox. */
  'OUTBOX-OF-ANOTHER': entry<{
    readonly folder: string
    readonly owner: OtherOwner
    /** It shows signs of life; otherwise a person may take the folder over. */
    readonly alive: boolean
  }>({ scope: 'folder', severity: 'error', fault: 'operator', heals: false }),
  /** A copy of this data folder may be at work there. */
  'OUTBOX-COPY-AT-WORK': entry<{ readonly folder: string; readonly owner: OtherOwner }>({
    scope: 'folder',
    severity: 'error',
    fault: 'operator',
    heals: true,
  }),
  /** Of a transfer: its outbox is another's by now. */
  'OUTBOX-TAKEN-OVER': entry<{
    readonly name: string
    readonly bank: string
    readonly folder: string
    readonly owner: OtherOwner
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** Of a transfer: it was about to be sent, and it could not be proved that its outbox is ours. */
  'OUTBOX-NOT-PROVED': entry<{
    readonly name: string
    readonly folder: string
    /** What stands in the way of the proof; '' when somebody else took the outbox. */
    readonly trouble: string
  }>({ scope: 'file', severity: 'warning', fault: 'machine', heals: true }),
  /** Of a transfer: found among the claimed files of an outbox, claimed by another ledger. */
  'CLAIMED-BY-ANOTHER': entry<{
    readonly name: string
    readonly bank: string
    readonly folder: string
    readonly ledger: string
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** Of a transfer: found among the claimed files, which did not say whose they are before this version. */
  'CLAIMED-BY-UNKNOWN': entry<{
    readonly name: string
    readonly bank: string
    readonly folder: string
  }>({ scope: 'file', severity: 'error', fault: 'nobody', heals: false }),
  /**
   * Of a transfer that the ledger did not know: the one that did is lost, or this one was restored from a
   * copy.
   */
  'LEDGER-LOST': entry<{
    readonly name: string
    readonly bank: string
    /**
     * Among the claimed files of an outbox; in the spool; or there with a note that its end may have been
     * sent.
     */
    readonly found: 'outbox' | 'spool' | 'spool-end-noted'
    readonly folder: string
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** Of a transfer that was under way in a data folder that was restored from a copy. */
  RESTORED: entry<{ readonly name: string; readonly bank: string }>({
    scope: 'file',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  /** Of a transfer that was under way in a ledger from the past. */
  'LEDGER-ROLLED-BACK': entry<{
    readonly name: string
    readonly bank: string
    readonly folder: string
    readonly owner: OtherOwner
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** Of a transfer that was in doubt in a ledger from the past. */
  'LEDGER-ROLLED-BACK-DOUBT': entry<{ readonly name: string; readonly bank: string }>({
    scope: 'file',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  /** Of the daemon: its ledger is from the past. */
  'LEDGER-FROM-THE-PAST': entry<{
    readonly folder: string
    readonly owner: OtherOwner
    /** Transfers that are held for it. */
    readonly held: number
  }>({ scope: 'daemon', severity: 'error', fault: 'operator', heals: false }),
  /** A person had an outbox taken over. */
  'OUTBOX-TAKE-OVER': entry<{
    readonly folder: string
    readonly owner: OtherOwner
    readonly actor: string
    readonly reason: string
  }>({ scope: 'folder', severity: 'warning', fault: 'nobody', heals: true }),
  'TAKE-OVER-ALIVE': entry<{ readonly folder: string; readonly owner: OtherOwner }>({
    scope: 'folder',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  'TAKE-OVER-NEEDLESS': entry<{ readonly folder: string }>({
    scope: 'folder',
    severity: 'info',
    fault: 'operator',
    heals: true,
  }),
  'TAKE-OVER-UNKNOWN': entry<{ readonly folder: string; readonly outboxes: readonly string[] }>({
    scope: 'folder',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  'TAKE-OVER-UNREADABLE': entry<{ readonly folder: string; readonly trouble: string }>({
    scope: 'folder',
    severity: 'error',
    fault: 'machine',
    heals: true,
  }),
  'TAKE-OVER-LATE': entry<{ readonly folder: string }>({
    scope: 'folder',
    severity: 'warning',
    fault: 'nobody',
    heals: true,
  }),
} as const
