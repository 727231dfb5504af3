// Rings after every write that others follow, so that they look at the ledger at once. When a ring is lost,
// they see the write at their next poll.

import type { Ledger } from '../ledger/ledger.ts'

export function ringing(ledger: Ledger, ring: () => void): Ledger {
  const after = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work
    ring()
    return done
  }
  return {
    ...ledger,
    record: (born) => after(ledger.record(born)),
    recordOnce: (born, key) => after(ledger.recordOnce(born, key)),
    move: (move) => after(ledger.move(move)),
    admit: (admission) => after(ledger.admit(admission)),
    recordReceived: (received) => after(ledger.recordReceived(received)),
    noteRepeats: (repeats) => after(ledger.noteRepeats(repeats)),
    takeDue: (bank, nowMs, except) => after(ledger.takeDue(bank, nowMs, except)),
    note: (subject, condition, sinceMs) => after(ledger.note(subject, condition, sinceMs)),
  }
}
