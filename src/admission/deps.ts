// The rules by which a file is admitted, and what admission works with.

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
  /** Formats that this outbox sends; null: whatever it is, its content is not looked at. */
  readonly formats: readonly string[] | null
  /** Hold what is visibly cut, also where no format is wanted; absent: yes. */
  readonly complete?: boolean
  /** What becomes of a file whose message id was used before, with other payments. */
  readonly sameReference: 'hold' | 'warn'
  /** What becomes of warnings; absent: they are shown, and no day is compared with the present one. */
  readonly warnings?: WarningRules
  /** How its flow is set to make records of it; absent: no content could contradict it. */
  readonly flow?: FlowForm
  /** Outboxes that check what they send, for a file that lies in the wrong one. */
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
  /** Of the outbox; null for a file that was uploaded. */
  readonly share: Share | null
  readonly spool: Spool
  /** Of the spool's disk, for all files: whether it may be told that it is full. */
  readonly room: { mayBeNoted: boolean }
  /** fsync of the spool folder, shared with others who need one now. */
  readonly syncSpool: () => Promise<void>
  /** Left free on the spool's disk whatever comes. */
  readonly reserveBytes: number
  readonly rules: AdmissionRules
  readonly checker: Checker
  /** It was queued: its bank may look. */
  readonly onQueued: (bank: string) => void
  readonly stopping: AbortSignal
  /** The operator's, for sentences. */
  readonly zone: string
}
