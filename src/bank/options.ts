// How to talk with one bank: what the daemon takes from the configuration, and nothing else of it.

import type { TlsFiles } from '../pesit-socket/tls.ts'

export interface BankOptions {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly server: string // PI 4
  readonly partner: string // PI 3
  /** Revealed at each CONNECT only. */
  readonly password: (() => string) | null // PI 5
  readonly framing: 'prefixed' | 'raw'
  readonly preConnection: { readonly identifier: string; readonly password: () => string } | null
  readonly abortForm: 'raw' | 'parameter'
  readonly tls: TlsFiles | null
  readonly connections: number
  readonly entityBytes: number // PI 25
  readonly articleBytes: number // PI 32
  readonly articleFormat: 'fixed' | 'variable' // PI 31
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary' // PI 16
  readonly sync: { readonly intervalKb: number; readonly window: number } | null // PI 7
  /** One sync point after the last byte, acknowledged before the end: makes most doubts decidable. */
  readonly finalBarrier: boolean
  readonly client: string // PI 61, '' = not sent
  readonly finalBank: string // PI 62, '' = not sent
  readonly sendLabel: boolean // PI 37
  readonly timers: {
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly connectMs: number
    readonly idleMs: number
  }
}
