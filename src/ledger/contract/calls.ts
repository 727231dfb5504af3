// Calls of programs over the API: the keys that make a repeated call one call, and who may open what a call
// made.

import type { NewTransfer } from '../../journey/new-transfer.ts'
import type { Transfer } from '../../journey/transfer.ts'

/** A call that must not be done twice: who made it, under which key, and what it asked for. */
export interface CallKey {
  readonly caller: string
  readonly key: string
  /** A hash of the whole request: the same key with another request is an error of the caller. */
  readonly request: string
  /** The name under which an earlier version knew this caller: a call that it recorded is not made again. */
  readonly formerCaller?: string
}

/** How long a key is remembered. */
export const callKeysKeptMs = 90 * 24 * 60 * 60 * 1000

export type OnceOutcome<T> =
  | { readonly kind: 'recorded'; readonly made: T }
  /** The same call was made before: this is the id of what it made. */
  | { readonly kind: 'known'; readonly id: string }
  /** The key was used for another request. */
  | { readonly kind: 'other'; readonly id: string }

export interface ApiCalls {
  /** Writes a transfer at birth with its first fact and, in the same transaction, the key of the call. */
  recordOnce(birth: NewTransfer, key: CallKey | null): Promise<OnceOutcome<Transfer>>
  /** What a call under this key would be answered; null when the key is new. */
  findCall(key: CallKey): Promise<Exclude<OnceOutcome<never>, { kind: 'recorded' }> | null>
  /**
   * Whether this user of the machine may open an id without a key: his calls sent it or asked for it, or it
   * was announced to a webhook that he added or that stands in the configuration. What an earlier version
   * took without a key opens for every user.
   */
  opensWithoutKey(id: string, localUid: number): Promise<boolean>
}
