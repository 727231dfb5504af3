// A deadline for work that reports its progress: it limits the time without progress, not the total time.

import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../time/clock.ts'

/** Called by work that makes progress: a copy that moves is not stuck, however long it takes. */
export type ReportProgress = () => void

/**
 * Resolves with the result of the work, or with `late` after `stallMs` without progress; the work itself goes
 * on.
 */
export async function withProgressDeadline<T>(
  clock: Clock,
  stallMs: number,
  work: (reportProgress: ReportProgress) => Promise<T>,
): Promise<T | 'late'> {
  let progressMs = clock.monotonicMs()
  const over = new AbortController()
  const working = work(() => {
    progressMs = clock.monotonicMs()
  })
  const waiting = async (): Promise<'late'> => {
    for (;;) {
      const leftMs = progressMs + stallMs - clock.monotonicMs()
      if (leftMs <= 0 || over.signal.aborted) return 'late'
      await clock.sleep(leftMs, over.signal)
      // This process itself may have stood still: what arrived meanwhile is handled first.
      await setImmediate()
    }
  }
  try {
    return await Promise.race([working, waiting()])
  } finally {
    over.abort()
  }
}
