// Wrong keys, by the address that sent them: after a few, each further one makes that address wait twice as
// long. Bounded: beyond so many addresses the oldest is forgotten.

const free = 5
const firstWaitMs = 1_000
const longestWaitMs = 5 * 60_000
const forgetAfterMs = 15 * 60_000
const mostAddresses = 10_000

interface Failures {
  count: number
  untilMs: number
  lastMs: number
}

export interface FailureBook {
  /** How long this address must still wait, milliseconds; 0: not at all. */
  waitMs(address: string, nowMs: number): number
  failed(address: string, nowMs: number): void
  succeeded(address: string): void
}

export function createFailureBook(): FailureBook {
  const book = new Map<string, Failures>()
  return {
    waitMs(address, nowMs) {
      return Math.max(0, (book.get(address)?.untilMs ?? 0) - nowMs)
    },
    failed(address, nowMs) {
      const before = book.get(address)
      const known = before !== undefined && nowMs - before.lastMs < forgetAfterMs ? before.count : 0
      const count = known + 1
      const waitMs =
        count <= free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (count - free - 1))
      book.delete(address)
      book.set(address, { count, untilMs: nowMs + waitMs, lastMs: nowMs })
      const [oldest] = book.keys()
      if (book.size > mostAddresses && oldest !== undefined) book.delete(oldest)
    },
    succeeded: (address) => void book.delete(address),
  }
}
