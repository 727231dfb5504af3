// The verbs that write the state of a transfer: birth, move and admission. A state is never written without
// its fact.

import type { NewTransfer } from '../../journey/new-transfer.ts'
import type { Fact } from '../../journey/fact.ts'
import type { TransferEvent } from '../../journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../journey/payments.ts'
import type { PesitIdentity, SyncPoint, Transfer } from '../../journey/transfer.ts'
import type { FoundTwin } from '../../journey/twins.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'

export type TransferPatch = Partial<
  Pick<
    Transfer,
    | 'name'
    | 'bank'
    | 'environment'
    | 'sizeBytes'
    | 'sha256'
    | 'attempts'
    | 'calls'
    | 'dueMs'
    | 'lastSync'
    | 'sameAs'
    | 'confirmedMs'
    | 'summary'
    | 'priority'
    | 'originalDueMs'
  > & {
    readonly warnings: readonly CodedMessage[]
    /** What was found when the file was read for payments; null: it holds none. */
    readonly payments: PaymentsIdentity | null
    readonly pesit: PesitIdentity | null
    /** Why it is where it is from now on; null: there is nothing to say. */
    readonly reason: CodedMessage | null
  }
>

export interface Move {
  readonly id: string
  /** The version that was read. */
  readonly version: number
  readonly event: TransferEvent
  readonly patch?: TransferPatch
  readonly sentence: CodedMessage
  readonly actor?: string // 'daemon' when absent
  readonly detail?: Readonly<Record<string, unknown>>
  /** Written in the same transaction, as `saveSync` would, when the move is made. */
  readonly syncPoint?: SyncPoint
}

/** A move whose transfer and version are known elsewhere. */
export type MoveStep = Omit<Move, 'id' | 'version'>

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly transfer: Transfer; readonly fact: Fact }
  /** It was moved since that version was read. */
  | { readonly kind: 'stale'; readonly transfer: Transfer }
  /** The table has no such move from the state it is in. */
  | { readonly kind: 'refused'; readonly transfer: Transfer }
  | { readonly kind: 'unknown' }

/**
 * A move of a file that is about to be sent. It is made only when no other file with the same payments stands
 * in its way (journey/twins.ts).
 */
export type Admission = Move & {
  /**
   * What happens when another file stands in its way: an arriving file is held, with the other named as the
   * reason; for an operator command nothing is moved.
   */
  readonly onTwin: 'hold' | 'refuse'
  /**
   * The other file, named by a person: both are to be paid. Covers all files that were let go before that
   * one.
   */
  readonly again?: string
}

export type AdmissionOutcome =
  | MoveOutcome
  /** Another file stands in its way: nothing was moved. */
  | { readonly kind: 'twin'; readonly transfer: Transfer; readonly twin: FoundTwin }

export interface TransferMoves {
  /**
   * Writes transfers at birth with their first facts: all or none. An id that exists already is left as it
   * is.
   */
  record(transfers: readonly NewTransfer[]): Promise<readonly Transfer[]>
  /**
   * One move through the table, with its fact. Concurrent calls may share a transaction; each has its own
   * outcome.
   */
  move(move: Move): Promise<MoveOutcome>
  /**
   * The same for a file that is about to be sent: looks for others with the same bytes, payments or
   * reference, stores its own, and moves it, all in one transaction. Of equal files that are admitted at once
   * exactly one is sent.
   */
  admit(admission: Admission): Promise<AdmissionOutcome>
  /** What would stand in the way of a file if it were to be sent now, as `admit` sees it. */
  findTwin(id: string): Promise<FoundTwin | null>
  /** Stores the payments of a file that was not read for payments before; otherwise changes nothing. */
  keepPayments(id: string, payments: PaymentsIdentity | null): Promise<void>
}
