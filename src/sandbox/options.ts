// The options of a sandbox bank, grouped: where it listens, whom it knows, which files it has, how it speaks
// PeSIT.

import type { TlsMaterial } from '../pesit-socket/tls.ts'
import type { TraceFile } from '../pesit-socket/trace-file.ts'
import type { RecordForm } from '../pesit/data/records.ts'
import type { Log } from '../lib/log.ts'
import type { Misbehaviour } from './misbehaviour.ts'

export interface SandboxOptions {
  /** Everything that the bank stores. */
  readonly folder: string
  readonly listen: SandboxListen
  readonly access: SandboxAccess
  readonly files: SandboxFiles
  readonly protocol: SandboxProtocol
  readonly misbehaviour: Misbehaviour
  /** Records what is sent and received, without the secrets. */
  readonly traceFile?: TraceFile
  readonly log: Log
}

export interface SandboxListen {
  readonly host: string
  /** 0: the system chooses a free port. */
  readonly port: number
  /** TLS on a port of its own; null: plain TCP only. */
  readonly tls: {
    readonly port: number
    readonly material: TlsMaterial
    readonly clientCertificates: boolean
  } | null
}

export interface SandboxAccess {
  readonly server: string // PI 4
  /** PI 5 of ACONNECT. */
  readonly serverPassword?: string
  readonly partners: readonly SandboxPartner[]
}

export interface SandboxPartner {
  readonly name: string // PI 3
  readonly password: string // PI 5
}

export interface SandboxFiles {
  /** The virtual files that clients may send. */
  readonly received: readonly string[]
  /** The virtual files that clients may fetch. */
  readonly offered: readonly string[]
  /** The virtual file under which statements for accepted pain.001 files are offered; null: none are made. */
  readonly statements: string | null
  /** How the records of a virtual file become a file here; bytes when absent. */
  readonly records?: Readonly<Record<string, RecordForm>>
}

export interface SandboxProtocol {
  readonly entityBytes: number
  readonly sync: { readonly intervalKb: number; readonly window: number }
  readonly articleBytes: number
  /** What the bank does when it sends data. */
  readonly packing?: SandboxPacking
  /** PI 23: RESYN is possible when the caller wants it too. */
  readonly resync?: boolean
  /** Keeps no context of completed transfers: a restart of one is refused, as many banks do. */
  readonly forgetful?: boolean
}

export interface SandboxPacking {
  readonly multiArticle: boolean
  readonly segmentation: boolean
  readonly concatenation: boolean
}

export const usualSandboxPacking: SandboxPacking = {
  multiArticle: false,
  segmentation: true,
  concatenation: true,
}
