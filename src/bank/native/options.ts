// How to talk with one bank: what the daemon takes from the configuration, and nothing else of it.

import type { Account } from './connect/account.ts'
import type { RecordRules } from '../../journey/transfer.ts'
import type { CompressionType } from '../../pesit/data/compression.ts'
import type { ReadSendQueue } from '../../pesit-socket/send-queue.ts'
import type { TlsFiles } from '../../pesit-socket/tls.ts'
import type { TraceFile } from '../../pesit-socket/trace-file.ts'

export interface BankOptions {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly server: string // PI 4
  readonly partner: string // PI 3
  /** Revealed at each CONNECT only. */
  readonly password: (() => string) | null // PI 5
  /** The password that PI 5 shall be from now on, and what became of the change; null: no change. */
  readonly newPassword: PasswordChange | null
  /** PI 5 of ACONNECT, by which the bank shows who it is; null: not checked. */
  readonly serverPassword: (() => string) | null
  readonly framing: 'prefixed' | 'raw'
  readonly preConnection: { readonly identifier: string; readonly password: () => string } | null
  readonly abortForm: 'raw' | 'parameter'
  readonly tls: TlsFiles | null
  readonly connections: number
  /** PI 22: one connection for both directions, or one for each. */
  readonly access: 'mixed' | 'oneWay'
  readonly entityBytes: number // PI 25
  readonly articleBytes: number // PI 32
  readonly articleFormat: 'fixed' | 'variable' // PI 31
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary' // PI 16
  readonly records: RecordRules
  readonly packing: {
    readonly multiArticle: boolean
    readonly segmentation: boolean
    readonly concatenation: boolean
  }
  readonly compression: CompressionType | null // PI 21, asked for; the bank may say no
  readonly crc: boolean // PI 1
  readonly resync: boolean // PI 23
  readonly sync: { readonly intervalKb: number; readonly window: number } | null // PI 7
  /**
   * One sync point after the last byte, acknowledged before the end is asked for: nothing is in doubt before
   * that.
   */
  readonly finalBarrier: boolean
  /** When the bank's yes is final: at ACK(TRANS.END), or only when it has closed or let go of the file. */
  readonly commitPoint: 'transferEnd' | 'close' | 'deselect'
  readonly client: string // PI 61, '' = not sent
  readonly finalBank: string // PI 62, '' = not sent
  /** Where names travel: {virtualFile} and {name} are filled in; '' = the parameter is not sent. */
  readonly fileName: string // PI 12
  readonly label: string // PI 37
  readonly freeText: string // PI 99
  readonly attributes: number // PI 14
  readonly timers: {
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly connectMs: number
    readonly idleMs: number
  }
  /** Whether it may be called, after it refused our identification; absent: always. */
  readonly account?: Account
  /** Where what is said is kept, without its secrets. */
  readonly traceFile?: TraceFile
  /** What the peer's machine has not acknowledged yet; absent: as this machine tells it. */
  readonly readSendQueue?: ReadSendQueue
}

/** A password is changed once: what became of it must outlive the program (PeSIT E §4.7.3 PI 5). */
export interface PasswordChange {
  readonly reveal: () => string
  /** `open`: CONNECT with the new one may have left, its answer never came. */
  state(): 'none' | 'open' | 'done'
  record(state: 'none' | 'open' | 'done'): Promise<void>
}
