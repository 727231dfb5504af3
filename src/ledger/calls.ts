// What programs ordered over the API, as every ledger keeps it: the keys that make a repeated call one call,
// and the files that were asked for by name, from the call to its end.

import type { Transfer } from '../journey/transfer.ts'
import type { NewTransfer } from './ledger.ts'

/** A call that must not be done twice: who made it, under which key, and what it asked for. */
export interface CallKey {
  readonly caller: string
  readonly key: string
  /** A hash of all that was asked: the same key with another request is a fault of the caller. */
  readonly request: string
  /** Under which an earlier version knew this caller: a call that it had is not made again. */
  readonly formerCaller?: string
}

/** How long a key is remembered: a payment file is no click on a page. */
export const callKeysKeptMs = 90 * 24 * 60 * 60 * 1000

export type OnceOutcome<T> =
  | { readonly kind: 'recorded'; readonly made: T }
  /** The same call was made before: this is the id of what it made. */
  | { readonly kind: 'known'; readonly id: string }
  /** The key was used for another request. */
  | { readonly kind: 'other'; readonly id: string }

/** A file that a program asked for. It has its id before the bank has offered anything. */
export interface Fetch {
  readonly id: string
  readonly bank: string
  readonly virtualFile: string
  /** The inbox, or the folder of ours that stands in for one. */
  readonly folder: string
  /** The name by which the bank should know it; '' for whatever is next. */
  readonly remoteName: string
  /** Where the caller wants a copy on this machine; '' for none. */
  readonly target: string
  readonly actor: string
  /** The user of this machine who asked without a key. */
  readonly localUid?: number | undefined
  readonly atMs: number
  readonly result: 'running' | 'found' | 'nothing' | 'failed'
  /** The transfer that answers it, once there is one; null before, and for ever when there was nothing. */
  readonly transferId: string | null
  readonly code: string
  readonly sentence: string
  readonly endedMs: number | null
}

export type NewFetch = Pick<
  Fetch,
  'id' | 'bank' | 'virtualFile' | 'folder' | 'remoteName' | 'target' | 'actor' | 'localUid'
>
export type FetchEnd = Pick<Fetch, 'transferId' | 'code' | 'sentence'> & {
  readonly result: 'found' | 'nothing' | 'failed'
}

/** How a program got a received file. */
export type HandOver = 'download' | 'copy'

/** Which file may answer a fetch: one that came whole, whose name fits, and that nobody has. */
export interface Wanted {
  /** The names under which the bank may have given it; none for whatever is next. */
  readonly labels: readonly string[]
  /** PI 12 of the file, where the bank is asked by name; null otherwise. */
  readonly fileName: string | null
  /** Not what was born before: the archive no longer has it. */
  readonly sinceMs: number
  /** Not these: somebody is getting them at this moment, or their bytes are not there. */
  readonly except: readonly string[]
  /** Fetches whose callers went away before they were answered: what they were given is free. */
  readonly abandoned: readonly string[]
}

export interface Claimed {
  readonly transfer: Transfer
  /** How many more would fit. */
  readonly waiting: number
}

/** Files that fit and that nobody has, but that answered other callers a short while ago. */
export interface KeptForOthers {
  readonly files: number
  /** By then all of them are free. */
  readonly untilMs: number
}

/**
 * So long a file that answered one caller is kept for him: whoever else asks meanwhile is told what the bank
 * says. He himself is given it again as often as he asks, until he has it.
 */
export const keptForCallerMs = 10 * 60 * 1000

export interface CallBook {
  /** Writes a transfer at birth with its first fact and, in the same transaction, the key of the call. */
  recordOnce(born: NewTransfer, key: CallKey | null): Promise<OnceOutcome<Transfer>>
  /**
   * The same for a file that is asked for. The key of a call that ended without a file is free: it asks anew.
   */
  recordFetch(born: NewFetch, key: CallKey | null): Promise<OnceOutcome<Fetch>>
  /** What a call under this key would be told; null when the key is new. */
  findCall(key: CallKey): Promise<Exclude<OnceOutcome<never>, { kind: 'recorded' }> | null>
  /**
   * Whether an id opens without a key for this user of the machine: his calls sent it or asked for it, or a
   * webhook was told of it that he added or that stands in the configuration. What an earlier version took
   * without a key, from whomever, opens for every user.
   */
  opensWithoutKey(id: string, localUid: number): Promise<boolean>
  /** Ends a fetch that runs; one that has ended stays as it is. */
  endFetch(id: string, end: FetchEnd): Promise<void>
  findFetch(id: string): Promise<Fetch | null>
  /**
   * Gives a running fetch the oldest file that fits, in one transaction: of several fetches at once each is
   * given another. null: there is none.
   */
  claimReceived(id: string, wanted: Wanted): Promise<Claimed | null>
  /** What a fetch was not given because it is kept for other callers; null: there is none. */
  keptForOthers(id: string, wanted: Wanted): Promise<KeptForOthers | null>
  /** A program has it, with a fact in its story; only the first time is written. */
  recordHandOver(id: string, by: { readonly how: HandOver; readonly actor: string }): Promise<void>
  isHandedOver(id: string): Promise<boolean>
  /** Those that have not ended, oldest first. */
  runningFetches(): Promise<readonly Fetch[]>
}
