// A data folder that was brought back from a copy does not know what was sent since the copy was made. Mostly
// the folder of an outbox shows it (outbox/owner/past.ts). Where none does, the person who restores it creates a file
// `restored` in it before the first start. Then, before anything is recovered, claimed or sent:
//
//   hold     what was on its way out waits for a person, each with the reason. What was at its end is in doubt,
//            whatever its note says: the note is as old as the copy
//   since    what an outbox's work folder holds without a row was claimed after the copy was made, and is held too
//   doubt    after recovery: no bank is asked by itself about what is in doubt
//   forget   the file `restored` is removed. A crash before that holds once more, and finds nothing left to hold

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

/** True: it was restored. */
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
