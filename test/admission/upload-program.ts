// A process of its own that takes one upload, to be killed at a labelled point:
// `upload-program FOLDER`. Prints the answers that it gets.

import { writeSync } from 'node:fs'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { admitUpload, takeUpload } from '../../src/admission/upload.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { makeFolderDurably, syncFolder } from '../../src/disk/durable.ts'
import { openLedger } from '../../src/ledger/open.ts'

const folder = process.argv[2] ?? ''
const spool = spoolIn(folder)
await makeFolderDurably(spool.folder)
const ledger = await openLedger({ folder, clock: systemClock })
const deps = {
  ledger,
  spool,
  syncSpool: () => syncFolder(spool.folder),
  reserveBytes: 0,
  maximumBytes: 1_000_000,
}
const taken = await takeUpload(
  deps,
  (async function* () {
    for (let count = 0; count < 10; count += 1) yield Buffer.alloc(10_000, count)
  })(),
  100_000,
)
if (taken.kind !== 'taken') throw new Error(taken.kind)
const outcome = await admitUpload(deps, taken.upload, {
  bank: 'bank',
  virtualFile: 'VIREMENTS',
  folder: '',
  priority: 1,
  lane: '',
  remoteName: 'salaires.xml',
  uploadName: 'paie.xml',
  actor: 'erp',
  key: { caller: 'erp', key: 'k', request: 'r' },
})
writeSync(1, JSON.stringify({ id: taken.upload.id, kind: outcome.kind }))
await ledger.close()
