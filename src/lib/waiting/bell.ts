// Wake-up calls: a bell between two loops, and notices for everyone who waits for news of one id. Neither
// carries data: the one who is woken looks at the ledger. A lost ring delays work until the next round, and
// never loses a file.

import { type Clock, systemClock } from '../time/clock.ts'

export interface Bell {
  ring(): void
  /**
   * Resolves at the next ring, after the time, or when the signal is aborted. Rings that came before count as
   * one. One listener at a time.
   */
  wait(timeoutMs: number, signal?: AbortSignal): Promise<void>
}

const longestTimerMs = 2_147_483_647

export function createBell(clock: Clock = systemClock): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(timeoutMs, signal) {
      if (!rung && signal?.aborted !== true) {
        const over = new AbortController()
        wake = () => over.abort()
        signal?.addEventListener('abort', wake, { once: true })
        await clock.sleep(Math.min(timeoutMs, longestTimerMs), over.signal)
        signal?.removeEventListener('abort', wake)
        wake = undefined
      }
      rung = false
    },
  }
}

/** To miss no news: ask for the next notice first, then look, then wait. */
export interface Notices {
  /** There is news of this id. */
  notify(id: string): void
  /** Resolves at the next news of this id, after the time, or when the signal is aborted. */
  next(id: string, timeoutMs: number, signal?: AbortSignal): Promise<void>
}

export function createNotices(clock: Clock = systemClock): Notices {
  const waiting = new Map<string, Set<() => void>>()
  return {
    notify(id) {
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
