// Messages about files whose bytes, payments or reference were seen before. Pure.

import { entry } from '../../entry.ts'

/** The earlier transfer, as a person recognizes it. */
export type Twin = {
  readonly id: string
  readonly name: string
  readonly bank: string
  readonly takenMs: number
  /** null: the bank has not acknowledged it. */
  readonly acknowledgedMs: number | null
  /** How many payments it orders; null, and absent in what was stored earlier, when that is not known. */
  readonly count?: number | null
  /** With its currency: `21977.85 EUR`. */
  readonly total?: string | null
}

/** What a file says of its payments. */
export type Ordered = { readonly count: number; readonly total: string }

/** A file whose reference was seen with other payments. */
type OtherPayments = {
  readonly name: string
  readonly reference: string
  readonly own: Ordered
  /** What differs: count, total, accounts, or the payments themselves. */
  readonly differs: readonly ('count' | 'total' | 'accounts' | 'payments')[]
  readonly twin: Twin
}

export const duplicates = {
  DUPLICATE: entry<{
    readonly name: string
    /** The same bytes, or the same payments in other bytes. */
    readonly same: 'file' | 'payments'
    readonly twin: Twin
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
  'SAME-REFERENCE': entry<OtherPayments>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  'REFERENCE-SEEN': entry<OtherPayments>({
    scope: 'file',
    severity: 'warning',
    fault: 'nobody',
    heals: true,
  }),
  REPLACED: entry<{
    readonly name: string
    /** The code that it had before. */
    readonly was: string
    readonly by: Twin
  }>({ scope: 'file', severity: 'info', fault: 'nobody', heals: true }),
  'REPLACED-PERHAPS': entry<{
    readonly name: string
    readonly id: string
    readonly reference: string
    readonly own: Ordered
    readonly by: Twin
  }>({ scope: 'file', severity: 'warning', fault: 'writer', heals: false }),
  'TWIN-IN-THE-WAY': entry<{
    readonly name: string
    readonly order: 'release' | 'resend' | 'retry'
    readonly id: string
    readonly same: 'file' | 'payments' | 'reference'
    readonly state: string
    readonly twin: Twin
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
} as const
