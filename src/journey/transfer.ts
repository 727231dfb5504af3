// What we know of one transfer: one file on its road, out or in. The same id from claim to archive.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { Direction, TransferState } from './moves/next-state.ts'
import type { PaymentsIdentity } from './payments.ts'
import type { Warning } from './reported/warning.ts'

/**
 * How the bytes of a file travel as records, and back (PeSIT E §4.3). Kept with a transfer: its sync points
 * hold for this form only.
 */
export interface RecordRules {
  readonly kind: 'bytes' | 'lines'
  readonly lineEnding: 'lf' | 'crlf'
  readonly trimBlanks: boolean
  readonly emptyRecords: boolean
  readonly codePage: '037' | '297' | '500' | '1147' | null
  readonly charset: 'ascii' | 'latin1'
}

/** Nothing is changed: cut anywhere. */
export const plainBytes: RecordRules = {
  kind: 'bytes',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
}

/**
 * What makes this transfer itself in the bank's eyes: the same on every attempt (PeSIT E §4.7.3 PI 11, 12,
 * 13, 51, 61, 62).
 */
export interface PesitIdentity {
  readonly partner: string // PI 3 of CONNECT
  readonly server: string // PI 4 of CONNECT
  readonly fileType: number // PI 11
  readonly fileName: string // PI 12, for a received file the name that the bank returned
  readonly transferNumber: number // PI 13
  readonly creationDate: string // PI 51, twelve digits
  readonly label: string // PI 37, '' when none travels
  readonly client: string // PI 61, '' when none
  readonly finalBank: string // PI 62, '' when none
  readonly articleBytes: number // PI 32
  readonly articleFormat: 'fixed' | 'variable' // PI 31
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary' // PI 16
  /** PI 99 of CREATE; absent when none travels. */
  readonly freeText?: string
  /** Absent: bytes, cut anywhere. */
  readonly records?: RecordRules
  /** PI 42 as sent or received, kilobytes. */
  readonly maximumKilobytes: number
  /** An attempt may have got past CREATE: the next one says PI 15 = 1. */
  readonly opened: boolean
}

/** Whether a bank is a real one or one for tests: files of the two are never compared with each other. */
export type Environment = 'production' | 'test'

export interface Transfer {
  readonly id: string
  readonly direction: Direction
  readonly state: TransferState
  /** Goes up with every move; a move names the version it read (compare and set). */
  readonly version: number
  /** Order of birth over all transfers. */
  readonly sequence: number
  readonly bank: string
  /**
   * Of the bank when it was born: files of one environment are compared with each other, never with the
   * other’s.
   */
  readonly environment: Environment
  readonly virtualFile: string
  /** The outbox or inbox folder. */
  readonly folder: string
  /**
   * Out: the name in the outbox, as the writer spelled it. In: the name in the inbox once delivered, before
   * that ''.
   */
  readonly name: string
  /**
   * Out, through the API: what the caller's own file was called; '' when it told no name, and for all others.
   */
  readonly uploadName: string
  /**
   * The user of this machine who sent or asked for it by a call without a key (-1: one whom an earlier
   * version did not know); absent for all others.
   */
  readonly localUid?: number
  /** Out: the folder of the look below `.pesit-drop/claimed/`; '' otherwise. */
  readonly look: string
  readonly sizeBytes: number | null
  readonly sha256: string | null
  /** 0 urgent, 1 medium, 2 low (PI 17). */
  readonly priority: number
  /** Transfers of one lane leave one after the other, in order of birth; '' when order does not matter. */
  readonly lane: string
  readonly pesit: PesitIdentity | null
  /** How many times the bank's line carried this transfer. */
  readonly attempts: number
  /** How many times in a row the bank could not be reached for it. */
  readonly calls: number
  /** When it may be taken next, milliseconds since 1970; null when nothing is scheduled. */
  readonly dueMs: number | null
  /** Why it is where it is, for the operator; '' when there is nothing to say. */
  readonly reason: string
  /**
   * What `reason` was made of, with `code`; null where it is stored as a sentence, and when there is nothing
   * to say.
   */
  readonly message: CodedMessage | null
  /** A code to search for, `PESIT-2-205` or one of the error catalogue; '' when none. */
  readonly code: string
  /** The highest sync point that the other side confirmed (sending) or that is durable here (receiving). */
  readonly lastSync: number
  /**
   * For a received file whose bytes equal an earlier one, and for a suspected duplicate: that transfer's id.
   */
  readonly sameAs: string | null
  /** The bank's positive answer, or ours to the bank, as wall time. */
  readonly confirmedMs: number | null
  /** One line about the content (formats §12), '' when unknown. */
  readonly summary: string
  /** Payment identity of the content (message id, count, total, account), '' when unknown. */
  readonly contentKey: string
  /**
   * Archived: when the claimed original may be compared with what was sent and removed; null when nothing of
   * it is kept.
   */
  readonly originalDueMs: number | null
  /**
   * What it orders, as far as two files can be compared by it; null when it holds no payments that we read.
   */
  readonly payments: PaymentsIdentity | null
  /** What was found in it that is worth a look and no reason to stop it. */
  readonly warnings: readonly Warning[]
  /** It was looked at for payments. */
  readonly paymentsRead: boolean
  readonly createdMs: number
  readonly updatedMs: number
}

/** A sync point: its number and where in the file it stands. Restart offsets come from these rows only. */
export interface SyncPoint {
  readonly number: number
  readonly offsetBytes: number
  readonly articles: number
  /** Sending: the receiver acknowledged it. Receiving: always true, as rows are written after fdatasync. */
  readonly confirmed: boolean
  /** JSON of what must be carried over besides the offset; '' when nothing. */
  readonly carry: string
}
