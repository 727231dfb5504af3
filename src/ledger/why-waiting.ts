// Why a transfer waits: reads from the ledger what the table of journey/waiting-for.ts needs beside what the
// running daemon knows.

import { conditionSubject } from '../journey/condition-subject.ts'
import type { QueueNow } from '../journey/queue-now.ts'
import type { Transfer } from '../journey/transfer.ts'
import { mayWait, waitingFor } from '../journey/waiting-for.ts'
import type { Condition, Conditions } from './contract/conditions.ts'
import type { SendQueue } from './contract/queue.ts'
import type { CodedMessage } from '../wording/catalogue.ts'

export interface WaitingDeps {
  readonly ledger: Pick<SendQueue, 'ahead'> & Pick<Conditions, 'conditions'>
  readonly nowMs: number
  /** The banks of the configuration; null: it cannot be read. */
  readonly banks: readonly string[] | null
  /** null: no daemon answers. */
  readonly now: {
    readonly queues: readonly QueueNow[]
    /** Outboxes that are not proved to be ours. */
    readonly notOurs: readonly string[]
  } | null
}

/** For transfers that are shown together: what they share is read once. */
export function findWaiting({
  ledger,
  nowMs,
  banks,
  now,
}: WaitingDeps): (transfer: Transfer) => Promise<CodedMessage | null> {
  let conditions: Promise<readonly Condition[]> | null = null
  return async (transfer) => {
    if (!mayWait(transfer)) return null
    const { bank, folder, look } = transfer
    const ahead = await ledger.ahead(transfer.id, nowMs)
    conditions ??= ledger.conditions()
    return waitingFor(transfer, {
      ...{ nowMs, before: 0, isMore: false, first: null, elder: null },
      ...ahead,
      isDaemonRunning: now !== null,
      isBankKnown: banks === null || banks.includes(bank),
      queue: now?.queues.find((queue) => queue.bank === bank) ?? null,
      refused: refusedOf(await conditions, bank),
      isOutboxProved: look === '' || now === null || !now.notOurs.includes(folder),
    })
  }
}

function refusedOf(conditions: readonly Condition[], bank: string) {
  const found = conditions.find(({ subject }) => subject === conditionSubject('bank', bank))
  if (found?.message?.code !== 'ACCESS-REFUSED') return null
  return { diagnostic: found.message.arguments.diagnostic, sinceMs: found.sinceMs }
}
