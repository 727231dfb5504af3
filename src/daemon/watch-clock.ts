// The wall clock is for people and calendars, but what waits until a time waits by it, since it must survive a
// restart. A clock that is set back would make it wait for as long as the clock had been wrong: it is noticed
// against the monotonic clock, and at start against the times of the last moves, and those times are moved too.
// A clock that is set forward makes a wait shorter, which harms nothing.

import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/clock.ts'
import { said } from '../lib/files.ts'
import type { Log } from '../lib/log.ts'

const lookEveryMs = 5_000
const jumpMs = 1_000

export async function watchClock(deps: {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
}): Promise<{ stop(): Promise<void> }> {
  const { ledger, clock, log } = deps
  const stopping = new AbortController()
  const offset = () => clock.nowMs() - clock.monotonicMs()
  const moveTimes = async (): Promise<void> => {
    const moved = await ledger.clockSetBack(clock.nowMs())
    if (moved > 0)
      log.warn({ transfers: moved }, 'The clock was set back; what waits goes by it now')
  }
  let known = offset()
  await moveTimes()
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(lookEveryMs, stopping.signal)
      const now = offset()
      const wasSetBack = now < known - jumpMs
      known = now
      if (!wasSetBack) continue
      await moveTimes().catch((error: unknown) => {
        // Tried again at the next look.
        known = Number.POSITIVE_INFINITY
        log.error(
          { error: said(error) },
          'The clock was set back, and what waits could not be told',
        )
      })
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await watching
    },
  }
}
