// Lets an ask wait for the end of a round of delivery, and tells it how the round ended: an ask is answered
// when its files are in the inbox.

import type { Clock } from '../lib/time/clock.ts'
import type { ShareFault } from '../share/fault.ts'

/** `time`: no round ended in time. */
export type RoundEnd = ShareFault | 'done' | 'time'

export interface Rounds {
  end(how: ShareFault | 'done'): void
  /** Resolves at the end of the next round, after the timeout, or when the signal is aborted. */
  next(timeoutMs: number, signal: AbortSignal): Promise<RoundEnd>
}

export function createRounds(clock: Clock): Rounds {
  const waiting = new Set<(how: RoundEnd) => void>()
  return {
    end(how) {
      for (const wake of [...waiting]) wake(how)
    },
    async next(timeoutMs, signal) {
      const over = new AbortController()
      let ended: RoundEnd = 'time'
      const wake = (how: RoundEnd) => {
        ended = how
        over.abort()
      }
      waiting.add(wake)
      await clock.sleep(timeoutMs, AbortSignal.any([over.signal, signal]))
      waiting.delete(wake)
      return ended
    },
  }
}
