// Since when names lie in an outbox without being taken. Kept across restarts, a bounded number of them: a
// file that lies for ten minutes is told although the daemon is restarted every five.
//
// Time within a life is our monotonic clock, so that a wall clock that jumps makes nothing older or younger.
// Between two lives there is no other than the wall clock. Of each name both are kept, the moment of the
// first sight and how long it lay surely: when the clock was set back in between, at least the latter counts.

import type { FirstSight } from '../../ledger/contract/outboxes.ts'
import type { Clock } from '../../lib/time/clock.ts'

/** Maximum number of names of an outbox that are kept across restarts: the oldest ones. */
export const maximumKept = 2_000

interface Sight {
  /** On the monotonic clock of this life; before its beginning for what an earlier life saw. */
  readonly sinceMonotonicMs: number
  /** Kept with this age; null: not kept. */
  keptAgeMs: number | null
}

export interface SightsKept {
  readonly put: readonly FirstSight[]
  readonly drop: readonly string[]
}

export interface Sights {
  /** These lie there now: the others are forgotten. */
  see(names: Iterable<string>): void
  /** Milliseconds from the first sight to the last. */
  ageMs(name: string): number
  /** What is to be written down now so that a restart knows it; null: nothing. */
  toKeep(): SightsKept | null
  /** It is written down. */
  kept(change: SightsKept): void
}

type Clocks = Pick<Clock, 'nowMs' | 'monotonicMs'>

export function createSights(options: {
  readonly kept: readonly FirstSight[]
  readonly clock: Clocks
  readonly stuckAfterMs: number
}): Sights {
  const { kept, clock, stuckAfterMs } = options
  const sights = ofEarlierLives(kept, clock)
  const dropped = new Set<string>()
  /** Of the last look: what it saw for the first time is of one age. */
  let lookMs = clock.monotonicMs()
  const ageOf = ({ sinceMonotonicMs }: Sight) => lookMs - sinceMonotonicMs
  return {
    see(names) {
      const present = new Set(names)
      lookMs = clock.monotonicMs()
      for (const [name, { keptAgeMs }] of sights) {
        if (present.has(name)) continue
        sights.delete(name)
        if (keptAgeMs !== null) dropped.add(name)
      }
      for (const name of present)
        if (!sights.has(name)) sights.set(name, { sinceMonotonicMs: lookMs, keptAgeMs: null })
    },
    ageMs(name) {
      const sight = sights.get(name)
      return sight === undefined ? 0 : ageOf(sight)
    },
    toKeep() {
      const all = [...sights]
      const due = all
        .filter(([, sight]) => isDue(sight, ageOf(sight), stuckAfterMs))
        .toSorted(([, one], [, other]) => one.sinceMonotonicMs - other.sinceMonotonicMs)
      if (due.length === 0 && dropped.size === 0) return null
      let room = maximumKept - all.filter(([, { keptAgeMs }]) => keptAgeMs !== null).length
      const put = due
        .filter(([, { keptAgeMs }]) => keptAgeMs !== null || room-- > 0)
        .map(([name, sight]) => {
          const lainMs = Math.floor(ageOf(sight))
          return { name, sinceMs: clock.nowMs() - lainMs, lainMs }
        })
      const drop = [...dropped].filter((name) => (sights.get(name)?.keptAgeMs ?? null) === null)
      return put.length === 0 && drop.length === 0 ? null : { put, drop }
    },
    kept({ put, drop }) {
      for (const { name, lainMs } of put) {
        const sight = sights.get(name)
        if (sight !== undefined) sight.keptAgeMs = lainMs
      }
      for (const name of drop) dropped.delete(name)
    },
  }
}

function ofEarlierLives(kept: readonly FirstSight[], clock: Clocks): Map<string, Sight> {
  return new Map(
    kept.map(({ name, sinceMs, lainMs }) => {
      const ageMs = Math.max(lainMs, clock.nowMs() - sinceMs)
      return [name, { sinceMonotonicMs: clock.monotonicMs() - ageMs, keptAgeMs: lainMs }]
    }),
  )
}

/**
 * First when it has lain a while, as a file that goes its way shall leave no row; and once more when it is
 * told.
 */
function isDue({ keptAgeMs }: Sight, ageMs: number, stuckAfterMs: number): boolean {
  if (keptAgeMs === null) return ageMs >= Math.min(stuckAfterMs / 4, 60_000)
  return keptAgeMs < stuckAfterMs && ageMs >= stuckAfterMs
}
