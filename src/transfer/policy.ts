// How often and when we try again at one bank.

import type { Answer } from '../bank/answer.ts'
import type { Backoff } from './backoff.ts'

export interface Policy {
  /** Attempts that reached the bank, for one transfer. */
  readonly maximumAttempts: number
  /** Calls in a row that did not reach the bank, for one transfer. */
  readonly maximumCalls: number
  readonly backoff: Backoff
  /** After a break the bank gets this long to notice it, before the same transfer comes again. */
  readonly afterBreakMs: number
  /**
   * Whether a restart may ask about a transfer in doubt: only for banks that were proved to answer honestly.
   */
  readonly probe: 'never' | 'ifSynced' | 'always'
  /**
   * Whether a broken transfer goes on. Otherwise it begins again under a new number, as long as it is not in
   * doubt.
   */
  readonly restart: boolean
  /** Whether an answer says that the bank kept nothing of a broken transfer. */
  readonly noContext: (answer: Answer) => boolean
  /** Whether an answer says that the bank has the file already. Where tests proved it, it ends a doubt. */
  readonly alreadyReceived: (answer: Answer) => boolean
  /** Whether we remember what the bank does at the sync point after the last byte, and for which settings. */
  readonly finalPoint: { readonly remembers: boolean; readonly settings: string }
}
