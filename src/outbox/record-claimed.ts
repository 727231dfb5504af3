// The rows of what was just claimed. The disk of the ledger may have become full between the claim and its
// row: then the files are ours, whole, and on no record. They are not given back, since their names may have
// been used again meanwhile; the rows wait in memory, with all that was known at the claim, and are written
// as soon as there is room. Until then the condition names the files. A crash or a stop in between leaves
// claimed files without rows, which the next start adopts (outbox/owner/adopt.ts).

import { conditionSubject } from '../journey/condition-subject.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { type OutboxDeps, type OutboxOptions, quietAfterTroubleMs } from './loop-state.ts'

const maximumNamed = 3

interface Claiming {
  readonly deps: Pick<OutboxDeps, 'ledger' | 'clock' | 'log' | 'zone'>
  readonly options: Pick<OutboxOptions, 'folder'>
  readonly stopping: AbortSignal
}

/**
 * @throws KnownError of a ledger that can be written no more, or DISK-FULL when we stop before there is room.
 */
export async function recordClaimed(
  claiming: Claiming,
  born: readonly NewTransfer[],
): Promise<readonly Transfer[]> {
  const { deps, options, stopping } = claiming
  const subject = conditionSubject('outbox-unwritten', options.folder)
  for (let isReported = false; ; isReported = true) {
    try {
      const transfers = await deps.ledger.record(born)
      if (isReported) await deps.ledger.note(subject, null)
      return transfers
    } catch (error) {
      if (!isFull(error) || stopping.aborted) throw error
      if (!isReported) await report(claiming, subject, born)
      await deps.clock.sleep(quietAfterTroubleMs, stopping)
    }
  }
}

async function report(
  { deps, options }: Claiming,
  subject: string,
  born: readonly NewTransfer[],
): Promise<void> {
  const { folder } = options
  const names = born.slice(0, maximumNamed).map(({ name }) => name)
  const unwritten = message('CLAIMED-UNWRITTEN', { folder, files: born.length, names })
  await deps.ledger.note(subject, unwritten)
  deps.log.error({ folder, code: unwritten.code, names }, sentenceOf(unwritten, deps))
}

function isFull(error: unknown): boolean {
  return error instanceof KnownError && error.code === 'DISK-FULL'
}
