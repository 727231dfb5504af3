// An uploaded file becomes one of ours. It has no folder to go back to: until the ledger knows it the caller
// has it and was told nothing, from then on we do. The order, and what a crash after each step finds at start
// (recovery/uploads.ts):
//
//   bytes      streamed to `<id>.upload` in the spool while they are hashed, never held in memory; within the
//              limit, and with the reserve left free. A crash finds part of a file without a row: it goes.
//   synced     fsync of the file, then of the spool folder. Whole, but without a row: it goes all the same,
//              as its caller had no answer and will send it again.
//   recorded   one transaction: the transfer as `sealed`, with size and hash, and the key of the call. A
//              crash finds the row and the upload: it is put in its place.
//   placed     renamed to its name in the spool. From here it is like any sealed file: checked, queued, sent.
//
// The row comes before the place, so that bytes under a plain id in the spool always belonged to a row: a
// ledger that was lost must never make a start throw away what was sealed or received.

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
  /** Left free on the spool's disk whatever comes. */
  readonly reserveBytes: number
  readonly maximumBytes: number
}

/** Whole and durable, and nobody's yet: it is recorded or dropped. */
export interface Upload {
  readonly id: string
  readonly sizeBytes: number
  readonly sha256: string
}

export type TakeOutcome =
  | { readonly kind: 'taken'; readonly upload: Upload }
  | { readonly kind: 'too-large'; readonly maximumBytes: number }
  | { readonly kind: 'empty' }

/** The disk is looked at again after so much. */
const checkRoomEveryBytes = 64 * 1024 * 1024

/**
 * `expectedBytes`: what the caller announced, 0 when it did not. Leaves nothing behind unless `taken`.
 * @throws KnownError DISK-FULL, FILE-SYNC-FAILED; what the stream failed of.
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
    // What is left holds no more than room, which may be what is short; a start finds it too.
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

/** An upload whose row cannot be written would be refused after it was read: it is refused before. */
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

/** An upload that nobody wants. */
export async function dropUpload({ spool }: Pick<UploadDeps, 'spool'>, id: string): Promise<void> {
  await forget(spool.upload(id))
}

/** Where it goes, as the caller and the configuration say. */
export interface UploadOrder {
  readonly bank: string
  readonly virtualFile: string
  /** The outbox that names the virtual file, '' when none does. */
  readonly folder: string
  readonly priority: number
  readonly lane: string
  /** The name that the bank is to see, before its alphabet. */
  readonly remoteName: string
  /** What the caller's own file was called; '' when it did not say. */
  readonly uploadName: string
  readonly actor: string
  /** Of a call without a key. */
  readonly localUid?: number | undefined
  readonly key: CallKey | null
}

/** Records it and puts it in its place, or drops it when the same call was made before. */
export async function admitUpload(
  deps: Pick<UploadDeps, 'ledger' | 'spool' | 'syncSpool'>,
  upload: Upload,
  order: UploadOrder,
): Promise<OnceOutcome<Transfer>> {
  const { id, sizeBytes, sha256 } = upload
  const { key, remoteName, ...rest } = order
  const { actor } = order
  const uploadName = order.uploadName === remoteName ? '' : order.uploadName
  const born: NewTransfer = {
    ...rest,
    id,
    direction: 'out',
    state: 'sealed',
    name: remoteName,
    look: '',
    sizeBytes,
    sha256,
    pesit: null,
    reason: '',
    code: '',
    sentence: message('HANDED-OVER', { actor, name: remoteName, uploadName, sizeBytes, sha256 }),
  }
  const outcome = await deps.ledger.recordOnce(born, key).catch(async (error: unknown) => {
    // Without room nothing was written: the caller is told so, and nothing of it stays.
    if (systemErrorCode(error) === 'DISK-FULL') await dropUpload(deps, id)
    throw error
  })
  failpoint('upload.recorded')
  if (outcome.kind === 'recorded') await placeUpload(deps, id)
  else await dropUpload(deps, id)
  failpoint('upload.placed')
  return outcome
}

/** Gives an upload its name in the spool. Done already: nothing. */
export async function placeUpload(
  { spool, syncSpool }: Pick<UploadDeps, 'spool' | 'syncSpool'>,
  id: string,
): Promise<void> {
  if (await pathExists(spool.upload(id)))
    await moveDurably(spool.upload(id), spool.bytes(id), syncSpool)
}
