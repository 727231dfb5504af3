// The rules by which a file is admitted, and what admission needs from outside.

import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { FlowForm } from '../preflight/flow-content.ts'
import type { Share } from '../share/share.ts'
import type { Checker } from './checker.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { WarningRules } from './warning-rules.ts'

export interface AdmissionRules {
  /** The formats that this outbox sends; null: any, and the content is not checked. */
  readonly formats: readonly string[] | null
  /** Whether files that are visibly cut off are held, also where no format is required; absent: yes. */
  readonly complete?: boolean
  /** What happens with a file whose message id was used before, with other payments. */
  readonly sameReference: 'hold' | 'warn'
  /** What happens with warnings; absent: they are shown, and no day is compared with the current one. */
  readonly warnings?: WarningRules
  /** How the file becomes records; absent: no content could contradict the settings. */
  readonly flow?: FlowForm
  /** The outboxes that check what they send, for a file that is in the wrong one. */
  readonly elsewhere: readonly {
    readonly virtualFile: string
    readonly folder: string
    readonly formats: readonly string[]
  }[]
}

export interface AdmitDeps {
  readonly ledger: Conditions & TransferMoves & TransferReading
  readonly clock: Clock
  readonly log: Log
  /** The share of the outbox; null for a file that was uploaded. */
  readonly share: Share | null
  readonly spool: Spool
  /** Of the spool's disk, for all files: whether it may be reported that it is full. */
  readonly room: { mayBeNoted: boolean }
  /** fsync of the spool folder, shared with other callers that need it at the same time. */
  readonly syncSpool: () => Promise<void>
  /** Always left free on the spool's disk. */
  readonly reserveBytes: number
  readonly rules: AdmissionRules
  readonly checker: Checker
  /** Called when a file was queued, so that its bank can take it. */
  readonly onQueued: (bank: string) => void
  readonly stopping: AbortSignal
  /** The operator's time zone, for sentences. */
  readonly zone: string
}
