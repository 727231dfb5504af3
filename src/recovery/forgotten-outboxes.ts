// Removes reports about files in a folder that is no outbox any more: nobody looks there again, so they would
// stay for ever. The files stay where they are, and belong to their owner.

import { lyingIn } from '../journey/condition-subject.ts'
import type { Conditions } from '../ledger/contract/conditions.ts'
import type { FirstSights } from '../ledger/contract/outboxes.ts'

export async function forgetOutboxes(
  ledger: Conditions & Pick<FirstSights, 'dropFirstSights'>,
  folders: readonly string[],
): Promise<void> {
  const kept = new Set(folders)
  for (const { subject } of await ledger.conditions()) {
    const lying = lyingIn(subject)
    if (lying !== null && !kept.has(lying.folder)) await ledger.note(subject, null)
  }
  await ledger.dropFirstSights(folders)
}
