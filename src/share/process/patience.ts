// How long to wait for a verb: not a total time, but so long without a sign that it is getting on.

import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../lib/time/clock.ts'
import type { Alive } from '../verbs/copy.ts'

/** What the work gives, or `late`; then the work goes on without us. */
export async function withPatience<T>(
  clock: Clock,
  patienceMs: number,
  work: (alive: Alive) => Promise<T>,
): Promise<T | 'late'> {
  let signMs = clock.monotonicMs()
  const over = new AbortController()
  const working = work(() => {
    signMs = clock.monotonicMs()
  })
  const waiting = async (): Promise<'late'> => {
    for (;;) {
      const leftMs = signMs + patienceMs - clock.monotonicMs()
      if (leftMs <= 0 || over.signal.aborted) return 'late'
      await clock.sleep(leftMs, over.signal)
      // It may be this process that stood still: what arrived meanwhile counts first.
      await setImmediate()
    }
  }
  try {
    return await Promise.race([working, waiting()])
  } finally {
    over.abort()
  }
}
