// An uploaded file is admitted. It has no folder to go back to: until the ledger knows it, the caller has the
// file and no answer; from then on we have it. The order of the steps, and what a start finds after a crash
// behind each of them (recovery/uploads.ts):
//
//   bytes      streamed to `<id>.upload` in the spool while they are hashed, never held in memory; within the
//              limit, and with the reserve left free. A crash leaves part of a file without a row: removed.
//   synced     fsync of the file, then of the spool folder. The file is whole, but has no row: it is removed
//              too, because its caller had no answer and will send it again.
//   recorded   one transaction: the transfer as `sealed`, with size and hash, and the key of the call. A
//              crash leaves the row and the upload: the upload is moved to its place.
//   placed     renamed to its name in the spool. From here on it is like any sealed file: checked, queued,
//              sent.
//
// The row is written before the rename, so that bytes with a plain id in the spool always had a row. If a
// ledger is lost, a start must never remove what was sealed or received.

import type { ApiCalls, CallKey, OnceOutcome } from '../ledger/contract/calls.ts'
import type { Upkeep } from '../ledger/contract/upkeep.ts'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { asKnown, moveDurably, synced } from '../disk/durable.ts'
import { systemErrorCode, forget, freeBytes, pathExists } from '../lib/files/files.ts'
import { failpoint } from '../lib/failpoint.ts'
import { createHashingWriter } from '../lib/files/hashing-writer.ts'
import { newId } from '../lib/id.ts'
import { KnownError } from '../wording/known-error.ts'
import type { Transfer } from '../journey/transfer.ts'
import type { NewTransfer } from '../journey/new-transfer.ts'
import { message } from '../wording/catalogue.ts'
import type { Spool } from '../ledger/spool/spool.ts'

export interface UploadDeps {
  readonly ledger: Pick<ApiCalls, 'recordOnce'> & Pick<Upkeep, 'hasReserve'>
  readonly spool: Spool
  readonly syncSpool: () => Promise<void>
  /** Always left free on the spool's disk. */
  readonly reserveBytes: number
  readonly maximumBytes: number
}

/** An upload that is whole and durable, but not ours yet: it is recorded or dropped. */
export interface Upload {
  readonly id: string
  readonly sizeBytes: number
  readonly sha256: string
}

export type TakeOutcome =
  | { readonly kind: 'taken'; readonly upload: Upload }
  | { readonly kind: 'too-large'; readonly maximumBytes: number }
  | { readonly kind: 'empty' }

/** The free space of the disk is checked again after this many bytes. */
const checkRoomEveryBytes = 64 * 1024 * 1024

/**
 * `expectedBytes`: the size that the caller announced, 0 when it announced none. Leaves nothing behind unless
 * the outcome is `taken`.
 * @throws KnownError DISK-FULL, FILE-SYNC-FAILED; the error of the stream.
 */
export async function takeUpload(
  deps: UploadDeps,
  body: AsyncIterable<Uint8Array>,
  expectedBytes: number,
): Promise<TakeOutcome> {
  const { spool, maximumBytes } = deps
  const id = newId()
  requireRow(deps)
  await requireRoom(deps, Math.min(expectedBytes, maximumBytes))
  try {
    const outcome = await write(deps, id, body)
    if (outcome.kind !== 'taken') await forget(spool.upload(id))
    return outcome
  } catch (error) {
    // The rest only occupies space, and space may be what is missing; a start finds the rest too.
    await forget(spool.upload(id)).catch(() => undefined)
    throw asKnown(error, spool.folder)
  }
}

async function write(
  deps: UploadDeps,
  id: string,
  body: AsyncIterable<Uint8Array>,
): Promise<TakeOutcome> {
  const { spool, syncSpool, maximumBytes } = deps
  const path = spool.upload(id)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = await open(path, flags, 0o600)
  try {
    const writer = createHashingWriter(file, { offset: 0 })
    let checkRoomAtBytes = checkRoomEveryBytes
    for await (const piece of body) {
      if (writer.bytes + piece.length > maximumBytes) {
        await writer.flush()
        return { kind: 'too-large', maximumBytes }
      }
      await writer.write([piece], piece.length)
      if (writer.bytes < checkRoomAtBytes) continue
      await requireRoom(deps, 0)
      checkRoomAtBytes += checkRoomEveryBytes
    }
    await writer.flush()
    if (writer.bytes === 0) return { kind: 'empty' }
    failpoint('upload.taken')
    await synced(file, path)
    failpoint('upload.written')
    await syncSpool()
    failpoint('upload.synced')
    return { kind: 'taken', upload: { id, sizeBytes: writer.bytes, sha256: writer.digest() } }
  } finally {
    await file.close()
  }
}

/** An upload whose row cannot be written would be refused after it was read: so it is refused before. */
function requireRow({ ledger, spool }: UploadDeps): void {
  if (ledger.hasReserve()) return
  throw new KnownError(message('DISK-FULL', { what: 'row', folder: spool.folder }))
}

async function requireRoom(
  { spool, reserveBytes }: UploadDeps,
  neededBytes: number,
): Promise<void> {
  const haveBytes = await freeBytes(spool.folder)
  if (haveBytes >= neededBytes + reserveBytes) return
  throw new KnownError(
    message('DISK-FULL', {
      what: 'upload',
      folder: spool.folder,
      haveBytes,
      neededBytes: neededBytes + reserveBytes,
    }),
  )
}

/** Removes an upload that is not recorded. */
export async function dropUpload({ spool }: Pick<UploadDeps, 'spool'>, id: string): Promise<void> {
  await forget(spool.upload(id))
}

/** Where the upload goes, according to the caller and the configuration. */
export interface UploadOrder {
  readonly bank: string
  readonly virtualFile: string
  /** The outbox that names the virtual file; '' when there is none. */
  readonly folder: string
  readonly priority: number
  readonly lane: string
  /** The name for the bank, before it is converted to the bank's alphabet. */
  readonly remoteName: string
  /** The name of the caller's own file; '' when the caller did not give it. */
  readonly uploadName: string
  readonly actor: string
  /** The user of this machine, for a call without a key. */
  readonly localUid?: number | undefined
  readonly key: CallKey | null
}

/** Records the upload and moves it to its place, or drops it when the same call was made before. */
export async function admitUpload(
  deps: Pick<UploadDeps, 'ledger' | 'spool' | 'syncSpool'>,
  upload: Upload,
  order: UploadOrder,
): Promise<OnceOutcome<Transfer>> {
  const { id, sizeBytes, sha256 } = upload
  const { key, remoteName, ...rest } = order
  const { actor } = order
  const uploadName = order.uploadName === remoteName ? '' : order.uploadName
  const added: NewTransfer = {
    ...rest,
    id,
    direction: 'out',
    state: 'sealed',
    name: remoteName,
    look: '',
    sizeBytes,
    sha256,
    pesit: null,
    reason: null,
    sentence: message('HANDED-OVER', { actor, name: remoteName, uploadName, sizeBytes, sha256 }),
  }
  const outcome = await deps.ledger.recordOnce(added, key).catch(async (error: unknown) => {
    // On a full disk nothing was written: the caller gets the error, and nothing of the upload stays.
    if (systemErrorCode(error) === 'DISK-FULL') await dropUpload(deps, id)
    throw error
  })
  failpoint('upload.recorded')
  if (outcome.kind === 'recorded') await placeUpload(deps, id)
  else await dropUpload(deps, id)
  failpoint('upload.placed')
  return outcome
}

/** Gives an upload its name in the spool. Does nothing when this was done before. */
export async function placeUpload(
  { spool, syncSpool }: Pick<UploadDeps, 'spool' | 'syncSpool'>,
  id: string,
): Promise<void> {
  if (await pathExists(spool.upload(id)))
    await moveDurably(spool.upload(id), spool.bytes(id), syncSpool)
}
