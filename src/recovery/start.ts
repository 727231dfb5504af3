// The crash story: what the daemon does about an earlier life before anything is claimed, sent or polled. An
// earlier life may have ended at any line, on another machine, or with another configuration.
//
// The steps, and why they are in this order:
//
//   notes        A note in the spool without a row in the ledger means that the ledger was lost. Its transfer
//                is written down again, held or in doubt. First, so that all later steps know every transfer.
//   from a copy  The data folder was restored from a copy (a file `restored` says so, or the folder of an
//                outbox shows it). The ledger does not know what was sent since: what is under way is held.
//                Before recovery of transfers, which would send it.
//   uploads      A sealed upload that the ledger knows gets its name; of the others nothing is left. Before
//                the spool is compared with the ledger.
//   transfers    Every unfinished transfer goes back to a state from which it can go on: again to admission,
//                to another attempt, into doubt, or held for a person (table: journey/moves/recovery.ts).
//   payments     Files that nobody has read for payments yet are read. Before a new file is compared with
//                them.
//   flows        A queued file that would arrive garbled with the settings of today is held. Before its bank
//                is called.
//   doubt        After a restore no bank is asked about what is in doubt, because the ledger does not know
//                what was sent since. After `transfers`, which may put more in doubt.
//   forget       The mark `restored` is removed. Last of what it decides: a crash before that holds once
//                more.
//   outboxes     Reports about files in folders that are no outbox any more are dropped.
//   orphans      What is left in the spool and belongs to no transfer is removed if it was never whole, else
//                reported. After everything that writes rows or removes files of the spool.
//
// A crash in the middle is harmless: each step reads what is there, and running it twice does no more than
// running it once. Nothing is sent or claimed here. Files whose admission was not finished are returned, and
// are admitted when the stations run.

import type { AdmissionRules } from '../admission/deps.ts'
import type { FlowForm } from '../admission/against-flow.ts'
import type { Checker } from '../admission/checker.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { FirstSights } from '../ledger/contract/outboxes.ts'
import type { SyncPoints } from '../ledger/contract/sync-points.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import type { Log } from '../lib/log.ts'
import type { Clock } from '../lib/time/clock.ts'
import { leaveDoubtToPeople } from '../outbox/hold-under-way.ts'
import { doubtFromThePast } from '../outbox/owner/past.ts'
import { forgetOutboxes } from './forgotten-outboxes.ts'
import { holdAgainstFlow } from './hold-against-flow.ts'
import { adoptNotes } from './notes.ts'
import { tellSpoolOrphans } from './orphans.ts'
import { forgetRestored, holdRestored } from './restored.ts'
import { type BankRecovery, recoverTransfers } from './transfers.ts'
import { readUnread } from './unread-payments.ts'
import { sweepUploads } from './uploads.ts'

export interface RecoveryDeps {
  readonly ledger: TransferMoves & TransferReading & SyncPoints & FirstSights & Conditions
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly checker: Checker
  readonly dataFolder: string
  /** The operator's time zone, for sentences. */
  readonly zone: string
  readonly syncSpool: () => Promise<void>
  /**
   * Holds what is under way where the folder of an outbox shows that the ledger is from the past; true then.
   */
  readonly holdFromThePast: () => Promise<boolean>
  /** How files of this folder are checked now. */
  readonly rulesOf: (folder: string) => AdmissionRules
  /** How the files of a flow become records now; null when its bank is no longer configured. */
  readonly formOf: (transfer: Transfer) => FlowForm | null
  /** What recovery must know of a bank; null when it is no longer configured. */
  readonly bankOf: (bank: string) => BankRecovery | null
  /** The folders that are outboxes now. */
  readonly outboxes: readonly string[]
}

/** @returns the transfers whose admission must be done again, oldest first. */
export async function recoverAll(
  deps: RecoveryDeps,
): Promise<{ readonly admitAgain: readonly Transfer[] }> {
  const { ledger, dataFolder } = deps
  await adoptNotes(deps)
  const isRestored = await holdRestored(deps)
  const isFromThePast = (await deps.holdFromThePast()) || isRestored
  await sweepUploads(deps)
  const recovered = await recoverTransfers(deps)
  await readUnread(deps)
  await holdAgainstFlow(deps)
  if (isFromThePast) await leaveDoubtToPeople({ ledger }, doubtFromThePast)
  if (isRestored) await forgetRestored(dataFolder)
  await forgetOutboxes(ledger, deps.outboxes)
  await tellSpoolOrphans(deps)
  return recovered
}
