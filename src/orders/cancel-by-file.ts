// What `x.xml.cancel` in an outbox does, put together: which transfer is meant, the order as a person gives
// it, and the answer beside the data when it cannot be.

import { conditionSubject } from '../journey/condition-subject.ts'
import { nextState } from '../journey/moves/next-state.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { tellNotCancelled } from '../notify/status-files/not-cancelled.ts'
import { cancelName } from '../share/places.ts'
import type { Share } from '../share/share.ts'
import { cancel, type StopDeps } from './retry-hold-cancel.ts'

export interface CancelDeps {
  readonly ledger: Conditions & TransferReading
  readonly clock: Clock
  readonly log: Log
  readonly orders: StopDeps
  /** Of the folder in which answers are written. */
  readonly share: Share
}

/**
 * `later`: it is being stopped, or the answer cannot be written yet. Asked again it does what is left to do.
 */
export async function cancelByFile(
  deps: CancelDeps,
  { outbox, folder }: { readonly outbox: string; readonly folder: string },
  name: string,
): Promise<'answered' | 'later'> {
  const { ledger, clock, log, orders, share } = deps
  // The newest of exactly this name that was dropped there; what came through the API was not.
  const meant = await ledger.findSame({ by: 'dropped', folder: outbox, name })
  if (meant?.state === 'cancelled') return 'answered'
  let sentence = `No ${name} was ever taken from ${outbox}, and none lies there: there is nothing to cancel.`
  if (meant !== null) {
    const order = { id: meant.id, actor: `the file ${cancelName(name)}`, reason: '' }
    const outcome = await cancel(orders, order)
    if (outcome.kind === 'stopping') return 'later'
    if (outcome.kind === 'done') {
      log.info({ transfer: meant.id, name }, 'A file cancelled a transfer')
      return 'answered'
    }
    if (outcome.kind === 'refused') sentence = outcome.sentence
  }
  const transfer = meant === null ? null : await ledger.find(meant.id)
  // It moved on at this very moment: what it is by now decides.
  if (transfer?.state !== meant?.state || isCancellable(transfer)) return 'later'
  const told = { name, transfer, sentence, atMs: clock.nowMs() }
  const fault = await tellNotCancelled(share, folder, told)
  await ledger.note(conditionSubject('cancel', outbox), fault)
  if (fault !== null) return 'later'
  log.warn({ transfer: meant?.id, name, sentence }, 'A file could not be cancelled')
  return 'answered'
}

function isCancellable(transfer: Transfer | null): boolean {
  return transfer !== null && nextState('out', transfer.state, 'cancelled') !== undefined
}
