// The types of owner.ts: who owns a folder, and what proves that we own it.

import type { ShareFault } from '../fault.ts'

/** Who owns a folder, as it is written in the folder (owner.ts). */
export interface OwnerRecord {
  /** The id of the ledger. */
  readonly ledger: string
  /** Identifies the start of the daemon that took the folder; hexadecimal. */
  readonly token: string
  readonly host: string
  readonly pid: number
  /**
   * Tells whether we can check for the process from here; '' when the system does not report it (machine.ts).
   */
  readonly machine: string
  readonly dataFolder: string
  /** By the owner's clock: for people; no decision depends on it. */
  readonly sinceMs: number
  /** Why a person ordered the takeover; '' when nobody did. */
  readonly reason: string
}

/** A sign of life. */
export interface Sign {
  readonly number: number
  /** Random: it distinguishes two processes that have the same number. */
  readonly mark: string
  /** This is the last sign: the daemon was stopped in order. */
  readonly stopped: boolean
}

/** What proves that we own a folder. */
export interface Hold {
  readonly term: number
  readonly token: string
  /** The signs of life of which each may be the last one that we wrote. */
  readonly signs: readonly Sign[]
}

export type OwnerOutcome =
  | {
      readonly kind: 'read'
      /** The highest term; 0: nobody ever owned the folder. */
      readonly term: number
      readonly record: OwnerRecord | null
      readonly sign: Sign | null
      /** The age of the last sign of life, by the clock of the file server. */
      readonly ageMs: number | null
      /** Whether the owner's process is running; null: this cannot be determined from here. */
      readonly isRunning: boolean | null
    }
  | ShareFault
export type OwnOutcome =
  | { readonly kind: 'owned'; readonly term: number }
  /** Somebody else took the folder meanwhile: read the owner again. */
  | { readonly kind: 'lost' }
  | ShareFault
export type HoldOutcome = { readonly kind: 'ours' } | { readonly kind: 'not-ours' } | ShareFault
