// A transfer: one file on its way out or in. It keeps its id from claim to archive.

import type { CodedMessage } from '../wording/catalogue.ts'
import type { Direction, TransferState } from './moves/next-state.ts'
import type { PaymentsIdentity } from './payments.ts'
import type { Warning } from './reported/warning.ts'

/**
 * How the bytes of a file become records and back (PeSIT E §4.3). Stored with a transfer, because its sync
 * points are valid for this form only.
 */
export interface RecordRules {
  readonly kind: 'bytes' | 'lines'
  readonly lineEnding: 'lf' | 'crlf'
  readonly trimBlanks: boolean
  readonly emptyRecords: boolean
  readonly codePage: '037' | '297' | '500' | '1147' | null
  readonly charset: 'ascii' | 'latin1'
}

/** Bytes that are not changed and may be cut anywhere. */
export const plainBytes: RecordRules = {
  kind: 'bytes',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
}

/**
 * What identifies a transfer for the bank: the same on every attempt (PeSIT E §4.7.3 PI 11, 12, 13, 51, 61,
 * 62).
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
  /** PI 99 of CREATE; absent when it is not sent. */
  readonly freeText?: string
  /** Absent: bytes, cut anywhere. */
  readonly records?: RecordRules
  /** PI 42 as sent or received, kilobytes. */
  readonly maximumKilobytes: number
  /** An attempt may have got past CREATE: the next one sends PI 15 = 1. */
  readonly opened: boolean
}

/** Whether a bank is a real one or one for tests. Files of the two are never compared with each other. */
export type Environment = 'production' | 'test'

export interface Transfer {
  readonly id: string
  readonly direction: Direction
  readonly state: TransferState
  /** Grows with every move; a move names the version that it read (compare and set). */
  readonly version: number
  /** The order in which all transfers were recorded. */
  readonly sequence: number
  readonly bank: string
  /**
   * The environment of the bank when the transfer was recorded: files of one environment are compared with
   * each other, never with those of the other.
   */
  readonly environment: Environment
  readonly virtualFile: string
  /** The outbox or inbox folder. */
  readonly folder: string
  /**
   * Out: the name in the outbox, as the writer spelled it. In: the name in the inbox once it is delivered;
   * before that ''.
   */
  readonly name: string
  /**
   * Out, through the API: the name of the caller's own file; '' when the caller gave no name, and for all
   * other transfers.
   */
  readonly uploadName: string
  /**
   * The user of this machine who sent or requested the file by a call without a key (-1: a user whom an
   * earlier version did not know); absent for all others.
   */
  readonly localUid?: number
  /** Out: the folder of the scan that claimed it, below `.pesit-drop/claimed/`; '' otherwise. */
  readonly look: string
  readonly sizeBytes: number | null
  readonly sha256: string | null
  /** 0 urgent, 1 medium, 2 low (PI 17). */
  readonly priority: number
  /**
   * Transfers of one lane are sent one after the other, in the order of recording; '' when order does not
   * matter.
   */
  readonly lane: string
  readonly pesit: PesitIdentity | null
  /** How many attempts reached the bank. */
  readonly attempts: number
  /** How many times in a row the bank could not be reached for this transfer. */
  readonly calls: number
  /** When it may be taken next, milliseconds since 1970; null when nothing is scheduled. */
  readonly dueMs: number | null
  /** Why it is in its state, for the operator; '' when there is nothing to say. */
  readonly reason: string
  /** What `reason` is made of; null when there is nothing to say. */
  readonly message: CodedMessage | null
  /** A code to search for, `PESIT-2-205` or one of the catalogue; '' when there is none. */
  readonly code: string
  /** The highest sync point that the other side confirmed (sending) or that is durable here (receiving). */
  readonly lastSync: number
  /**
   * For a received file whose bytes equal those of an earlier one, and for a suspected duplicate: the id of
   * that transfer.
   */
  readonly sameAs: string | null
  /** The time of the bank's positive answer, or of ours to the bank, by the wall clock. */
  readonly confirmedMs: number | null
  /** One line about the content; '' when it is not known. */
  readonly summary: string
  /** Payment identity of the content (message id, count, total, account); '' when it is not known. */
  readonly contentKey: string
  /**
   * Archived: when the claimed original may be compared with what was sent, and removed; null when no
   * original is kept.
   */
  readonly originalDueMs: number | null
  /**
   * What the file orders, in the form in which two files are compared; null when it has no payments that we
   * can read.
   */
  readonly payments: PaymentsIdentity | null
  /** What is worth a look in the content and does not stop the file. */
  readonly warnings: readonly Warning[]
  /** Whether the file was read for payments. */
  readonly paymentsRead: boolean
  readonly createdMs: number
  readonly updatedMs: number
}

/** A sync point: its number and its place in the file. Restart offsets come only from these rows. */
export interface SyncPoint {
  readonly number: number
  readonly offsetBytes: number
  readonly articles: number
  /** Sending: the receiver acknowledged it. Receiving: always true, as rows are written after fdatasync. */
  readonly confirmed: boolean
  /** JSON of the state besides the offset that a restart needs; '' when there is none. */
  readonly carry: string
}
