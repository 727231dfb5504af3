// The time that decides what may be deleted for good. A wall clock that jumps ahead for a moment, because a
// time server was wrong or a virtual machine woke up, must not make ten years of archive old. So this time
// follows the monotonic clock, and a wall clock far ahead of it is trusted only after an hour. A wall clock
// behind it is trusted at once: to delete something late does no harm.

import type { Clock } from './clock.ts'

export interface SettledTime {
  nowMs(): number
}

/** The same, for use before the newest recorded time can be read. */
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
/** How long a clock must stay far ahead before it is trusted. */
export const believedAfterMs = 60 * 60_000
/** At a start: the longest stop of the daemon that is plausible after the newest recorded time. */
const stoppedForMs = 7 * 24 * 60 * 60_000

/** `newestMs`: the newest recorded time at the start; null: there is none. */
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
