// Files that programs asked for by name, from the call to its end, and which received files were handed over.

import type { Transfer } from '../../journey/transfer.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { CallKey, OnceOutcome } from './calls.ts'

/** A file that a program asked for. It has its id before the bank has offered anything. */
export interface Fetch {
  readonly id: string
  readonly bank: string
  readonly virtualFile: string
  /** The inbox, or the folder of ours that stands in for one. */
  readonly folder: string
  /** The name by which the bank should know it; '' for whichever file is next. */
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
  /** By which a program searches; '' when it is not told. It may be another than that of the message. */
  readonly code: string
  /** How it ended; null when there is nothing to say. */
  readonly message: CodedMessage | null
  readonly endedMs: number | null
}

export type NewFetch = Pick<
  Fetch,
  'id' | 'bank' | 'virtualFile' | 'folder' | 'remoteName' | 'target' | 'actor' | 'localUid'
>
export type FetchEnd = Pick<Fetch, 'transferId' | 'code' | 'message'> & {
  readonly result: 'found' | 'nothing' | 'failed'
}

/** How a program got a received file. */
export type HandOver = 'download' | 'copy'

/**
 * Which file may answer a fetch: one that was received whole, whose name fits, and that no caller has yet.
 */
export interface WantedFile {
  /** The names under which the bank may have given it; empty for whichever file is next. */
  readonly labels: readonly string[]
  /** PI 12 of the file, where the bank is asked by name; null otherwise. */
  readonly fileName: string | null
  /** Not what was born before: the archive no longer has it. */
  readonly sinceMs: number
  /** Not these: they are being handed over at this moment, or their bytes are missing. */
  readonly except: readonly string[]
  /** Fetches whose callers went away before they were answered: the files reserved for them are free. */
  readonly abandoned: readonly string[]
}

export interface ClaimedReceived {
  readonly transfer: Transfer
  /** How many more files would fit. */
  readonly waiting: number
}

/** Files that fit and that no caller has, but that answered other callers a short while ago. */
export interface KeptForOthers {
  readonly files: number
  /** From then on all of them are free. */
  readonly untilMs: number
}

/**
 * For this long a file that answered one caller is kept for that caller: others who ask meanwhile get what
 * the bank says. The caller gets the same file again as often as he asks, until it is handed over.
 */
export const keptForCallerMs = 10 * 60 * 1000

export interface FetchRecords {
  /**
   * Writes a fetch and, in the same transaction, the key of its call. The key of a call that ended without a
   * file is free: repeated, the call asks the bank again.
   */
  recordFetch(request: NewFetch, key: CallKey | null): Promise<OnceOutcome<Fetch>>
  /** Ends a running fetch; one that has ended stays as it is. */
  endFetch(id: string, end: FetchEnd): Promise<void>
  findFetch(id: string): Promise<Fetch | null>
  /** Those that have not ended, oldest first. */
  runningFetches(): Promise<readonly Fetch[]>
  /**
   * Gives a running fetch the oldest file that fits, in one transaction: of several fetches at once each is
   * given another file. null: there is none.
   */
  claimReceived(id: string, wanted: WantedFile): Promise<ClaimedReceived | null>
  /** What a fetch was not given because it is kept for other callers; null: there is none. */
  keptForOthers(id: string, wanted: WantedFile): Promise<KeptForOthers | null>
  /** A program has the file. Only the first time is written, with a fact. */
  recordHandOver(id: string, by: { readonly how: HandOver; readonly actor: string }): Promise<void>
  isHandedOver(id: string): Promise<boolean>
}
