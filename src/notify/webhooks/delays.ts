// When a failed delivery is tried again: soon at first, then later each time, for three days. Pure.

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The delay after the first failure, the second, …; the last one repeats. */
const delaysMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
]
const maximumRequestedMs = 24 * hour

/** @returns milliseconds since 1970; null: the time of the delivery is over, and it is given up. */
export function againAtMs(request: {
  /** How many tries have failed, including this one. */
  readonly failures: number
  readonly nowMs: number
  readonly untilMs: number
  /** What the receiver asked for by `Retry-After`; null: nothing. */
  readonly retryAfterMs: number | null
  /** From 0 to 1: spreads the tries, so that many do not come at once. */
  readonly chance: number
}): number | null {
  const { failures, nowMs, untilMs, retryAfterMs, chance } = request
  if (nowMs >= untilMs) return null
  const plainMs = delaysMs[Math.min(failures, delaysMs.length) - 1] ?? 5 * second
  const asked = Math.min(retryAfterMs ?? 0, maximumRequestedMs)
  const delayMs = Math.max(plainMs * (1 + 0.2 * chance), asked)
  // The last try is at the very end of the time.
  return Math.round(Math.min(nowMs + delayMs, Math.max(untilMs, nowMs + 1)))
}

/** How long the receiver is paused after a number of failures in a row, whichever deliveries they were. */
export function pauseMs(failuresInARow: number): number {
  return failuresInARow === 0 ? 0 : Math.min(minute, second * 2 ** (failuresInARow - 1))
}
