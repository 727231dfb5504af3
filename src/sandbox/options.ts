// What a sandbox bank is made of.

import type { TlsMaterial } from '../pesit-socket/tls.ts'
import type { Log } from '../lib/log.ts'
import type { Misbehaviour } from './misbehaviour.ts'

export interface SandboxPartner {
  readonly name: string // PI 3
  readonly password: string // PI 5
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
  /** Under which virtual file statements for accepted pain.001 are offered; null: none are made. */
  readonly statements: string | null
  readonly misbehaviour: Misbehaviour
  readonly log: Log
}
