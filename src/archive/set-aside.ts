// Puts a cancelled file into the archive, for as long as the archive keeps files: its bytes, and beside them
// a receipt that says who cancelled it. The state of the transfer stays `cancelled`. Every step can be
// repeated after a crash:
//
//   bytes      Renamed from the spool, like those of a sent file. A file that was cancelled before it was
//              sealed has no bytes there: its original is copied, as sealing does it.
//   receipt    Written whole.
//   original   Removed from the outbox's claimed folder. If it was changed after it was sealed, it stays, and
//              is held as a transfer of its own.
//   note       The note of its identity is removed.

import { dirname } from 'node:path'
import { makeFolderDurably, writeDurably } from '../disk/durable.ts'
import { forget, pathExists } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { giveFolders } from '../disk/owner.ts'
import { sealedAs } from '../journey/sealed-as.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type KeepDeps, moveBytes } from './keep.ts'
import { holdChanged } from './originals.ts'
import { archivedPath, archiveFolder, receiptPath } from './places.ts'
import { receiptOf } from './receipt.ts'
import { message } from '../wording/catalogue.ts'

/** @throws KnownError when a disk or share refuses. */
export async function setAside(deps: KeepDeps, transfer: Transfer): Promise<void> {
  const { ledger, clock, dataFolder, spool } = deps
  const path = archivedPath(dataFolder, transfer)
  const facts = await ledger.facts({ transferId: transfer.id })
  await makeFolderDurably(dirname(path))
  await giveFolders(archiveFolder(dataFolder), dirname(path), deps.owner)
  const original = (await haveBytes(deps, transfer, path))
    ? sealedAs(transfer, facts)
    : await copyOriginal(deps, transfer)
  if (original !== null) await moveBytes(deps, transfer, path)
  await writeDurably(
    receiptPath(dataFolder, transfer),
    receiptOf(transfer, facts, {
      archivedMs: clock.nowMs(),
      head: await ledger.head(),
      zone: deps.zone,
    }),
    deps.syncFolder,
  )
  const { folder, look, name } = transfer
  const share = look === '' ? null : deps.shareOf(folder)
  if (share !== null && original !== null) {
    const removed = await share.remove({
      ...{ folder, look, name },
      ...(original === undefined ? {} : { sealed: original }),
    })
    if (removed.kind === 'fault') throw new KnownError(removed)
    if (removed.kind === 'changed')
      await holdChanged(deps, transfer, { how: removed.how, isSent: false })
  }
  await forget(spool.note(transfer.id))
}

async function haveBytes({ spool }: KeepDeps, { id }: Transfer, path: string): Promise<boolean> {
  return (await pathExists(path)) || (await pathExists(spool.bytes(id)))
}

/** null: nothing of the file is left. */
async function copyOriginal(
  { shareOf, spool }: KeepDeps,
  { id, folder, look, name }: Transfer,
): Promise<ReturnType<typeof sealedAs> | null> {
  const share = look === '' ? null : shareOf(folder)
  if (share === null) return null
  const sealed = await share.seal({ folder, look, name, target: spool.bytes(id) })
  if (sealed.kind === 'gone') return null
  if (sealed.kind === 'sealed') return sealed
  if (sealed.kind === 'changed')
    throw new KnownError(message('FILE-CHANGED', { name, found: 'set-aside' }))
  throw new KnownError(sealed)
}
