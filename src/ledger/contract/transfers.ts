// Reading transfers, their facts and their attempts.

import type { Fact } from '../../journey/fact.ts'
import type { MessageSubject } from '../../journey/message.ts'
import type { TransferState } from '../../journey/moves/next-state.ts'
import type { Environment, PesitIdentity, Transfer } from '../../journey/transfer.ts'
import type { SearchQuery } from './searching.ts'

export interface ListQuery extends Pick<SearchQuery, 'warned'> {
  readonly direction?: 'out' | 'in'
  readonly states?: readonly TransferState[]
  readonly bank?: string
  readonly virtualFile?: string
  readonly folder?: string
  /** Part of the file's name. */
  readonly name?: string
  readonly sinceMs?: number
  readonly updatedBeforeMs?: number
  /** Only transfers with a smaller (newest first) or larger (oldest first) sequence. */
  readonly after?: number
  readonly order?: 'newest' | 'oldest'
  readonly limit: number
}

/**
 * What a look-up of "have we had this before" may ask. By content it finds the first one that the bank has,
 * or else the first; by everything else the newest.
 */
export type SameQuery =
  | {
      readonly by: 'content'
      readonly sha256: string
      readonly bank: string
      readonly virtualFile: string
      readonly sinceMs: number
      readonly direction: 'out' | 'in'
      readonly exceptId: string
    }
  | {
      readonly by: 'offer'
      readonly bank: string
      readonly pesit: PesitIdentity
      /** Only those that were received whole: with these bytes, or (null) with any. Without it, any offer. */
      readonly whole?: { readonly sha256: string | null; readonly exceptId: string }
    }
  /** What a bank gave us whole under this name (PI 37). */
  | {
      readonly by: 'label'
      readonly bank: string
      readonly virtualFile: string
      readonly label: string
    }
  /** The last file that was claimed from this folder under this name; never an upload. */
  | { readonly by: 'dropped'; readonly folder: string; readonly name: string }
  /**
   * What we sent under this number. Where the subject gives more of its identity, that must be the same too
   * (PeSIT E An.B).
   */
  | { readonly by: 'number'; readonly bank: string; readonly about: MessageSubject }

/** One attempt to move a file over the bank's line. */
export interface Attempt {
  readonly number: number
  readonly startedMs: number
  /** null: it runs. */
  readonly endedMs: number | null
  /** The event that ended it. */
  readonly outcome: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** How many transfers of one place are in one state. */
export interface StateCount {
  readonly direction: 'out' | 'in'
  readonly bank: string
  readonly environment: Environment
  readonly folder: string
  readonly virtualFile: string
  readonly state: TransferState
  readonly count: number
  readonly oldestMs: number
  readonly bytes: number
}

export interface TransferReading {
  find(id: string): Promise<Transfer | null>
  list(query: ListQuery): Promise<readonly Transfer[]>
  findSame(query: SameQuery): Promise<Transfer | null>
  /** How many transfers of a folder are in one of these states. */
  count(folder: string, states: readonly TransferState[]): Promise<number>
  /**
   * How many transfers are where: all, or those of a user who calls without a key. Finished transfers count
   * only since `sinceMs`.
   */
  summary(sinceMs: number, localUid?: number): Promise<readonly StateCount[]>
  /** The facts of one transfer, oldest first; or all after a sequence number, at most `limit`. */
  facts(
    query: { readonly transferId: string } | { readonly after: number; readonly limit: number },
  ): Promise<readonly Fact[]>
  /** Every attempt of one transfer, oldest first. */
  attempts(transferId: string): Promise<readonly Attempt[]>
}
