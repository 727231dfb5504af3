// A wake-up call between two loops. A lost ring costs a poll, never a file: whoever listens also looks by itself.

import { type Clock, systemClock } from '../time/clock.ts'

export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after the time, or when the signal is aborted. A ring that came before counts once. One listener at a time. */
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
