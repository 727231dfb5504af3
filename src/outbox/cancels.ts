// Cancelling by a file: `x.xml.cancel` in the outbox is the order to cancel x.xml. What is there to
// be cancelled is one of two things, never both:
//
//   in the folder   x.xml is still there: when it would be taken it is taken as cancelled (claim.ts), in the
//                   ledger from its birth on. Until then the order stays where it is
//   taken           the last one of that name that was taken from here: the order is given by the table of
//                   moves
//
// Then, for each order, in whatever state a look finds it:
//
//   answer   the ledger says `cancelled`; or why not is written beside the data, whole
//   remove   the cancel file is claimed, as anything that we take from a share, and removed. Whoever misses
//            it knows that the order was answered
//
// A crash between the two finds the order again and answers the same: what is cancelled stays so, what could
// not be cancelled cannot be now. A crash after the claim leaves the file among the claimed ones, and
// outbox/owner/adopt.ts removes it. Each order has its own task: a folder of answers that hangs holds up
// neither the looks nor other orders.

import { errorText } from '../lib/files/files.ts'
import { failpoint } from '../lib/failpoint.ts'
import { newId } from '../lib/id.ts'
import { cancelEnding, cancelName, lookOf } from '../share/places.ts'
import type { SeenFile } from '../share/looking.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import { message } from '../wording/catalogue.ts'
import type { OutboxLoop } from './loop-state.ts'

/** What a transfer is born with that must never be sent. */
export function cancelledAtBirth(name: string): Pick<NewTransfer, 'reason'> {
  const reason = message('CANCELLED', { how: 'file', actor: cancelName(name), why: '' })
  return { reason }
}

/** Begins to answer the orders whose file is not in the folder any more. */
export async function answerCancels(loop: OutboxLoop, cancels: readonly SeenFile[]): Promise<void> {
  const { deps, options, state } = loop
  const fresh = cancels.filter(({ name }) => !state.answering.has(name))
  if (fresh.length === 0) return
  const looked = await deps.share.look({
    folder: options.folder,
    limit: 1,
    take: [],
    leave: [],
    passOver: [],
    expected: state.arrived?.identity ?? null,
    about: fresh.map(({ name }) => orderedOf(name)),
  })
  if (looked.kind === 'fault') return
  const waiting = new Set(looked.about.map(({ name }) => name))
  for (const file of fresh.filter(({ name }) => !waiting.has(orderedOf(name)))) {
    const answering = answer(loop, file)
      .catch((error: unknown) =>
        deps.log.error(
          { name: file.name, error: errorText(error) },
          'An order could not be answered',
        ),
      )
      .finally(() => state.answering.delete(file.name))
    state.answering.set(file.name, answering)
  }
}

const orderedOf = (name: string) => name.slice(0, -cancelEnding.length)

async function answer({ deps, options: { folder } }: OutboxLoop, file: SeenFile): Promise<void> {
  if ((await deps.ownership.prove()).kind !== 'ours') return
  if ((await deps.cancel(orderedOf(file.name))) === 'later') return
  failpoint('cancel.answered')
  const look = lookOf(newId(), deps.ledgerId)
  const hold = deps.ownership.hold()
  if (hold === null) return
  const claimed = await deps.share.claim({ folder, look, files: [file], hold })
  failpoint('cancel.taken')
  // Written anew since, or a share that is gone: the next look finds it, and it is answered again.
  if (claimed.kind !== 'claimed' || claimed.files[0]?.kind !== 'claimed') return
  await deps.share.remove({ folder, look, name: file.name })
}
