// What we remember: the contract of every ledger. One transaction a verb; when a verb has resolved, its
// effect survives a power cut. A state is never written without its fact. `test/contract/ledger.ts` says when one is.

import type { Fact } from '../journey/fact.ts'
import type { Message, MessageSubject } from '../journey/message.ts'
import type { TransferEvent, TransferState } from '../journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../journey/payments.ts'
import type { Environment, FoundTwin } from '../journey/twins.ts'
import type { PesitIdentity, SyncPoint, Transfer } from '../journey/transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import type { Said } from '../wording/sentence.ts'
import type { ChainedFact, Head } from './audit/audit.ts'
import type { ReceiverLedger } from './receivers.ts'
import type { Queueing } from './ahead.ts'
import type { CallBook } from './calls.ts'
import type { FirstSights } from './first-sights.ts'
import type { FinalPointMemory } from './final-points.ts'
import type { KeyRing } from './keys.ts'
import type { NameQuery } from './name-query.ts'
import type { Originals } from './originals.ts'
import type { Receiving } from './received.ts'
import type { Searching, SearchQuery } from './searching.ts'
import type { Starts } from './starts.ts'

/** A transfer at birth: `claimed` for one going out (`sealed` when it was uploaded), `asked` for one coming in (or `held`, when first start says so). */
export type NewTransfer = Pick<
  Transfer,
  | 'id'
  | 'direction'
  | 'state'
  | 'bank'
  | 'virtualFile'
  | 'folder'
  | 'name'
  | 'look'
  | 'sizeBytes'
  | 'priority'
  | 'lane'
  | 'pesit'
  | 'code'
> & {
  /** A message brings its own code. */
  readonly reason: Said
  readonly sentence: Said
  readonly actor: string
  /** What programs may want to know of the birth, in its fact. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** Only where it is known at birth: an uploaded file, and a transfer found again after its ledger was lost. */
  readonly sha256?: string | null
  readonly uploadName?: string
  /** 'production' when absent. */
  readonly environment?: Environment
  /** Of a call without a key; a transfer that answers a fetch has that of the fetch. */
  readonly localUid?: number | undefined
}

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
    | 'code'
    | 'lastSync'
    | 'sameAs'
    | 'confirmedMs'
    | 'summary'
    | 'priority'
    | 'originalDueMs'
  > & {
    readonly warnings: readonly CodedMessage[]
    /** What was found when it was read for payments; null: none. */
    readonly payments: PaymentsIdentity | null
    readonly pesit: PesitIdentity | null
    readonly reason: Said
  }
>

export interface Move {
  readonly id: string
  /** The version that was read. */
  readonly version: number
  readonly event: TransferEvent
  readonly patch?: TransferPatch
  readonly sentence: Said
  readonly actor?: string // 'daemon' when absent
  readonly detail?: Readonly<Record<string, unknown>>
  /** Written with the move, as `saveSync` does, where the move is made. */
  readonly syncPoint?: SyncPoint
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly transfer: Transfer; readonly fact: Fact }
  /** Somebody moved it since it was read. */
  | { readonly kind: 'stale'; readonly transfer: Transfer }
  /** The table has no such move from the state it is in. */
  | { readonly kind: 'refused'; readonly transfer: Transfer }
  | { readonly kind: 'unknown' }

/** A move of a file that is about to go, made only when no other with the same payments stands in its way (journey/twins.ts). */
export type Admission = Move & {
  /**
   * What becomes of it where another does: one that arrives is held, and names it; of one that a person orders
   * nothing is moved.
   */
  readonly onTwin: 'hold' | 'refuse'
  /** The other one that a person names: both are to be paid. It covers all that were let go before it. */
  readonly again?: string
}

export type AdmissionOutcome =
  | MoveOutcome
  /** Another stands in its way: nothing was moved. */
  | { readonly kind: 'twin'; readonly transfer: Transfer; readonly twin: FoundTwin }

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

export type DueOutcome =
  | { readonly kind: 'taken'; readonly transfer: Transfer }
  /** Nothing is due; `dueMs` is when the next one will be, null when none is scheduled. */
  | { readonly kind: 'none'; readonly dueMs: number | null }

/** What a look-up of "have we had this before" may ask. Of content the first that the bank has, or else the first; of the others the newest. */
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
      /** Only such as were received whole: with these bytes, or (null) with any. Without it, any offer. */
      readonly whole?: { readonly sha256: string | null; readonly exceptId: string }
    }
  | NameQuery
  /** What we sent under this number: all its identity must be the same where it is given (PeSIT E An.B). */
  | { readonly by: 'number'; readonly bank: string; readonly about: MessageSubject }

/** One try at moving a file over the bank's line. */
export interface Attempt {
  readonly number: number
  readonly startedMs: number
  /** null: it runs. */
  readonly endedMs: number | null
  /** The event that ended it. */
  readonly outcome: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** Something wrong with a folder, a bank or a schedule, for as long as it lasts. */
export interface Condition {
  /** `outbox:/folder`, `inbox:/folder`, `bank:name`, `disk:/folder`. */
  readonly subject: string
  readonly code: string
  readonly sentence: string
  /** What the sentence was made of; null where it is stored as it is. */
  readonly message: CodedMessage | null
  readonly sinceMs: number
}

/** What is noted of a condition: a message, or a code with a sentence that is stored as it is. */
export type NotedCondition = CodedMessage | { readonly code: string; readonly sentence: string }

/** One question to the bank whether there is a file, and how it ended. */
export interface Ask {
  readonly inbox: string // the folder
  readonly bank: string
  readonly virtualFile: string
  readonly atMs: number
  readonly result: 'nothing' | 'received' | 'failed' | 'refused'
  readonly files: number
  readonly sentence: string
  /** The scheduled instant that this ask served; null when a person asked. */
  readonly slotMs: number | null
  /** It ended because the bank had nothing more. */
  readonly drained?: boolean
}

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

export type NewMessage = Pick<
  Message,
  'bank' | 'direction' | 'about' | 'text' | 'transferId' | 'applied'
>

export interface Ledger
  extends ReceiverLedger,
    CallBook,
    Queueing,
    KeyRing,
    Receiving,
    Searching,
    Originals,
    FirstSights,
    Starts {
  /** Writes transfers at birth with their first facts: all or none. An id that is there already is left as it is. */
  record(transfers: readonly NewTransfer[]): Promise<readonly Transfer[]>
  /** One move through the table, with its fact. Concurrent calls may share one transaction; each outcome is its own. */
  move(move: Move): Promise<MoveOutcome>
  /**
   * The same for a file that is about to go: looks for others with the same bytes, payments or reference, keeps its
   * own, and moves it, all in one transaction. Of equals that are admitted at once exactly one goes.
   */
  admit(admission: Admission): Promise<AdmissionOutcome>
  /** What would stand in the way of a file if it were to go now, as `admit` sees it. */
  findTwin(id: string): Promise<FoundTwin | null>
  /** Keeps what a file orders that nobody has read for payments yet; of one that was read nothing changes. */
  keepPayments(id: string, payments: PaymentsIdentity | null): Promise<void>
  /** Takes the next due outgoing transfer of a bank: `queued`, or `waiting` whose time has come → `sending`, attempt counted. None that was claimed in one of these folders. */
  takeDue(bank: string, nowMs: number, except?: readonly string[]): Promise<DueOutcome>
  find(id: string): Promise<Transfer | null>
  list(query: ListQuery): Promise<readonly Transfer[]>
  /** How many of a bank's transfers are `queued` and in no lane, counted no further than this. */
  queued(bank: string, atMost: number): Promise<number>
  /** How many transfers of a folder are in one of these states. */
  count(folder: string, states: readonly TransferState[]): Promise<number>
  /** How many transfers stand where, all or those of a user who calls without a key; transfers that are over count only since `sinceMs`. */
  summary(sinceMs: number, localUid?: number): Promise<readonly StateCount[]>
  /** The facts of one transfer, oldest first; or all after a sequence number, at most `limit`. */
  facts(
    query: { readonly transferId: string } | { readonly after: number; readonly limit: number },
  ): Promise<readonly Fact[]>
  /** Every try at one transfer, oldest first. */
  attempts(transferId: string): Promise<readonly Attempt[]>
  /** The newest fact's number and link. */
  head(): Promise<Head>
  /** Facts with their links, oldest first, after a number. */
  chainedFacts(query: {
    readonly after: number
    readonly limit: number
  }): Promise<readonly ChainedFact[]>
  findSame(query: SameQuery): Promise<Transfer | null>
  /** Writes a sync point and drops those with a higher number. Only where the point is there unconfirmed and comes again as confirmed, that alone is noted and nothing is dropped: later points may be on their way. */
  saveSync(transferId: string, point: SyncPoint): Promise<void>
  syncPoints(transferId: string): Promise<readonly SyncPoint[]>
  /** null: nothing is remembered. */
  finalPoint(bank: string): Promise<FinalPointMemory | null>
  saveFinalPoint(bank: string, memory: FinalPointMemory | null): Promise<void>
  /** The next PI 13 of a counter (bank and partner): 1 … 16,777,215, never below `atLeast`, none a second time before all others were given. */
  nextNumber(counter: string, atLeast: number): Promise<number>
  /** The clock was set back: what waits, and was last moved at a time that is still to come, waits only as long from now on as it was meant to; so do notices to programs, and troubles began now. Gives how many transfers that were. */
  clockSetBack(nowMs: number): Promise<number>
  /** Raises, keeps (the since stays) or clears (null) a condition; one that is raised began now, or at `sinceMs`. */
  note(subject: string, condition: NotedCondition | null, sinceMs?: number): Promise<void>
  conditions(): Promise<readonly Condition[]>
  recordAsk(ask: Ask): Promise<void>
  /** The newest asks of every inbox, newest first. */
  asks(perInbox: number): Promise<readonly Ask[]>
  /** Keeps a message; one that is there already stays as it is, and is not `fresh`. */
  recordMessage(
    message: NewMessage,
  ): Promise<{ readonly message: Message; readonly fresh: boolean }>
  /** A message's transfer was told of it, or there is none to tell (null). */
  noteApplied(sequence: number, transferId: string | null): Promise<void>
  /** Newest first; `open`: those whose transfer was not told yet, oldest first. */
  messages(query: { readonly open?: boolean; readonly limit: number }): Promise<readonly Message[]>
  /** Whether what begins now can surely be written down: nothing is claimed, called or taken otherwise (room.ts). */
  hasRoom(): boolean
  close(): Promise<void>
}
