// What was told of files that lie in a folder which is no outbox any more: nobody looks there again, so it
// would be told for ever. The files stay where they are, and are their owner's.

import type { Ledger } from '../ledger/ledger.ts'

export async function forgetOutboxes(
  ledger: Pick<Ledger, 'conditions' | 'note' | 'dropFirstSights'>,
  folders: readonly string[],
): Promise<void> {
  const kept = new Set(folders)
  for (const { subject } of await ledger.conditions()) {
    if (!subject.startsWith('lying:')) continue
    const folder = subject.slice('lying:'.length, subject.lastIndexOf(':'))
    if (!kept.has(folder)) await ledger.note(subject, null)
  }
  await ledger.dropFirstSights(folders)
}
