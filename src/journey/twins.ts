// Which earlier file stands in the way of one that is about to go, when both hold the same bytes or order the
// same payments: a table over where the earlier one stands. Pure.
//
// What may be at the bank, or goes there by itself, stands in the way of everybody. What is held may still be
// let go, so a file that arrives waits for a person as well; unless it is held as a duplicate itself: then
// that of which it is one decides. What was given up, was refused, or was not compared yet stands in nobody's
// way: if it is to go after all it is compared at that moment, and finds the one that went.

import type { OutboundState } from './moves/outbound.ts'
import type { PaymentsIdentity } from './payments.ts'
import type { Transfer } from './transfer.ts'

export type Hindrance = 'never' | 'unless-a-duplicate' | 'always'

export const hindrances: Readonly<Record<OutboundState, Hindrance>> = {
  claimed: 'never',
  sealed: 'never',
  rejected: 'never',
  replaced: 'never',
  held: 'unless-a-duplicate',
  queued: 'always',
  sending: 'always',
  finishing: 'always',
  'in-doubt': 'always',
  waiting: 'always',
  sent: 'always',
  failed: 'never',
  cancelled: 'never',
  archived: 'always',
}

/** How two files are the same; `reference` alone: their payments differ. */
export type Sameness = 'file' | 'payments' | 'reference'

/** The file that stands in the way of another. */
export interface FoundTwin {
  readonly transfer: Transfer
  readonly same: Sameness
}

/** As long as banks and auditors look back. */
export const lookBackMs = 400 * 24 * 60 * 60 * 1000
/** Files with blank dates are the same payments only when they came within this time. */
export const blankDatesWithinMs = 20 * 24 * 60 * 60 * 1000

/** Whether the dates of two files with equal keys let them be the same payments. */
export function datesAgree(
  one: { readonly dates: string | null; readonly cameMs: number },
  other: { readonly dates: string | null; readonly cameMs: number },
): boolean {
  if (one.dates === null || other.dates === null) return true
  if (one.dates !== '' && other.dates !== '') return one.dates === other.dates
  return Math.abs(one.cameMs - other.cameMs) <= blankDatesWithinMs
}

/** What differs between two files with the same reference. */
export function differencesOf(
  one: PaymentsIdentity,
  other: PaymentsIdentity,
): readonly Difference[] {
  const differs: Difference[] = []
  if (one.count !== other.count) differs.push('count')
  if (one.total !== other.total || one.currency !== other.currency) differs.push('total')
  if ([...one.accounts].sort().join() !== [...other.accounts].sort().join())
    differs.push('accounts')
  return differs.length === 0 ? ['payments'] : differs
}

export type Difference = 'count' | 'total' | 'accounts' | 'payments'
