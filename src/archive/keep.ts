// Archives a finished transfer: the file moves from the spool into the archive beside its receipt, the
// claimed original is removed, and the ledger says `archived`. Every step can be repeated after a crash:
//
//   receipt    Written whole. Written again it says the same, plus later facts.
//   bytes      Given to the readers whom the configuration names, then renamed from the spool. If they are in
//              the archive already, the rename is done but perhaps not durable yet: both folders are synced
//              again.
//   original   Stays in the outbox's claimed folder for a time, and is then compared and removed
//              (originals.ts). If the outbox keeps no originals, this is done here.
//   ledger     `archived`, with the time at which the original is due. Then the note of the identity is
//              removed.
//
// If the bytes are in neither place, this is an alarm: such a transfer is never silently archived.

import type { FactChain } from '../ledger/contract/fact-chain.ts'
import { basename, dirname } from 'node:path'
import {
  makeFolderDurably,
  moveDurably,
  syncBoth,
  writeDurably,
  type SyncFolder,
} from '../disk/durable.ts'
import { systemErrorCode, forget } from '../lib/files/files.ts'
import { failpoint } from '../lib/failpoint.ts'
import { KnownError } from '../wording/known-error.ts'
import { giveFolders, givePath, type Owner } from '../disk/owner.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Fact } from '../journey/fact.ts'
import { sealedAs } from '../journey/sealed-as.ts'
import type { Transfer } from '../journey/transfer.ts'
import { message } from '../wording/catalogue.ts'
import { type Changed, type OriginalDeps, sentInPart } from './originals.ts'
import { archivedPath, archiveFolder, receiptPath } from './places.ts'
import { receiptOf } from './receipt.ts'

export interface KeepDeps extends OriginalDeps {
  readonly ledger: OriginalDeps['ledger'] & FactChain
  readonly clock: Clock
  /** The operator's time zone, for sentences. */
  readonly zone: string
  readonly dataFolder: string
  readonly spool: { bytes(id: string): string; note(id: string): string }
  /** How long this outbox keeps the original of a sent file; 0: not at all. */
  readonly keepOriginalMs: (folder: string) => number
  /** Who may read archived files besides the service user. */
  readonly owner: Owner
  /** Syncs a folder, together with others who need it synced now. */
  readonly syncFolder: SyncFolder
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
  const hasOriginal = transfer.direction === 'out' && transfer.look !== ''
  const keepMs = hasOriginal ? deps.keepOriginalMs(transfer.folder) : 0
  const changed = hasOriginal && keepMs === 0 ? await removeNow(deps, transfer, facts) : null
  failpoint('archive.removed')
  const moved = await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event: 'archived',
    patch: keepMs === 0 ? {} : { originalDueMs: clock.nowMs() + keepMs },
    sentence: message('ARCHIVED', { file: basename(path) }),
  })
  failpoint('archive.recorded')
  if (changed !== null && moved.kind === 'moved') await sentInPart(deps, moved.transfer, changed)
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
    if (systemErrorCode(error) !== 'ENOENT') throw error
    throw new KnownError(
      message('FILE-DAMAGED', { path: from, why: 'nowhere', name: transfer.name || transfer.id }),
      { cause: error },
    )
  }
}

/** Removes the original at once if this outbox keeps none; otherwise it is removed later (originals.ts). */
async function removeNow(
  deps: KeepDeps,
  transfer: Transfer,
  facts: readonly Fact[],
): Promise<Changed | null> {
  const { folder, look, name } = transfer
  const share = deps.shareOf(folder)
  if (share === null) return null
  const sealed = sealedAs(transfer, facts)
  const removed = await share.remove({
    folder,
    look,
    name,
    ...(sealed === undefined ? {} : { sealed }),
  })
  if (removed.kind === 'fault') throw new KnownError(removed)
  return removed.kind === 'changed' ? removed : null
}
