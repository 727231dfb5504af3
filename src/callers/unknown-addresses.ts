// Calls from addresses from which no bank may call: counted, and told once a minute for each address, so that
// a flood of them fills no log.

import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'

export interface Elsewhere {
  /** True: it was told, as not every one is. */
  refused(address: string): boolean
  /** Since the start. */
  count(): number
}

const tellEveryMs = 60_000
const mostAddresses = 1_000

export function createElsewhere({
  clock,
  log,
}: {
  readonly clock: Clock
  readonly log: Log
}): Elsewhere {
  const told = new Map<string, { readonly atMs: number; since: number }>()
  let all = 0
  return {
    refused(address) {
      all += 1
      const nowMs = clock.nowMs()
      const before = told.get(address)
      if (before !== undefined && Math.abs(nowMs - before.atMs) < tellEveryMs) {
        before.since += 1
        return false
      }
      const times = (before?.since ?? 0) + 1
      told.delete(address)
      told.set(address, { atMs: nowMs, since: 0 })
      const [oldest] = told.keys()
      if (told.size > mostAddresses && oldest !== undefined) told.delete(oldest)
      const coded = message('CALLER-ADDRESS-UNKNOWN', { address, times })
      log.warn({ peer: address, times, all }, sentenceOf(coded, { zone: 'UTC' }))
      return true
    },
    count: () => all,
  }
}
