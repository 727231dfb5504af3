// Who stands before a transfer that is ready to be sent.

import type { Transfer } from '../journey/transfer.ts'

export interface Ahead {
  /** How many of its bank come before it, counted no further than a bound. */
  readonly before: number
  readonly isMore: boolean
  /** The first of them. */
  readonly first: Transfer | null
  /** The eldest of its lane that is not over: nothing of the lane goes before it. */
  readonly elder: Transfer | null
}

export interface Queueing {
  /** null: there is no such transfer. */
  ahead(id: string, nowMs: number): Promise<Ahead | null>
}
