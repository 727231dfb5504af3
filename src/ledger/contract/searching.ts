// What may be asked for a page at a time, of however many transfers, while everybody else is served.

import type { TransferState } from '../../journey/moves/next-state.ts'
import type { Transfer } from '../../journey/transfer.ts'

/** Where a page ended: the transfer that had these, shown or not, is the last that was looked at. */
export interface SearchPosition {
  readonly sequence: number
  readonly createdMs: number
  readonly updatedMs: number
}

export interface SearchQuery {
  readonly direction?: 'out' | 'in'
  readonly states?: readonly TransferState[]
  readonly bank?: string
  readonly virtualFile?: string
  /** Part of the file's name: the one it travels under, or the one it was uploaded with. */
  readonly name?: string
  /** Only such as have warnings about their content. */
  readonly warned?: true
  readonly sinceMs?: number
  /** Born before. */
  readonly untilMs?: number
  /** Those alone that this user's calls without a key made or were answered with. */
  readonly localUid?: number
  /** By birth, or by the last change. */
  readonly by: 'birth' | 'change'
  readonly order: 'newest' | 'oldest'
  /** null: from the beginning. */
  readonly after: SearchPosition | null
  /** So many are passed over first. */
  readonly skip?: number
  readonly limit: number
}

export interface Found {
  readonly transfers: readonly Transfer[]
  /**
   * Where the next page begins; null: there is none. A long search ends with fewer than `limit`, and goes on
   * from here.
   */
  readonly next: SearchPosition | null
}

export interface Total {
  readonly state: TransferState
  readonly count: number
  readonly bytes: number
}

/** What a person may call a transfer by besides its whole id. */
export interface NamedQuery {
  /** The last characters of its id, in small letters; null: what was said cannot be an id. */
  readonly idEnd: string | null
  /** The name that it travels under, or that it was uploaded with. */
  readonly name: string
  /** Those alone that this user's calls without a key made or were answered with. */
  readonly localUid?: number
  readonly limit: number
}

/** So many of the newest transfers are looked through for a name or the end of an id. */
export const namedAmong = 20_000

export interface TransferSearch {
  /** Of the newest transfers those that are called so, newest first. */
  named(query: NamedQuery): Promise<readonly Transfer[]>
  /** A page. Holds nobody up: what takes long is read in slices. */
  search(query: SearchQuery): Promise<Found>
  /**
   * All transfers there ever were, by state; or those alone that this user's calls without a key made or were
   * answered with.
   */
  totals(localUid?: number): Promise<readonly Total[]>
}
