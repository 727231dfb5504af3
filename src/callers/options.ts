// Who may call us, and where we listen.

import type { TlsMaterial } from '../pesit-socket/tls.ts'
import type { TraceFile } from '../pesit-socket/trace-file.ts'

export interface CallerOptions {
  /** The bank's name in the configuration. */
  readonly bank: string
  readonly identifier: string // PI 3 of its CONNECT
  readonly partner: string // PI 4 of its CONNECT: we
  /** PI 5, read at each call. */
  readonly password: () => string
  /** Addresses that it may call from; null: any. */
  readonly from: readonly string[] | null
  /** SHA-256 fingerprint of its certificate, as Node writes it; null: none is required. */
  readonly certificate: string | null
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly tls: TlsMaterial | null
  /** Callers must show a certificate of `tls.ca`. */
  readonly clientCertificates: boolean
  /** The maximum number of connections of identified banks at once. */
  readonly connections: number
  readonly callers: readonly CallerOptions[]
  /** Where conversations are traced as well; undefined: nowhere. */
  readonly traceFile?: TraceFile | undefined
}
