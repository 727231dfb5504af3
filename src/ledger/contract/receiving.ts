// Received files and the polls that brought them. A file that was received whole is compared with earlier
// files and recorded by one verb: two inboxes, two polls or two connections may be given the same file at
// once, and only a look-up and a write in one transaction see each other.

import type { Fact } from '../../journey/fact.ts'
import type { StatementVerdict } from '../../journey/statement.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'

/** The poll in which a file was received. */
export interface RunningPoll {
  readonly startedMs: number
  /** The statements that it brought before, by their ids: never the ids of repetitions. */
  readonly given: readonly string[]
}

export interface Received {
  readonly id: string
  /** The version that was read. */
  readonly version: number
  readonly sizeBytes: number
  readonly sha256: string
  readonly poll: RunningPoll
}

export interface Moved {
  readonly transfer: Transfer
  readonly fact: Fact
}

export type ReceivedOutcome =
  | {
      readonly kind: 'recorded'
      readonly verdict: StatementVerdict
      /** `committed`, or `archived` when it is a repetition of a file that we have. */
      readonly moved: Moved
      /** The earlier file, when the repetition was recorded among its facts. */
      readonly earlier: Moved | null
    }
  /** It was moved since that version was read. */
  | { readonly kind: 'stale'; readonly transfer: Transfer }
  /** It is not being received. */
  | { readonly kind: 'refused'; readonly transfer: Transfer }
  | { readonly kind: 'unknown' }

/** One poll: the question to the bank whether there is a file, and how it ended. */
export interface Poll {
  readonly inbox: string // the folder
  readonly bank: string
  readonly virtualFile: string
  readonly atMs: number
  readonly result: 'nothing' | 'received' | 'failed' | 'refused'
  readonly files: number
  /** How it ended. */
  readonly message: CodedMessage
  /** The message as it was read. */
  readonly sentence: string
  /** The scheduled instant that this poll served; null when a person asked. */
  readonly slotMs: number | null
  /** It ended because the bank had nothing more. */
  readonly drained?: boolean
}

export interface Receptions {
  /**
   * Compares a whole received file with earlier ones (journey/statement.ts), and records what becomes of it.
   */
  recordReceived(received: Received): Promise<ReceivedOutcome>
  /**
   * The bank repeats itself, as seen by another sign than one statement; added to what was counted before.
   */
  noteRepeats(repeats: Extract<CodedMessage, { code: 'BANK-REPEATS' }>['arguments']): Promise<void>
  /** How many files began to arrive in an inbox since then, counted up to `atMost`. */
  receivedSince(query: {
    readonly folder: string
    readonly bank: string
    readonly virtualFile: string
    readonly sinceMs: number
    readonly atMost: number
  }): Promise<number>
}

export interface Polls {
  recordPoll(ask: Poll): Promise<void>
  /** The newest polls of every inbox, newest first. */
  newestPolls(perInbox: number): Promise<readonly Poll[]>
}
