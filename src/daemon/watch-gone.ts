// Tells, from the start on, of transfers whose bank, outbox or inbox the configuration no longer has, and
// ends what was told of a bank that is not there any more. The configuration does not change while we run:
// where nothing is found at the start, nothing will be.

import { aboutOf, kindOf } from '../journey/condition-subject.ts'
import { findGone, goneKinds, type Configured } from '../ledger/gone-from-configuration.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Clock } from '../lib/time/clock.ts'
import { errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { startPeriodic } from '../lib/waiting/loop.ts'

const lookEveryMs = 60_000

export interface GoneWatch {
  /** Such a transfer may have moved: look now. */
  look(): Promise<void>
  stop(): Promise<void>
}

export async function watchGone(
  {
    ledger,
    clock,
    log,
  }: { readonly ledger: Conditions & TransferReading; readonly clock: Clock; readonly log: Log },
  known: Configured,
): Promise<GoneWatch> {
  const look = () => tellGone(ledger, known)
  const watching =
    (await look()) === 0
      ? null
      : startPeriodic(() => look().then(() => undefined), {
          clock,
          ...{ everyMs: lookEveryMs, firstAfterMs: lookEveryMs },
          onFailure: (error) =>
            log.error({ error: errorText(error) }, 'What the configuration no longer has'),
        })
  return {
    look: () => look().then(() => undefined),
    stop: () => watching?.stop() ?? Promise.resolve(),
  }
}

/** @returns how many there are. */
async function tellGone(ledger: Conditions & TransferReading, known: Configured): Promise<number> {
  const found = await findGone(ledger, known)
  const subjects = new Set(found.map(({ subject }) => subject))
  for (const { subject } of await ledger.conditions()) {
    const isOver = goneKinds.includes(kindOf(subject)) && !subjects.has(subject)
    // A bank that is no longer called cannot be unreachable.
    const bank = aboutOf('bank', subject)
    const isOfGone = bank !== null && !known.banks.includes(bank)
    if (isOver || isOfGone) await ledger.note(subject, null)
  }
  for (const { subject, message } of found) await ledger.note(subject, message)
  return found.length
}
