// When to try again: a growing delay with jitter, so that many files do not call at the same moment. Pure.

export interface Backoff {
  readonly firstDelayMs: number
  readonly maximumDelayMs: number
}

/** `failures` 1 is the first; `chance` is in [0, 1). Between half and the whole of the doubled delay. */
export function delayAfter(failures: number, backoff: Backoff, chance: number): number {
  const doubled = backoff.firstDelayMs * 2 ** Math.min(30, Math.max(0, failures - 1))
  const capped = Math.min(doubled, backoff.maximumDelayMs)
  return Math.round(capped / 2 + (capped / 2) * chance)
}
