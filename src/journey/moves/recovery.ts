// What to do at start with an outgoing transfer that a process left behind: a truth table over what the
// ledger says, what is in the spool, and what the note beside the bytes says. Pure.
//
// Where it matters, the note is written before the ledger. So a note that knows more than the ledger is the
// sign of a crash in between, or of a ledger restored from an older copy. In both cases we assume the worse:
// an intent in the note means that the bank may have the file.
//
// The two together say one more thing. Where the bank acknowledges a last sync point before the end, the
// ledger says `finishing` before that point leaves, and the note says `intent` only after its
// acknowledgement, just before DTF.END. So `finishing` with a note that exists, is readable and has no intent
// means that DTF.END never left. A missing note does not mean that.

import type { TransferState } from './next-state.ts'
import type { OutboundState } from './outbound.ts'

export type SpoolFinding = 'whole' | 'missing' | 'wrong-size'
export type NoteFinding = 'none' | 'identity' | 'intent'

export type RecoveryDecision =
  /** Nothing: the queue, a person or the archive goes on from here. */
  | 'leave'
  /** Seal it (again) from the claimed original. */
  | 'seal'
  /** Check it (again) and queue it. */
  | 'check'
  /** The crash cut the line: the transfer goes on from the last confirmed sync point. */
  | 'cut'
  /** The bank may have the file. */
  | 'doubt'
  /** Our bytes are gone or damaged: a person must look. */
  | 'hold'

type Row = Readonly<Record<NoteFinding, RecoveryDecision>>
const same = (decision: RecoveryDecision): Row => ({
  none: decision,
  identity: decision,
  intent: decision,
})
const anyState = (row: Row): Record<SpoolFinding, Row> => ({
  whole: row,
  missing: row,
  'wrong-size': row,
})

export const recoveryTable: Readonly<Record<OutboundState, Readonly<Record<SpoolFinding, Row>>>> = {
  claimed: {
    whole: { none: 'seal', identity: 'hold', intent: 'hold' },
    missing: { none: 'seal', identity: 'hold', intent: 'hold' },
    'wrong-size': { none: 'seal', identity: 'hold', intent: 'hold' },
  },
  sealed: {
    whole: { none: 'check', identity: 'hold', intent: 'hold' },
    missing: same('hold'),
    'wrong-size': same('hold'),
  },
  queued: {
    whole: { none: 'leave', identity: 'leave', intent: 'hold' },
    missing: same('hold'),
    'wrong-size': same('hold'),
  },
  waiting: {
    whole: { none: 'leave', identity: 'leave', intent: 'hold' },
    missing: same('hold'),
    'wrong-size': same('hold'),
  },
  sending: {
    whole: { none: 'cut', identity: 'cut', intent: 'doubt' },
    missing: { none: 'hold', identity: 'hold', intent: 'doubt' },
    'wrong-size': { none: 'hold', identity: 'hold', intent: 'doubt' },
  },
  finishing: {
    whole: { none: 'doubt', identity: 'cut', intent: 'doubt' },
    missing: same('doubt'),
    'wrong-size': same('doubt'),
  },
  'in-doubt': anyState(same('leave')),
  held: anyState(same('leave')),
  rejected: anyState(same('leave')),
  replaced: anyState(same('leave')),
  failed: anyState(same('leave')),
  cancelled: anyState(same('leave')),
  // The archive has its own rules for repeating its work.
  sent: anyState(same('leave')),
  archived: anyState(same('leave')),
}

export function decideRecovery(found: {
  readonly state: OutboundState
  readonly spool: SpoolFinding
  readonly note: NoteFinding
}): RecoveryDecision {
  return recoveryTable[found.state][found.spool][found.note]
}

export type UploadDecision =
  /** The ledger knows the transfer: the bytes are moved to their place, and the transfer goes on. */
  | 'place'
  /** The caller had no answer, or the bytes are in their place already: these are removed. */
  | 'drop'

/**
 * What to do at start with bytes that a program uploaded and that are not in their place
 * (admission/upload.ts).
 */
export function decideUpload(found: {
  /** null: the ledger has no such transfer. */
  readonly state: TransferState | null
  /** Bytes with its name are in the spool. */
  readonly placed: boolean
}): UploadDecision {
  if (found.state === null || found.placed) return 'drop'
  return found.state === 'archived' ? 'drop' : 'place'
}
