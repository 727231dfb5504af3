// How long a caller waits for the end of a transfer: until it has ended, until it is known that it will not
// end soon (held, in doubt, waiting, the bank closed), or until the time is over. In each case the answer is
// the present state of the transfer.

import { conditionSubject } from '../../journey/condition-subject.ts'
import { isRepetition } from '../../journey/statement.ts'
import type { Transfer } from '../../journey/transfer.ts'
import { endsWaiting } from '../../journey/moves/state-sets.ts'
import type { Condition, Conditions } from '../../ledger/contract/conditions.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import { present } from '../../lib/assert.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Notices } from '../../lib/waiting/bell.ts'

export interface WaitForDeps {
  readonly ledger: Pick<TransferReading, 'find'> & Pick<Conditions, 'conditions'>
  readonly clock: Clock
  readonly notices: Notices
}

export interface Stands {
  readonly transfer: Transfer
  /** Why it does not end soon, if the transfer itself does not say so: its bank is closed. */
  readonly trouble: Condition | null
}

/** A bank that was in trouble gets this long to take a new file; then the caller is answered. */
const closedAfterMs = 1_500
/** A lost notification costs no more than this. */
const lookEveryMs = 5_000

export async function waitForEnd(
  deps: WaitForDeps,
  id: string,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<Stands> {
  const { ledger, clock, notices } = deps
  const startedMs = clock.monotonicMs()
  let awaited = id
  for (;;) {
    const done = new AbortController()
    const passedMs = clock.monotonicMs() - startedMs
    const news = notices.next(
      awaited,
      Math.max(0, Math.min(withinMs - passedMs, passedMs < closedAfterMs ? 500 : lookEveryMs)),
      AbortSignal.any([signal, done.signal]),
    )
    const transfer = present(await ledger.find(awaited), 'a transfer that is waited for')
    // The bank gave what it had given before: the earlier transfer is the file, and may still be on its way.
    if (isRepetition(transfer)) {
      done.abort()
      awaited = transfer.sameAs ?? id
      continue
    }
    const trouble =
      transfer.state === 'queued' && passedMs >= closedAfterMs
        ? await troubleOf(deps, transfer)
        : null
    if (
      endsWaiting(transfer.direction, transfer.state) ||
      trouble !== null ||
      passedMs >= withinMs ||
      signal.aborted
    ) {
      done.abort()
      return { transfer, trouble }
    }
    await news
  }
}

async function troubleOf({ ledger }: WaitForDeps, { bank }: Transfer): Promise<Condition | null> {
  const subject = conditionSubject('bank', bank)
  return (await ledger.conditions()).find((condition) => condition.subject === subject) ?? null
}
