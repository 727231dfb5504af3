// Calls from addresses that no bank may call from: all are counted, and each address is logged once a minute,
// so that a flood of calls does not fill the log.

import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'

export interface UnknownAddresses {
  /** True: this call was logged. */
  refused(address: string): boolean
  /** Calls since the start. */
  count(): number
}

const logEveryMs = 60_000
const maximumAddresses = 1_000

export function createUnknownAddresses({
  clock,
  log,
}: {
  readonly clock: Clock
  readonly log: Log
}): UnknownAddresses {
  const told = new Map<string, { readonly atMs: number; since: number }>()
  let all = 0
  return {
    refused(address) {
      all += 1
      const nowMs = clock.nowMs()
      const before = told.get(address)
      if (before !== undefined && Math.abs(nowMs - before.atMs) < logEveryMs) {
        before.since += 1
        return false
      }
      const times = (before?.since ?? 0) + 1
      told.delete(address)
      told.set(address, { atMs: nowMs, since: 0 })
      const [oldest] = told.keys()
      if (told.size > maximumAddresses && oldest !== undefined) told.delete(oldest)
      const coded = message('CALLER-ADDRESS-UNKNOWN', { address, times })
      log.warn({ peer: address, times, all }, sentenceOf(coded, { zone: 'UTC' }))
      return true
    },
    count: () => all,
  }
}
