// The second durable copy of a transfer's identity, beside its bytes in the spool: `<id>.meta`. After a
// ledger
// was lost, or restored from yesterday, a file must not get a new identity, and it must not be forgotten that
// its end may have been sent. Written before the first connection, and again before DTF.END may leave.

import { open, readFile } from 'node:fs/promises'
import { failpoint } from '../../lib/failpoint.ts'
import { type SyncFolder, synced, writeDurably } from '../../disk/durable.ts'
import { pathExists } from '../../lib/files/files.ts'
import type { NoteFinding } from '../../journey/moves/recovery.ts'
import type { PesitIdentity, Transfer } from '../../journey/transfer.ts'
import type { Reached } from '../../wording/catalogue/bank/doubt.ts'

export interface IdentityNote {
  readonly id: string
  readonly bank: string
  readonly virtualFile: string
  readonly folder: string
  readonly look: string
  readonly name: string
  readonly sizeBytes: number | null
  readonly sha256: string | null
  readonly pesit: PesitIdentity
  /** The end of the transfer may have been sent: the bank may have the file. */
  readonly intent: boolean
  /** How far all bytes had certainly come when the intent was noted. */
  readonly reached?: Reached
}

export function noteFor(transfer: Transfer, pesit: PesitIdentity, intent: boolean): IdentityNote {
  const { id, bank, virtualFile, folder, look, name, sizeBytes, sha256 } = transfer
  return { id, bank, virtualFile, folder, look, name, sizeBytes, sha256, pesit, intent }
}

export async function writeNote(
  path: string,
  note: IdentityNote,
  sync?: SyncFolder,
): Promise<void> {
  await writeDurably(path, `${JSON.stringify(note)}\n`, sync)
}

/**
 * Adds that the end may have been sent: a separate line after the note, durable when this resolves. A line
 * that a crash cut off means the same, because a note that cannot be read counts as intent.
 */
export async function noteIntent(path: string, reached: Reached): Promise<void> {
  const handle = await open(path, 'a')
  try {
    await handle.write(`${JSON.stringify({ intent: true, reached })}\n`)
    failpoint('note.appended')
    await synced(handle, path)
  } finally {
    await handle.close()
  }
}

/** null when there is no note. @throws when it is there and cannot be read. */
export async function readNote(path: string): Promise<IdentityNote | null> {
  if (!(await pathExists(path))) return null
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  const parts = lines.map((line) => JSON.parse(line) as Partial<IdentityNote>)
  return Object.assign({}, ...parts) as IdentityNote
}

/** How far the bytes had come according to the note; `unknown` when the note does not say. */
export async function reachedByNote(path: string): Promise<Reached> {
  try {
    return (await readNote(path))?.reached ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

/**
 * What the note says about the end. A note that cannot be read, torn by a power cut, may have said intent.
 */
export async function lookAtNote(path: string): Promise<NoteFinding> {
  try {
    const note = await readNote(path)
    if (note === null) return 'none'
    return note.intent ? 'intent' : 'identity'
  } catch {
    return 'intent'
  }
}
