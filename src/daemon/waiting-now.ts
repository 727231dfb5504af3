// Why transfers wait, for the API: the configuration and the running queues of this daemon are asked.

import type { Config } from '../config/schema/configuration.ts'
import type { WaitingNow } from '../http/responses/views.ts'
import { findWaiting, type WaitingDeps } from '../ledger/why-waiting.ts'
import type { Clock } from '../lib/time/clock.ts'
import { sentenceOf } from '../wording/sentence.ts'
import type { Stations } from './stations/start.ts'

export function waitingIn({
  config,
  ledger,
  clock,
  stations,
}: {
  readonly config: Config
  readonly ledger: WaitingDeps['ledger']
  readonly clock: Clock
  readonly stations: Pick<Stations, 'transfers' | 'notOurs'>
}): WaitingNow {
  const banks = config.banks.map(({ name }) => name)
  return () => {
    const now = { queues: stations.transfers.queues(), notOurs: stations.notOurs() }
    const find = findWaiting({ ledger, nowMs: clock.nowMs(), banks, now })
    return async (transfer) => {
      const found = await find(transfer)
      return found === null ? null : { ...found, sentence: sentenceOf(found, config) }
    }
  }
}
