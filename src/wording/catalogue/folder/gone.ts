// Messages about transfers whose bank, outbox or inbox the configuration no longer has, and how they are
// moved. Pure.

import { entry } from '../../entry.ts'

type Left = {
  readonly count: number
  readonly oldestMs: number
  /** The first of them. */
  readonly names: readonly string[]
}

const condition = { severity: 'error', fault: 'operator', heals: false } as const
const notMoved = { scope: 'file', severity: 'info', fault: 'nobody', heals: false } as const

export const gone = {
  'BANK-GONE': entry<
    Left & {
      readonly bank: string
      /** Of these: the bank may have them. */
      readonly inDoubt: number
    }
  >({ ...condition, scope: 'bank' }),
  'OUTBOX-GONE': entry<Left & { readonly folder: string; readonly bank: string }>({
    ...condition,
    scope: 'folder',
  }),
  'INBOX-GONE': entry<Left & { readonly folder: string; readonly bank: string }>({
    ...condition,
    scope: 'folder',
  }),
  /** A transfer was moved to another bank, and is held there. */
  REASSIGNED: entry<{
    readonly id: string
    readonly from: string
    readonly to: string
    readonly actor: string
    readonly why: string
  }>({ scope: 'file', severity: 'info', fault: 'operator', heals: false }),
  /** Why one was not moved: it has, or had, a number at the old bank. */
  'NOT-REASSIGNED-IDENTIFIED': entry<{
    readonly name: string
    readonly bank: string
    readonly number: number | null
  }>(notMoved),
  'NOT-REASSIGNED-DOUBT': entry<{ readonly name: string; readonly bank: string }>(notMoved),
  'NOT-REASSIGNED-BUSY': entry<{ readonly name: string; readonly state: string }>(notMoved),
  'REASSIGN-UNKNOWN': entry<{
    readonly from: string
    readonly to: string
    readonly banks: readonly string[]
  }>({ scope: 'bank', severity: 'error', fault: 'operator', heals: false }),
} as const
