// Creates a new ledger, complete under its name or not at all. So an empty or incomplete file under that name
// is never a ledger that we began, but one that was damaged, and no start uses it.
//
//   remove what an earlier attempt left under the other name
//   create it there, with all its tables, in one file without a WAL; sync it
//   rename it, and sync the folder

import { open } from 'node:fs/promises'
import { failpoint } from '../../../lib/failpoint.ts'
import { moveDurably, synced } from '../../../disk/durable.ts'
import { forget, pathExists } from '../../../lib/files/files.ts'
import { KnownError } from '../../../wording/known-error.ts'
import { makeTables } from './connect.ts'
import { message } from '../../../wording/catalogue.ts'

const companions = ['', '-wal', '-shm', '-journal'] as const

/** @throws KnownError LEDGER-DAMAGED where parts of an older ledger lie about. */
export async function createLedger(path: string): Promise<void> {
  if (await pathExists(`${path}-wal`)) {
    throw new KnownError(message('LEDGER-DAMAGED', { why: 'removed', path }))
  }
  const making = `${path}.new`
  for (const companion of companions) await forget(`${making}${companion}`)
  makeTables(making)
  failpoint('ledger.making')
  const handle = await open(making, 'r')
  try {
    await synced(handle, making)
  } finally {
    await handle.close()
  }
  failpoint('ledger.made')
  await moveDurably(making, path)
}
