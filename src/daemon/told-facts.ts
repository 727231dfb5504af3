// Passes every fact, as it is written, to those who follow facts: event streams and figures.

import { type Bell, createBell } from '../lib/waiting/bell.ts'
import type { ObservedFact } from '../ledger/watch-facts.ts'

export interface ToldFacts {
  tell(fact: ObservedFact): void
  onFact(heard: (fact: ObservedFact) => void): void
  /** A new bell that rings at every fact, until the signal is aborted. */
  listen(signal: AbortSignal): Bell
}

export function createToldFacts(): ToldFacts {
  const hearers = new Set<(fact: ObservedFact) => void>()
  const bells = new Set<Bell>()
  return {
    tell(fact) {
      for (const heard of hearers) heard(fact)
      for (const bell of bells) bell.ring()
    },
    onFact: (heard) => void hearers.add(heard),
    listen(signal) {
      const bell = createBell()
      bells.add(bell)
      signal.addEventListener('abort', () => bells.delete(bell), { once: true })
      return bell
    },
  }
}
