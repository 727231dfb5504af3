// How to communicate with one bank over PeSIT: what the daemon takes from the configuration, and nothing
// else. Grouped by meaning; each part of the carrier takes the groups that it needs.

import type { RecordRules } from '../../journey/transfer.ts'
import type { CompressionType } from '../../pesit/data/compression.ts'
import type { TlsFiles } from '../../pesit-socket/tls.ts'

export interface BankOptions {
  readonly name: string
  readonly address: BankAddress
  readonly identification: OwnIdentification
  readonly connection: ConnectionOptions
  readonly sync: SyncOptions
  readonly form: RecordFormOptions
  readonly transfer: TransferOptions
  readonly names: NameOptions
  readonly timers: Timers
}

export interface BankAddress {
  readonly host: string
  readonly port: number
  /** null: the connection is not encrypted. */
  readonly tls: TlsFiles | null
}

/** Who we are at the bank, and how both sides prove it. Secrets are revealed at each CONNECT only. */
export interface OwnIdentification {
  readonly server: string // PI 4
  readonly partner: string // PI 3
  readonly password: (() => string) | null // PI 5
  /** The password that PI 5 is changed to, and the state of the change; null: no change. */
  readonly newPassword: PasswordChange | null
  /** PI 5 of ACONNECT, by which the bank proves who it is; null: not checked. */
  readonly serverPassword: (() => string) | null
  readonly preConnection: { readonly identifier: string; readonly password: () => string } | null
}

export interface ConnectionOptions {
  /** How many connections may be open at once. */
  readonly maximum: number
  /** PI 22: one connection for both directions, or one for each. */
  readonly access: 'mixed' | 'oneWay'
  readonly framing: 'prefixed' | 'raw'
  readonly abortForm: 'raw' | 'parameter'
  readonly crc: boolean // PI 1
}

export interface SyncOptions {
  /** PI 7; null: no sync points are asked for. */
  readonly points: { readonly intervalKb: number; readonly window: number } | null
  readonly resync: boolean // PI 23
  /**
   * One sync point after the last byte, acknowledged before the end is asked for: nothing is in doubt before
   * that.
   */
  readonly finalBarrier: boolean
}

/** How a file becomes records. */
export interface RecordFormOptions {
  readonly records: RecordRules
  readonly articleBytes: number // PI 32
  readonly articleFormat: 'fixed' | 'variable' // PI 31
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary' // PI 16
}

export interface TransferOptions {
  readonly entityBytes: number // PI 25
  readonly packing: {
    readonly multiArticle: boolean
    readonly segmentation: boolean
    readonly concatenation: boolean
  }
  /** PI 21, asked for; the bank may say no. */
  readonly compression: CompressionType | null
  readonly attributes: number // PI 14
  /**
   * When the bank's positive answer is final: at ACK(TRANS.END), or only when it closed or deselected the
   * file.
   */
  readonly commitPoint: 'transferEnd' | 'close' | 'deselect'
}

/** Templates ({virtualFile} and {name} are filled in) and constants; '' = the parameter is not sent. */
export interface NameOptions {
  readonly fileName: string // PI 12
  readonly label: string // PI 37
  readonly freeText: string // PI 99
  readonly client: string // PI 61
  readonly finalBank: string // PI 62
}

export interface Timers {
  readonly connectMs: number
  readonly answerMs: number
  /** For answers that may take long: to the end of a file, and to the request for a file. */
  readonly longAnswerMs: number
  /** A connection that is idle for this long is released; 0: after each transfer. */
  readonly idleMs: number
}

/** A password is changed once, so the state of the change must outlive the process (PeSIT E §4.7.3 PI 5). */
export interface PasswordChange {
  readonly reveal: () => string
  /** `open`: CONNECT with the new password may have left, and its answer never came. */
  state(): 'none' | 'open' | 'done'
  record(state: 'none' | 'open' | 'done'): Promise<void>
}
