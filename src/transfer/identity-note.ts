// The second durable home of a transfer's identity, beside its bytes in the spool: `<id>.meta`. A ledger
// that was lost, or restored from yesterday, must not give a file a new identity, nor forget that its end
// may have been sent. Written before the first connection, and again before DTF.END may leave.

import { readJson, writeDurably } from '../lib/files.ts'
import type { PesitIdentity, Transfer } from '../journey/transfer.ts'

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
}

export function noteFor(transfer: Transfer, pesit: PesitIdentity, intent: boolean): IdentityNote {
  const { id, bank, virtualFile, folder, look, name, sizeBytes, sha256 } = transfer
  return { id, bank, virtualFile, folder, look, name, sizeBytes, sha256, pesit, intent }
}

export async function writeNote(path: string, note: IdentityNote): Promise<void> {
  await writeDurably(path, JSON.stringify(note))
}

/** null when there is none. @throws when it is there and cannot be read. */
export async function readNote(path: string): Promise<IdentityNote | null> {
  return (await readJson(path)) as IdentityNote | null
}
