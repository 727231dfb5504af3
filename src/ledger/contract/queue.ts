// The queue of each bank: which transfer is sent next, and how many are before it.

import type { Transfer } from '../../journey/transfer.ts'

export type DueOutcome =
  | { readonly kind: 'taken'; readonly transfer: Transfer }
  /** Nothing is due; `dueMs` is when the next one will be, null when none is scheduled. */
  | { readonly kind: 'none'; readonly dueMs: number | null }

/** What comes before a transfer that is ready to be sent. */
export interface Ahead {
  /** How many transfers of its bank come before it, counted up to a bound. */
  readonly before: number
  /** There are more than were counted. */
  readonly isMore: boolean
  /** The first of them. */
  readonly first: Transfer | null
  /** The oldest unfinished one of its lane: nothing of the lane is sent before it. */
  readonly elder: Transfer | null
}

export interface SendQueue {
  /**
   * Takes the next due outgoing transfer of a bank: `queued`, or `waiting` whose time has come → `sending`,
   * with the attempt counted. Skips transfers that were claimed in the folders of `except`.
   */
  takeDue(bank: string, nowMs: number, except?: readonly string[]): Promise<DueOutcome>
  /** How many transfers of a bank are `queued` and in no lane, counted up to `atMost`. */
  queued(bank: string, atMost: number): Promise<number>
  /** null: there is no such transfer. */
  ahead(id: string, nowMs: number): Promise<Ahead | null>
}
