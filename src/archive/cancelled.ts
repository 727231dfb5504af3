// Finds cancelled transfers by their facts and puts their files into the archive. A cursor in the ledger says
// how far this is done:
//
//   read     Reads the facts after the cursor. Each transfer with a fact `cancelled` is archived
//            (set-aside.ts).
//   cursor   Moves on, but never past a transfer that could not be archived: it is tried again, also after a
//            crash.
//
// A transfer that cannot be archived (its share is gone) delays no other: a condition reports it, and it is
// tried again. A cancellation waits a minute first, because a copy of the file may be in progress.

import { conditionSubject } from '../journey/condition-subject.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { Cursors } from '../ledger/contract/deliveries.ts'
import { errorText } from '../lib/files/files.ts'
import { notArchived } from './not-archived.ts'
import type { Log } from '../lib/log.ts'
import type { KeepDeps } from './keep.ts'
import { setAside } from './set-aside.ts'

const cursor = 'archive:cancelled'
const pageOf = 1000
export const settleMs = 60_000

export interface CancelledDeps extends KeepDeps {
  readonly ledger: KeepDeps['ledger'] & Conditions & Cursors
  readonly log: Log
}

/**
 * @returns a function that looks once for cancelled transfers; it returns true if there may be more at once.
 */
export function lookForCancelled(deps: CancelledDeps): () => Promise<boolean> {
  const { ledger, clock } = deps
  /** Transfers that could not be archived, each with the sequence of its fact `cancelled`. */
  const failed = new Map<string, number>()
  let after: number | null = null
  let saved = 0

  const tryOne = async (id: string, sequence: number): Promise<void> => {
    if (await setAsideOne(deps, id)) failed.delete(id)
    else failed.set(id, sequence)
  }
  return async () => {
    if (after === null) saved = after = (await ledger.cursor(cursor)) ?? 0
    for (const [id, sequence] of [...failed]) await tryOne(id, sequence)
    const facts = await ledger.facts({ after, limit: pageOf })
    let isSettled = true
    for (const { sequence, transferId, event, to, atMs } of facts) {
      if (event === 'cancelled' && to === 'cancelled') {
        isSettled = clock.nowMs() - atMs >= settleMs || atMs > clock.nowMs()
        if (!isSettled) break
        await tryOne(transferId, sequence)
      }
      after = sequence
    }
    const done = Math.min(after, ...[...failed.values()].map((sequence) => sequence - 1))
    if (done > saved) await ledger.saveCursor(cursor, done)
    saved = Math.max(saved, done)
    return isSettled && facts.length === pageOf
  }
}

async function setAsideOne(deps: CancelledDeps, id: string): Promise<boolean> {
  const { ledger, log } = deps
  const transfer = await ledger.find(id)
  if (transfer?.direction !== 'out' || transfer.state !== 'cancelled') return true
  const subject = conditionSubject('archive', id)
  try {
    await setAside(deps, transfer)
    await ledger.note(subject, null)
    return true
  } catch (error) {
    const told = notArchived({ name: transfer.name, isCancelled: true }, error)
    await ledger.note(subject, told)
    log.warn(
      { transfer: id, code: told.code, error: errorText(error) },
      'A cancelled file could not be archived',
    )
    return false
  }
}
