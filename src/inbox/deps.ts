// What the reception of a file depends on: the ledger, the spool, and the inbox as the bank knows it.

import type { RecordRules } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { Receptions } from '../ledger/contract/receiving.ts'
import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Log } from '../lib/log.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { FileRequests } from './requested.ts'

export interface ReceiveDeps {
  readonly ledger: Pick<Receptions, 'recordReceived'> &
    SyncPoints &
    TransferMoves &
    Pick<TransferReading, 'findSame'>
  readonly clock: Clock
  readonly log: Log
  readonly spool: { readonly folder: string; bytes(id: string): string; part(id: string): string }
  readonly inbox: {
    readonly folder: string
    readonly bank: string
    readonly virtualFile: string
    readonly partner: string
    readonly server: string
    /** How records become the bytes of the file; absent: the usual rules of the bank. */
    readonly records?: RecordRules
  }
  readonly syncSpool: () => Promise<void>
  /** The files that programs asked for by name. */
  readonly fileRequests?: FileRequests
  /** How many bytes always stay free on the disk of the spool. */
  readonly reserveBytes: number
  /** The operator's time zone, for sentences. */
  readonly zone: string
}
