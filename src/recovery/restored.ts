// A data folder that was restored from a copy does not know what was sent since the copy was made. Mostly the
// folder of an outbox shows this (outbox/owner/past.ts). Where none does, the person who restores it creates
// a file `restored` in it before the first start. Then, before anything is recovered, claimed or sent:
//
//   hold     Transfers under way are held for a person, each with the reason. A transfer whose end was being
//            sent is in doubt, whatever its note says: the note is as old as the copy.
//   since    Files in an outbox's work folder without a row were claimed after the copy was made. They are
//            held too.
//   doubt    After recovery: no bank is asked automatically about transfers in doubt.
//   forget   The file `restored` is removed. After a crash before that, holding runs again and finds nothing
//            to hold.

import { dirname, join } from 'node:path'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { noteSince } from '../ledger/since.ts'
import { syncFolder } from '../disk/durable.ts'
import { forget, pathExists } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { holdUnderWay } from '../outbox/hold-under-way.ts'
import { doubtFromThePast } from '../outbox/owner/past.ts'
import { message } from '../wording/catalogue.ts'

const markIn = (dataFolder: string) => join(dataFolder, 'restored')

/** @returns true when the file `restored` says that the data folder was restored. */
export async function holdRestored(deps: {
  readonly ledger: Pick<TransferMoves, 'move'> & Pick<TransferReading, 'list'>
  readonly log: Log
  readonly dataFolder: string
}): Promise<boolean> {
  const { ledger, log, dataFolder } = deps
  if (!(await pathExists(markIn(dataFolder)))) return false
  const held = await holdUnderWay(
    { ledger },
    {
      why: ({ name, bank }) => message('RESTORED', { name, bank }),
      whyDoubt: doubtFromThePast,
    },
  )
  await noteSince(dataFolder)
  log.warn({ held }, 'The data folder was restored: what was on its way out waits for a person')
  return true
}

export async function forgetRestored(dataFolder: string): Promise<void> {
  const mark = markIn(dataFolder)
  if (await forget(mark)) await syncFolder(dirname(mark))
}
