// The contract of a bank as stations see it, whatever carries the files: send one sealed file, fetch one,
// send a message. What happened comes back as a value that says how far it got. Stations decide whether and
// when to try again.

import type { MessageSubject } from '../journey/message.ts'
import type { PesitIdentity, RecordRules, SyncPoint } from '../journey/transfer.ts'
import type { CodedMessage } from '../wording/catalogue.ts'
import type { Answer } from './answer.ts'

/**
 * How far a conversation had come when it ended. `select`: the file was named to the bank, or not yet.
 * `data`: bytes were on their way. `final-point`: all data and the sync point after the last byte had left,
 * without an acknowledgement. `finishing`: the point of no return: the intent was on disk, and the bank may
 * have the file.
 */
export type Phase = 'connect' | 'select' | 'data' | 'final-point' | 'finishing' | 'confirmed'

/**
 * How far all bytes had certainly come before we sent the end of the file. `bank`: the bank acknowledged a
 * sync point after the last one. `machine`: its machine acknowledged them, its program may not have them.
 * `unknown`: this machine could not tell.
 */
export type Reached = 'bank' | 'machine' | 'unknown'

/** What was sent, as the line counted it. */
export type Counts = {
  readonly lastSync: number
  readonly dataBytes: number
  readonly articles: number
}

/** `ACCESS-REFUSED`: the bank was not called, because it refused our identification before. */
export type UnreachableCode =
  | 'BANK-UNREACHABLE'
  | 'BANK-TLS-REFUSED'
  | 'BANK-SILENT'
  | 'ACCESS-REFUSED'

/** Ends that all conversations share. Each message says what happened. */
export type BrokenOff =
  /** There was no connection: the bank has learned nothing of this transfer. */
  | {
      readonly kind: 'unreachable'
      readonly code: UnreachableCode
      readonly message: CodedMessage
    }
  /** The bank answered a request with a no. */
  | {
      readonly kind: 'refused'
      readonly phase: Phase
      readonly answer: Answer
      readonly message: CodedMessage
    }
  /** The connection broke, a timer expired, or the bank ended it. */
  | {
      readonly kind: 'cut'
      readonly phase: Phase
      /**
       * What the bank said as it ended the line, or the code with which we ended it; null when it just broke.
       */
      readonly answer: Answer | null
      readonly message: CodedMessage
    }
  /** The bank interrupted the transfer. `keepsContext`: it may go on later under its identity. */
  | {
      readonly kind: 'interrupted'
      readonly phase: Phase
      readonly answer: Answer
      readonly keepsContext: boolean
      readonly message: CodedMessage
    }
  /** We stopped it by the protocol, because the signal was aborted. */
  | { readonly kind: 'stopped'; readonly phase: Phase; readonly message: CodedMessage }
  /** The bank asked to restart from a point that we may not or cannot serve; nothing was sent. */
  | { readonly kind: 'bad-restart'; readonly point: number; readonly message: CodedMessage }
  /** Our own file, disk or ledger failed; we interrupted the transfer or cut the connection. */
  | {
      readonly kind: 'local-failure'
      readonly phase: Phase
      readonly error: unknown
      readonly message: CodedMessage
    }

export type Speaker = 'us' | 'bank'

/** What must be on disk at which moment; each call resolves when it is durable. */
export interface SendJournal {
  /** Before SYN n leaves. */
  emitting(point: SyncPoint): Promise<void>
  /**
   * Before the SYN behind the last byte leaves: its place, and that the end comes next. `false`: the transfer
   * is no longer ours to finish.
   */
  ending(point: SyncPoint, counts: Counts): Promise<boolean>
  /** After the bank acknowledged point n; losing this is harmless. */
  acknowledged(number: number): Promise<void>
  /**
   * The intent, before DTF.END may leave (PeSIT E §4.8, TDE02 → TDE07). `false`: the transfer is no longer
   * ours to finish. `later`: it may not be finished now; another attempt will go on.
   */
  finishing(counts: Counts, reached: Reached): Promise<boolean | 'later'>
  /** The positive ACK(TRANS.END), before the next FPDU leaves. */
  delivered(answer: Answer): Promise<void>
  progress(sentBytes: number): void
  /** One step of the conversation, for the record: its name, code and counts; never content. */
  recordStep?(by: Speaker, what: string): void
}

export interface SendJob {
  readonly transferId: string
  readonly identity: PesitIdentity
  readonly priority: number
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
  /** An earlier attempt got past naming the file to the bank (PI 15). */
  readonly restarted: boolean
  readonly points: readonly SyncPoint[]
  /** The intent of an earlier attempt is on record: then restart point 0 is never served. */
  readonly inDoubt: boolean
  /** The bank refused a sync point after the last byte before: none is sent there. */
  readonly withoutFinalPoint?: boolean
  readonly journal: SendJournal
}

export type SendOutcome =
  | {
      readonly kind: 'delivered'
      readonly answer: Answer
      readonly closing: Answer | null
      readonly sentBytes: number
      readonly resumedAtBytes: number
    }
  | BrokenOff

/** A file that the bank offers, as it names and describes it. */
export interface Offer
  extends Pick<
    PesitIdentity,
    | 'fileType'
    | 'transferNumber'
    | 'creationDate'
    | 'label'
    | 'articleBytes'
    | 'articleFormat'
    | 'dataCode'
    | 'maximumKilobytes'
  > {
  /** null: the bank named none. */
  readonly fileName: string | null
  /** The file needs at least this much space, as far as the bank says. */
  readonly announcedBytes: number
}

/** `leave`: the file stays with the bank, which learns why. */
export type OfferDecision =
  | { readonly kind: 'take'; readonly resume: SyncPoint | null }
  | {
      readonly kind: 'leave'
      readonly because: 'no-room'
      readonly message: CodedMessage
    }

/** What receives the bytes. Calls come one after the other, each awaited before the next. */
export interface Sink {
  /** Before the file is opened: the row is durable. */
  offered(offer: Offer): Promise<OfferDecision>
  /** Bytes of the file. Nobody writes into these views any more: they may be kept. */
  write(pieces: readonly Uint8Array[], fileBytes: number): Promise<void>
  /** Data up to here is durable and the point recorded: before ACK(SYN). */
  sync(point: SyncPoint): Promise<void>
  /** What came after this point is void; 0: all of it. Returns how many bytes of the file are left. */
  rewind(number: number): Promise<number>
  /** Whole, hashed, fsynced, on record: before TRANS.END. */
  commit(fileBytes: number): Promise<void>
  /** The bank's answer to TRANS.END. */
  confirmed(answer: Answer): Promise<void>
  recordStep?(by: Speaker, what: string): void
}

/** A message to the bank: of its own, or about a transfer. */
export interface MessageJob {
  readonly about: MessageSubject
  /** Who speaks and to whom, where that differs from the connection. */
  readonly sender?: string
  readonly receiver?: string
  /** Printable ASCII. */
  readonly text: string
}

export type MessageOutcome =
  /** `reply`: what the bank wrote back; '' when nothing. */
  { readonly kind: 'taken'; readonly answer: Answer; readonly reply: string } | BrokenOff

/** What a call without a file showed. */
export type ProbeOutcome =
  | {
      readonly kind: 'connected'
      /** How long it took until the bank had accepted us. */
      readonly connectMs: number
    }
  | BrokenOff

export interface FetchJob {
  readonly virtualFile: string
  /** How the records become a file; the bank's usual rules when absent. */
  readonly records?: RecordRules
  /** null: the next file that the bank has (PI 13 = 0); else the transfer that is to go on (PI 15 = 1). */
  readonly restart: PesitIdentity | null
  readonly sink: Sink
}

export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly answer: Answer }
  /** 2-205 to a new SELECT: the bank has nothing. Normal. */
  | { readonly kind: 'nothing'; readonly answer: Answer }
  | { readonly kind: 'left'; readonly message: CodedMessage }
  | BrokenOff

export type Outcome = SendOutcome | FetchOutcome | MessageOutcome | ProbeOutcome

export interface Bank {
  readonly name: string
  send(job: SendJob, signal: AbortSignal): Promise<SendOutcome>
  fetch(job: FetchJob, signal: AbortSignal): Promise<FetchOutcome>
  sendMessage(job: MessageJob, signal: AbortSignal): Promise<MessageOutcome>
  /** Connects and disconnects; no file moves. */
  probe(signal: AbortSignal): Promise<ProbeOutcome>
  /**
   * Cuts every connection at once, also those opened from now on: conversations end as when a connection
   * breaks.
   */
  cut(): void
  /** Releases idle connections and closes. */
  close(): Promise<void>
}
