// How stubborn we are with one bank.

import type { Backoff } from './backoff.ts'

export interface Policy {
  /** Attempts that reached the bank, for one transfer. */
  readonly maximumAttempts: number
  /** Calls in a row that did not reach the bank, for one transfer. */
  readonly maximumCalls: number
  readonly backoff: Backoff
  /** After a break the bank gets this long to notice it, before the same transfer comes again. */
  readonly afterBreakMs: number
  /** Whether a transfer in doubt may be asked about by a restart: only for banks proved to answer honestly. */
  readonly probe: 'never' | 'ifSynced' | 'always'
  /** Whether a broken transfer goes on; else it begins anew, under a new number, as long as the doubt was not reached. */
  readonly restart: boolean
  /** Reasons by which the bank says that it kept nothing of a broken transfer. */
  readonly noContext: ReadonlySet<number>
  /** Reasons by which it says that it has the file already: proved in tests, they end a doubt. */
  readonly alreadyReceived: ReadonlySet<number>
  /** Whether what the bank does at the sync point behind the last byte is remembered, and for which settings. */
  readonly finalPoint: { readonly remembers: boolean; readonly settings: string }
}
