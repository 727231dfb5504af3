// Notes in the spool without a row in the ledger: the ledger was lost, or restored from an older copy. Their
// transfers are recorded again and wait for a person: none is sent automatically. A note of an archived
// transfer is a leftover and is removed.

import { readdir } from 'node:fs/promises'
import { forget, errorText } from '../lib/files/files.ts'
import type { Log } from '../lib/log.ts'
import { isOver } from '../journey/moves/state-sets.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Spool } from '../ledger/spool/spool.ts'
import { type IdentityNote, readNote } from '../ledger/spool/identity-note.ts'
import { message } from '../wording/catalogue.ts'

export async function adoptNotes(deps: {
  readonly ledger: Pick<TransferMoves, 'record'> & Pick<TransferReading, 'find'>
  readonly log: Log
  readonly spool: Spool
}): Promise<void> {
  const { ledger, log, spool } = deps
  const ids = (await readdir(spool.folder))
    .filter((name) => name.endsWith('.meta'))
    .map((name) => name.slice(0, -'.meta'.length))
  for (const id of ids) {
    const known = await ledger.find(id)
    if (known !== null) {
      if (isOver(known.state) && known.state === 'archived') await forget(spool.note(id))
      continue
    }
    try {
      const note = await readNote(spool.note(id))
      if (note === null) continue
      await ledger.record([foundAgain(note)])
    } catch (error) {
      log.error(
        { note: spool.note(id), error: errorText(error) },
        'A note in the spool cannot be read: look at it by hand',
      )
    }
  }
}

function foundAgain(note: IdentityNote): NewTransfer {
  const { id, bank, virtualFile, folder, look, name, sizeBytes, sha256, pesit, intent } = note
  const found = intent ? 'spool-end-noted' : 'spool'
  const reason = message('LEDGER-LOST', { name, bank, found, folder })
  return {
    id,
    direction: 'out',
    state: intent ? 'in-doubt' : 'held',
    bank,
    virtualFile,
    folder,
    name,
    look,
    sizeBytes,
    sha256,
    priority: 1,
    lane: '',
    pesit: { ...pesit, opened: true },
    reason,
    sentence: reason,
    actor: 'daemon',
  }
}
