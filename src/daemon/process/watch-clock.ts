// The wall clock is for people and calendars, but what waits until a time waits by it, since it must survive
// a restart. A clock that is set back would make it wait for as long as the clock had been wrong: it is
// noticed against the monotonic clock, and at start against the times of the last moves, and those times are
// moved too. A clock that is set forward makes a wait shorter, which harms nothing; what is deleted by its
// age has a time of its own (lib/time/settled-time.ts). docs/reliability.md has every stored time, and what
// is done when it is still to come.
//
// People are told (condition `clock`) when it jumps by an hour and more, and when it is behind the newest
// fact by more than a day. A clock that is wrong by years, as of a machine without a battery, is no clock at
// all: nothing starts by it.

import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { FactChain } from '../../ledger/contract/fact-chain.ts'
import type { Upkeep } from '../../ledger/contract/upkeep.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { errorText } from '../../lib/files/files.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { Log } from '../../lib/log.ts'
import { startPeriodic } from '../../lib/waiting/loop.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'

const lookEveryMs = 5_000
const jumpMs = 1_000
/** A jump of this size is reported to people. */
const toldMs = 60 * 60_000
const dayMs = 24 * toldMs
/** This program did not exist before. */
const earliestMs = Date.UTC(2026, 0, 1)

/** @throws KnownError CLOCK-WRONG. */
export function mustHaveTime(clock: Pick<Clock, 'nowMs'>): void {
  const nowMs = clock.nowMs()
  if (nowMs >= earliestMs) return
  throw new KnownError(message('CLOCK-WRONG', { nowMs }))
}

interface WatchDeps {
  readonly ledger: Conditions & Pick<FactChain, 'newestMs'> & Pick<Upkeep, 'clockSetBack'>
  readonly clock: Clock
  readonly log: Log
  readonly zone: string
}

const subject = 'clock'

export async function watchClock(deps: WatchDeps): Promise<{ stop(): Promise<void> }> {
  const { ledger, clock, log } = deps
  const offset = () => clock.nowMs() - clock.monotonicMs()
  const moveTimes = async (): Promise<void> => {
    const moved = await ledger.clockSetBack(clock.nowMs())
    if (moved > 0)
      log.warn({ transfers: moved }, 'The clock was set back; what waits goes by it now')
  }
  let known = offset()
  await tellAtStart(deps)
  await moveTimes()
  const lookOnce = async (): Promise<void> => {
    const now = offset()
    const byMs = now - known
    const wasSetBack = byMs < -jumpMs
    known = now
    if (Number.isFinite(byMs) && Math.abs(byMs) >= toldMs)
      await tell(deps, jump(clock.nowMs(), byMs))
    if (wasSetBack) await moveTimes()
  }
  return startPeriodic(lookOnce, {
    clock,
    ...{ everyMs: lookEveryMs, firstAfterMs: lookEveryMs },
    onFailure(error) {
      // Tried again at the next look.
      known = Number.POSITIVE_INFINITY
      log.error(
        { error: errorText(error) },
        'The clock was set back, and what waits could not be told',
      )
    },
  })
}

async function tellAtStart(deps: WatchDeps): Promise<void> {
  const nowMs = deps.clock.nowMs()
  const newestMs = await deps.ledger.newestMs()
  const isBehind = newestMs !== null && newestMs > nowMs + dayMs
  if (isBehind) await tell(deps, message('CLOCK-BEHIND', { nowMs, newestMs }))
  else await deps.ledger.note(subject, null)
}

/** Back: as a clock that is behind what was written until now. */
function jump(nowMs: number, byMs: number): CodedMessage {
  return byMs > 0
    ? message('CLOCK-JUMPED', { fromMs: nowMs - byMs, toMs: nowMs })
    : message('CLOCK-BEHIND', { nowMs, newestMs: nowMs - byMs })
}

async function tell({ ledger, log, zone }: WatchDeps, told: CodedMessage): Promise<void> {
  log.warn({ code: told.code }, sentenceOf(told, { zone }))
  await ledger
    .note(subject, told)
    .catch((error: unknown) =>
      log.error({ error: errorText(error) }, 'The clock could not be told of'),
    )
}
