// What a sandbox bank is made of.

import type { TlsMaterial } from '../pesit-socket/tls.ts'
import type { TraceFile } from '../pesit-socket/trace-file.ts'
import type { RecordForm } from '../pesit/data/records.ts'
import type { Log } from '../lib/log.ts'
import type { Misbehaviour } from './misbehaviour.ts'

export interface SandboxPartner {
  readonly name: string // PI 3
  readonly password: string // PI 5
}

export interface Packing {
  readonly multiArticle: boolean
  readonly segmentation: boolean
  readonly concatenation: boolean
}

export const usualPacking: Packing = {
  multiArticle: false,
  segmentation: true,
  concatenation: true,
}

export interface SandboxOptions {
  readonly folder: string
  readonly host: string
  readonly port: number
  readonly tls: {
    readonly port: number
    readonly material: TlsMaterial
    readonly clientCertificates: boolean
  } | null
  readonly server: string // PI 4
  readonly partners: readonly SandboxPartner[]
  /** Virtual files that it takes and that it offers. */
  readonly takes: readonly string[]
  readonly offers: readonly string[]
  readonly entityBytes: number
  readonly sync: { readonly intervalKb: number; readonly window: number }
  readonly articleBytes: number
  /** How records of a virtual file become a file here; bytes when absent. */
  readonly records?: Readonly<Record<string, RecordForm>>
  /** What it does as a sender of data. */
  readonly packing?: Packing
  /** PI 5 of ACONNECT. */
  readonly serverPassword?: string
  /** PI 23: RESYN is possible when the caller wants it too. */
  readonly resync?: boolean
  /** Of what it took or gave it keeps no context: a restart of that is refused, as many banks do. */
  readonly forgetful?: boolean
  /** Under which virtual file statements for accepted pain.001 are offered; null: none are made. */
  readonly statements: string | null
  readonly misbehaviour: Misbehaviour
  /** Where what is said is kept, without its secrets. */
  readonly traceFile?: TraceFile
  readonly log: Log
}
