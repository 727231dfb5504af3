// When a delivery that failed is tried again: soon, then ever later, for three days. Pure.

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** After the first failure, the second, …; the last one goes on. */
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
const longestAskedMs = 24 * hour

/** Milliseconds since 1970; null: its time is over, it is given up. */
export function againAtMs(request: {
  /** How many tries have failed, this one included. */
  readonly failures: number
  readonly nowMs: number
  readonly untilMs: number
  /** What the receiver asked for, when it did. */
  readonly retryAfterMs: number | null
  /** From 0 to 1, so that many do not come at once. */
  readonly chance: number
}): number | null {
  const { failures, nowMs, untilMs, retryAfterMs, chance } = request
  if (nowMs >= untilMs) return null
  const plainMs = delaysMs[Math.min(failures, delaysMs.length) - 1] ?? 5 * second
  const asked = Math.min(retryAfterMs ?? 0, longestAskedMs)
  const delayMs = Math.max(plainMs * (1 + 0.2 * chance), asked)
  // The last try is at the very end, not somewhere before it.
  return Math.round(Math.min(nowMs + delayMs, Math.max(untilMs, nowMs + 1)))
}

/** After so many failures in a row, whatever they were about, the receiver itself is left alone for so long. */
export function pauseMs(failuresInARow: number): number {
  return failuresInARow === 0 ? 0 : Math.min(minute, second * 2 ** (failuresInARow - 1))
}
