// A file that came whole: compared with what came before and recorded, as one verb. Two inboxes, two asks or two
// lines may be given the same file at once: only who looks and writes in one transaction sees the other.

import type { StatementVerdict } from '../journey/statement.ts'
import type { Fact } from '../journey/fact.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'

/** The ask in which it came. */
export interface RunningAsk {
  readonly startedMs: number
  /** What it was given before, by the ids of the statements themselves, not of their repetitions. */
  readonly given: readonly string[]
}

export interface Received {
  readonly id: string
  /** The version that was read. */
  readonly version: number
  readonly sizeBytes: number
  readonly sha256: string
  readonly ask: RunningAsk
}

export interface Moved {
  readonly transfer: Transfer
  readonly fact: Fact
}

export type ReceivedOutcome =
  | {
      readonly kind: 'recorded'
      readonly verdict: StatementVerdict
      /** `committed`, or `archived` when it is one that we have. */
      readonly moved: Moved
      /** The earlier one, where that was told in its story. */
      readonly earlier: Moved | null
    }
  /** Somebody moved it since it was read. */
  | { readonly kind: 'stale'; readonly transfer: Transfer }
  /** It is not being received. */
  | { readonly kind: 'refused'; readonly transfer: Transfer }
  | { readonly kind: 'unknown' }

/** Whether the bank repeats itself, for one file of one inbox. */
export function repeatsSubject(folder: string, virtualFile: string): string {
  return `repeats:${folder}:${virtualFile}`
}

export interface Receiving {
  /** Judges a file that came whole by what came before (journey/statement.ts), and records what becomes of it. */
  recordReceived(received: Received): Promise<ReceivedOutcome>
  /** The bank repeated itself, seen by another sign than one statement; counted with what was seen before. */
  noteRepeats(repeats: Extract<CodedMessage, { code: 'BANK-REPEATS' }>['arguments']): Promise<void>
  /** How many files began to come into an inbox since then, counted no further than this. */
  receivedSince(query: {
    readonly folder: string
    readonly bank: string
    readonly virtualFile: string
    readonly sinceMs: number
    readonly atMost: number
  }): Promise<number>
}
