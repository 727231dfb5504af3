// What an attempt at a bank needs from outside.

import type { Bank } from '../bank/bank.ts'
import type { PesitIdentity, Transfer } from '../journey/transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { FinalPoints, SyncPoints } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { SyncFolder } from '../disk/durable.ts'
import type { Log } from '../lib/log.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Policy } from './policy.ts'
import type { Prove } from './proof.ts'

export interface AttemptDeps {
  readonly ledger: FinalPoints &
    SyncPoints &
    Pick<TransferMoves, 'move'> &
    Pick<TransferReading, 'find'>
  readonly bank: Bank
  readonly clock: Clock
  readonly log: Log
  readonly chance: () => number
  /** Where the sealed bytes and the note of a transfer lie. */
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** The identity under which the bank will know this file. */
  readonly identify: (transfer: Transfer) => Promise<PesitIdentity>
  readonly policy: Policy
  /** Whether the outbox of the transfer is still ours. */
  readonly prove: Prove
  readonly onProgress: (id: string, sentBytes: number) => void
  /** fsync of a folder, shared with others that need it at the same moment. */
  readonly syncFolder?: SyncFolder
}
