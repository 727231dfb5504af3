// Who owns a folder, and by what it is ours: the types of owner.ts.

import type { ShareFault } from '../fault.ts'

/** Who owns a folder, as it is written there (owner.ts). */
export interface OwnerRecord {
  /** The ledger's own id. */
  readonly ledger: string
  /** Of the start of the daemon that took it; hexadecimal. */
  readonly token: string
  readonly host: string
  readonly pid: number
  /** Tells whether the process can be looked for from here; '' where the system does not say (machine.ts). */
  readonly machine: string
  readonly dataFolder: string
  /** By the owner's clock: for people, and nothing is decided by it. */
  readonly sinceMs: number
  /** Why a person had it taken over; '' when nobody did. */
  readonly reason: string
}

/** A sign of life. */
export interface Sign {
  readonly number: number
  /** Random: two who count the same are told apart. */
  readonly mark: string
  /** The last one: it was stopped in order. */
  readonly stopped: boolean
}

/** By what a folder is ours. */
export interface Hold {
  readonly term: number
  readonly token: string
  /** Those that we may have written last. */
  readonly signs: readonly Sign[]
}

export type OwnerOutcome =
  | {
      readonly kind: 'read'
      /** The highest; 0: nobody ever owned it. */
      readonly term: number
      readonly record: OwnerRecord | null
      readonly sign: Sign | null
      /** Since the last sign of life, by the clock of the file server. */
      readonly ageMs: number | null
      /** Whether its process runs; null: it cannot be told from here. */
      readonly isRunning: boolean | null
    }
  | ShareFault
export type OwnOutcome =
  | { readonly kind: 'owned'; readonly term: number }
  /** Somebody else took it meanwhile: read anew. */
  | { readonly kind: 'lost' }
  | ShareFault
export type HoldOutcome = { readonly kind: 'ours' } | { readonly kind: 'not-ours' } | ShareFault
