// Counts failed authentications by caller and account: after a few failures, each further one doubles the
// time that the pair must wait. The number of pairs is bounded; the oldest is dropped.

const free = 5
const firstWaitMs = 1_000
const longestWaitMs = 5 * 60_000
const forgetAfterMs = 15 * 60_000
const most = 10_000

interface Failures {
  readonly count: number
  readonly untilMs: number
  readonly lastMs: number
}

export interface FailureBook {
  /**
   * How long this pair must still wait, in milliseconds; 0: not at all. `who` is any text, such as an address
   * and a name.
   */
  waitMs(who: string, nowMs: number): number
  failed(who: string, nowMs: number): void
  succeeded(who: string): void
}

export function createFailureBook(): FailureBook {
  const book = new Map<string, Failures>()
  return {
    waitMs(who, nowMs) {
      return Math.max(0, (book.get(who)?.untilMs ?? 0) - nowMs)
    },
    failed(who, nowMs) {
      const before = book.get(who)
      const known = before !== undefined && nowMs - before.lastMs < forgetAfterMs ? before.count : 0
      const count = known + 1
      const waitMs =
        count <= free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (count - free - 1))
      book.delete(who)
      book.set(who, { count, untilMs: nowMs + waitMs, lastMs: nowMs })
      const [oldest] = book.keys()
      if (book.size > most && oldest !== undefined) book.delete(oldest)
    },
    succeeded: (who) => void book.delete(who),
  }
}
