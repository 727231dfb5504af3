// A data folder that was brought back from a copy does not know what was sent since the copy was made. Whoever
// restores it says so by a file `restored` in it, before the first start; nobody else can tell a restored ledger
// from one that was only stopped. Then, before anything is recovered, claimed or sent:
//
//   hold     what was on its way out waits for a person, each with the reason. What was at its end is left to
//            recovery, which takes it as doubt.
//   since    what an outbox's work folder holds without a row was claimed after the copy was made, and is held too
//   forget   the file `restored` goes. A crash before that holds once more, and finds nothing left to hold.

import { dirname, join } from 'node:path'
import type { OutboundState } from '../journey/outbound.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { noteSince } from '../ledger/since.ts'
import { forget, pathExists, syncFolder } from '../lib/files.ts'
import type { Log } from '../lib/log.ts'

const underWay = [
  'claimed',
  'sealed',
  'queued',
  'waiting',
  'sending',
] as const satisfies readonly OutboundState[]
const pageOf = 500

export async function holdRestored(deps: {
  readonly ledger: Ledger
  readonly log: Log
  readonly dataFolder: string
}): Promise<void> {
  const { ledger, log, dataFolder } = deps
  const mark = join(dataFolder, 'restored')
  if (!(await pathExists(mark))) return
  let held = 0
  let after = 0
  for (;;) {
    const page = await ledger.list({
      direction: 'out',
      states: underWay,
      order: 'oldest',
      after,
      limit: pageOf,
    })
    for (const transfer of page) {
      await ledger.move({
        id: transfer.id,
        version: transfer.version,
        event: 'held',
        patch: { code: 'RESTORED', reason: reasonOf(transfer), dueMs: null },
        sentence: reasonOf(transfer),
      })
      held += 1
      after = transfer.sequence
    }
    if (page.length < pageOf) break
  }
  await noteSince(dataFolder)
  await forget(mark)
  await syncFolder(dirname(mark))
  log.warn({ held }, 'The data folder was restored: what was on its way out waits for a person')
}

function reasonOf({ name, bank }: Transfer): string {
  return `The data folder was restored from a copy. Since that was made ${name} may have been sent: ask ${bank}’s desk whether it has it. Release it only if it surely does not; else cancel it.`
}
