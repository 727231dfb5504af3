// Who waits for news of one thing, by its id. A notice says only that there is news: whoever waits looks again.
// To miss none, ask for the next notice first, then look, then wait.

import { type Clock, systemClock } from '../time/clock.ts'

export interface Notices {
  /** There is news of this id. */
  tell(id: string): void
  /** Resolves at the next news, after the time, or when the signal is aborted. */
  next(id: string, timeoutMs: number, signal?: AbortSignal): Promise<void>
}

export function createNotices(clock: Clock = systemClock): Notices {
  const waiting = new Map<string, Set<() => void>>()
  return {
    tell(id) {
      for (const wake of [...(waiting.get(id) ?? [])]) wake()
    },
    async next(id, timeoutMs, signal) {
      const over = new AbortController()
      const wake = () => over.abort()
      const here = waiting.get(id) ?? new Set()
      waiting.set(id, here.add(wake))
      if (signal?.aborted === true) wake()
      signal?.addEventListener('abort', wake, { once: true })
      await clock.sleep(timeoutMs, over.signal)
      signal?.removeEventListener('abort', wake)
      here.delete(wake)
      if (here.size === 0 && waiting.get(id) === here) waiting.delete(id)
    },
  }
}
