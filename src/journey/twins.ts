// Which earlier file blocks a file that is about to be sent, when both have the same bytes or order the same
// payments: a table over the state of the earlier file. Pure.
//
// A file that may be at the bank, or will be sent there automatically, blocks every other one. A held file
// may still be released, so a file that arrives then waits for a person too; unless the held file is itself
// held as a duplicate: then the file that it duplicates decides. A file that was given up, was refused, or
// was not compared yet blocks nothing: if it is to be sent after all, it is compared at that moment, and
// finds the one that was sent.

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

/** How two files are the same; `reference` alone means that their payments differ. */
export type Sameness = 'file' | 'payments' | 'reference'

/** The file that blocks another one. */
export interface FoundTwin {
  readonly transfer: Transfer
  readonly same: Sameness
}

/** As long as banks and auditors look back. */
export const lookBackMs = 400 * 24 * 60 * 60 * 1000
/** Files with blank dates count as the same payments only when they came within this time of each other. */
export const blankDatesWithinMs = 20 * 24 * 60 * 60 * 1000

/** Whether two files with equal keys can be the same payments, by their dates. */
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
