// At start: finishes or removes uploads that a crash cut off (admission/upload.ts). Runs before recovery
// looks at the spool, and before any program can upload. Running it twice does no more than running it once.

import { readdir } from 'node:fs/promises'
import { pathExists } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { decideUpload } from '../journey/moves/recovery.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import { type Spool, uploadIn } from '../ledger/spool/spool.ts'
import { dropUpload, placeUpload } from '../admission/upload.ts'

export async function sweepUploads(deps: {
  readonly ledger: Pick<TransferReading, 'find'>
  readonly log: Log
  readonly spool: Spool
  readonly syncSpool: () => Promise<void>
}): Promise<void> {
  const { ledger, log, spool } = deps
  for (const name of await readdir(spool.folder)) {
    const id = uploadIn(name)
    if (id === null) continue
    const transfer = await ledger.find(id)
    const placed = await pathExists(spool.bytes(id))
    const decision = decideUpload({ state: transfer?.state ?? null, placed })
    if (decision === 'place') await placeUpload(deps, id)
    else await dropUpload(deps, id)
    log.warn({ upload: id, decision }, 'An upload was cut off by the last stop')
  }
}
