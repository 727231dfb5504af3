// The time by which something may be deleted for good. A wall clock that jumps ahead for a moment, because a
// time server was wrong or a virtual machine woke up, must not make ten years of archive old. So time goes on
// by the monotonic clock, and a wall clock that is far ahead of that is believed only after it has been so
// for an hour. Behind it is believed at once: what is deleted later than it could be harms nobody.

import type { Clock } from './clock.ts'

export interface SettledTime {
  nowMs(): number
}

/** The same for who begins before the newest time on record can be read. */
export function settledTimeSince(
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>,
  newestMs: () => Promise<number | null>,
): () => Promise<number> {
  let settled: SettledTime | null = null
  return async () => {
    settled ??= createSettledTime(clock, await newestMs())
    return settled.nowMs()
  }
}

const aheadMs = 60 * 60_000
/** How long a clock that is far ahead must stay so before it is believed. */
export const believedAfterMs = 60 * 60_000
/** At a start: how long a daemon may surely have been stopped, by the newest that the ledger knows. */
const stoppedForMs = 7 * 24 * 60 * 60_000

/** `newestMs`: the newest time on record when this began; null: there is none. */
export function createSettledTime(
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>,
  newestMs: number | null,
): SettledTime {
  let atMonotonicMs = clock.monotonicMs()
  let atWallMs =
    newestMs === null ? clock.nowMs() : Math.min(clock.nowMs(), newestMs + stoppedForMs)
  let aheadSinceMs: number | null = null
  const believe = (wallMs: number, monotonicMs: number): number => {
    atWallMs = wallMs
    atMonotonicMs = monotonicMs
    aheadSinceMs = null
    return wallMs
  }
  return {
    nowMs() {
      const monotonicMs = clock.monotonicMs()
      const wallMs = clock.nowMs()
      const expectedMs = atWallMs + (monotonicMs - atMonotonicMs)
      if (wallMs <= expectedMs + aheadMs) return believe(wallMs, monotonicMs)
      aheadSinceMs ??= monotonicMs
      return monotonicMs - aheadSinceMs >= believedAfterMs
        ? believe(wallMs, monotonicMs)
        : expectedMs
    },
  }
}
