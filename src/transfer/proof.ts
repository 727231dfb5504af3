// Proves that the outbox of a transfer is still ours. The folder is read before each attempt, and again at
// the last moment before DTF.END may leave: another process may have taken the outbox over while this one was
// suspended, and may send the same file.
//
// Without the proof nothing is finished. The transfer waits, the attempt is not counted, and the bank is free
// for other transfers. Where the outbox belongs to another process, outbox/owner/ownership.ts holds the
// waiting transfers.

import type { Transfer } from '../journey/transfer.ts'
import type { MoveStep } from '../ledger/contract/moves.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export type Proof =
  | { readonly kind: 'ours' }
  | { readonly kind: 'not-ours' }
  /** The folder cannot be read now. */
  | { readonly kind: 'unreadable'; readonly sentence: string }

export type NoProof = Exclude<Proof, { readonly kind: 'ours' }>

export type Prove = (transfer: Transfer) => Promise<Proof>

/** By then the folder was read again, and transfers of an outbox that is not ours are held. */
const againMs = 2_000

/** The move of a transfer without the proof, whose end has not left. */
export function withoutProof(transfer: Transfer, proof: NoProof, nowMs: number): MoveStep {
  const why = notProved(transfer, proof)
  return {
    event: 'cut',
    patch: {
      attempts: Math.max(0, transfer.attempts - 1),
      reason: why,
      dueMs: nowMs + againMs,
    },
    sentence: why,
  }
}

function notProved({ name, folder }: Transfer, proof: NoProof): CodedMessage {
  const trouble = proof.kind === 'unreadable' ? proof.sentence : ''
  return message('OUTBOX-NOT-PROVED', { name, folder, trouble })
}
