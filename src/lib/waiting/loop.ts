// The loop of a station: do a round of work, wait for a ring or until the time is over, and do the next. A
// round that fails is reported, and the loop goes on: one fault must not end a station. Stopping lets the
// running round end and begins no other.

import type { Clock } from '../time/clock.ts'
import { createBell } from './bell.ts'

export interface Loop {
  /** Begins the next round now, or right after the running one. */
  ring(): void
  /** Resolves when the running round has ended; no other begins. */
  stop(): Promise<void>
}

/** @returns the maximum wait for the next round, in milliseconds; 0: no wait. */
export type Round = (signal: AbortSignal) => Promise<number>

interface LoopOptions {
  readonly clock: Clock
  /** Before the first round; absent: it begins at once. */
  readonly firstAfterMs?: number
  readonly onFailure: (error: unknown) => void
}

/** The signal of a round is aborted by `stop`. */
export function startLoop(
  round: Round,
  {
    clock,
    firstAfterMs = 0,
    onFailure,
    afterFailureMs,
  }: LoopOptions & {
    /** The wait after a round that failed. */
    readonly afterFailureMs: number
  },
): Loop {
  const bell = createBell(clock)
  const stopping = new AbortController()
  const { signal } = stopping
  const run = async () => {
    if (firstAfterMs > 0) await bell.wait(firstAfterMs, signal)
    while (!signal.aborted) {
      const waitMs = await round(signal).catch((error: unknown) => {
        onFailure(error)
        return afterFailureMs
      })
      await bell.wait(waitMs, signal)
    }
  }
  const running = run()
  return {
    ring: () => bell.ring(),
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** A loop whose rounds come in one period, whether they succeed or fail. */
export function startPeriodic(
  work: (signal: AbortSignal) => Promise<void>,
  { everyMs, ...options }: LoopOptions & { readonly everyMs: number },
): Loop {
  const round: Round = async (signal) => {
    await work(signal)
    return everyMs
  }
  return startLoop(round, { ...options, afterFailureMs: everyMs })
}
