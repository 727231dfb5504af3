// What `x.xml.cancel` in an outbox does: finds the transfer, cancels it as a person would, and writes the
// answer beside the data when that is not possible.

import { conditionSubject } from '../journey/condition-subject.ts'
import { nextState } from '../journey/moves/next-state.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { showNotCancelled } from '../notify/status-files/not-cancelled.ts'
import { cancelName } from '../share/places.ts'
import type { Share } from '../share/share.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { Reader } from '../wording/entry.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { cancel, type StopDeps } from './retry-hold-cancel.ts'

export interface CancelDeps {
  readonly ledger: Conditions & TransferReading
  readonly clock: Clock
  readonly log: Log
  readonly orders: StopDeps
  /** Who reads the answer that is written beside the data. */
  readonly reader: Reader
  /** The share of the folder into which answers are written. */
  readonly share: Share
}

/**
 * `later`: the transfer is being stopped, or the answer cannot be written yet. A repeated call does the rest.
 */
export async function cancelByFile(
  deps: CancelDeps,
  { outbox, folder }: { readonly outbox: string; readonly folder: string },
  name: string,
): Promise<'answered' | 'later'> {
  const { ledger, clock, log, orders, share, reader } = deps
  // The newest transfer of exactly this name that was dropped in this outbox, not one that came through the
  // API.
  const meant = await ledger.findSame({ by: 'dropped', folder: outbox, name })
  if (meant?.state === 'cancelled') return 'answered'
  let why: CodedMessage = message('NOTHING-TO-CANCEL', { name, folder: outbox })
  if (meant !== null) {
    const order = { id: meant.id, actor: `the file ${cancelName(name)}`, reason: '' }
    const outcome = await cancel(orders, order)
    if (outcome.kind === 'stopping') return 'later'
    if (outcome.kind === 'done') {
      log.info({ transfer: meant.id, name }, 'A file cancelled a transfer')
      return 'answered'
    }
    if (outcome.kind === 'refused') why = outcome.message
  }
  const transfer = meant === null ? null : await ledger.find(meant.id)
  // The transfer moved on at this very moment: its new state decides.
  if (transfer?.state !== meant?.state || isCancellable(transfer)) return 'later'
  const sentence = sentenceOf(why, reader)
  const told = { name, transfer, sentence, atMs: clock.nowMs() }
  const fault = await showNotCancelled(share, folder, told)
  await ledger.note(conditionSubject('cancel', outbox), fault)
  if (fault !== null) return 'later'
  log.warn({ transfer: meant?.id, name, sentence }, 'A file could not be cancelled')
  return 'answered'
}

function isCancellable(transfer: Transfer | null): boolean {
  return transfer !== null && nextState('out', transfer.state, 'cancelled') !== undefined
}
