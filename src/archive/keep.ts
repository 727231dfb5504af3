// Keeps what is done: the spool's file moves into the archive beside its receipt, the claimed original
// goes, the ledger says `archived`. Every step can be done again after a crash:
//
//   receipt    written whole; written again it says the same, plus later facts
//   bytes      given to those who may read them, where the configuration names them; renamed from the spool; when they are in the archive already, that is done, but perhaps not
//              yet durable: both folders are fsynced again
//   original   removed from the outbox's claimed folder; when it is gone, that is done. One that was changed
//              after it was sealed stays, as a transfer of its own that a person must decide: the bank has
//              what was sealed
//   ledger     `archived`; the note of the identity goes after it
//
// Bytes that are in neither place are an alarm, never silently archived.

import { basename, dirname } from 'node:path'
import {
  codeOf,
  forget,
  makeFolderDurably,
  moveDurably,
  syncBoth,
  writeDurably,
  type SyncFolder,
} from '../lib/files.ts'
import { failpoint } from '../lib/failpoint.ts'
import { KnownError } from '../lib/known-error.ts'
import { giveFolders, givePath, type Owner } from '../lib/owner.ts'
import type { Clock } from '../lib/clock.ts'
import type { Fact } from '../journey/fact.ts'
import { sealedAs } from '../journey/sealed-as.ts'
import type { Transfer } from '../journey/transfer.ts'
import { newId } from '../lib/id.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Share } from '../share/share.ts'
import { archivedPath, archiveFolder, receiptPath } from './places.ts'
import { receiptOf } from './receipt.ts'

export interface KeepDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  /** The operator's, for sentences. */
  readonly zone: string
  readonly dataFolder: string
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** The share of an outbox; null for a folder that the configuration no longer names. */
  readonly shareOf: (folder: string) => Share | null
  /** Who may read archived files besides the service user. */
  readonly owner: Owner
  /** fsync of a folder, shared with others who need it now. */
  readonly syncFolder: SyncFolder
  /** An original was changed after it was sealed; it is a transfer of its own now. */
  readonly onChanged: (changed: Transfer) => void
}

/** @throws KnownError when the bytes are nowhere, or a disk or share refuses. */
export async function keep(deps: KeepDeps, transfer: Transfer): Promise<void> {
  const { ledger, clock, dataFolder, spool } = deps
  const path = archivedPath(dataFolder, transfer)
  await makeFolderDurably(dirname(path))
  await giveFolders(archiveFolder(dataFolder), dirname(path), deps.owner)
  const facts = await ledger.facts({ transferId: transfer.id })
  await writeDurably(
    receiptPath(dataFolder, transfer),
    receiptOf(transfer, facts, {
      archivedMs: clock.nowMs(),
      head: await ledger.head(),
      zone: deps.zone,
    }),
    deps.syncFolder,
  )
  failpoint('archive.receipt')
  await moveBytes(deps, transfer, path)
  failpoint('archive.moved')
  if (transfer.direction === 'out') await removeOriginal(deps, transfer, facts)
  failpoint('archive.removed')
  const sentence = `Kept in the archive as ${basename(path)}.`
  await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'archived',
    patch: {},
    sentence,
  })
  failpoint('archive.recorded')
  await forget(spool.note(transfer.id))
}

export async function moveBytes(
  { spool, syncFolder, owner }: KeepDeps,
  transfer: Transfer,
  to: string,
): Promise<void> {
  const from = spool.bytes(transfer.id)
  if (await givePath(to, owner)) return syncBoth(from, to, syncFolder)
  await givePath(from, owner)
  try {
    await moveDurably(from, to, syncFolder)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new KnownError(
      'FILE-DAMAGED',
      `The bytes of ${transfer.name || transfer.id} are neither in the spool (${from}) nor in the archive.`,
      { cause: error },
    )
  }
}

async function removeOriginal(
  deps: KeepDeps,
  transfer: Transfer,
  facts: readonly Fact[],
): Promise<void> {
  const { folder, look, name } = transfer
  const share = look === '' ? null : deps.shareOf(folder)
  if (share === null) return
  const sealed = sealedAs(transfer, facts)
  const removed = await share.remove({
    folder,
    look,
    name,
    ...(sealed === undefined ? {} : { sealed }),
  })
  if (removed.kind === 'fault') throw new KnownError(removed.code, removed.sentence)
  if (removed.kind === 'changed') await beginAnew(deps, transfer)
}

/** Once, although a crash may bring us here again. */
async function beginAnew({ ledger, onChanged }: KeepDeps, transfer: Transfer): Promise<void> {
  const { id, bank, virtualFile, folder, look, name, priority } = transfer
  const known = await ledger.list({ direction: 'out', folder, name, limit: 10_000 })
  if (known.some((other) => other.look === look && other.name === name && other.id !== id)) return
  const reason = `${name} is held: it was changed after it was sealed and sent as ${id}. ${bank} has what was sealed, not this. Release it only if this must be sent as well.`
  const [changed] = await ledger.record([
    {
      ...{ id: newId(), direction: 'out', state: 'claimed', bank, virtualFile, folder, name, look },
      ...{ priority, sizeBytes: null, lane: '', pesit: null, reason, code: 'FILE-CHANGED' },
      sentence: `${name} in ${folder}/.pesit-drop was changed after it was sealed.`,
      actor: 'daemon',
    },
  ])
  if (changed !== undefined) onChanged(changed)
}
