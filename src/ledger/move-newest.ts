// Moves a transfer that others may move at the same time. If it was moved since it was read, the move is
// tried
// again from the current version, until the table of moves accepts it or refuses it.

import type { Transfer } from '../journey/transfer.ts'
import type { MoveOutcome, MoveStep, TransferMoves } from './contract/moves.ts'

export type NewestOutcome =
  /** `before`: the version that was moved. */
  | (Extract<MoveOutcome, { kind: 'moved' }> & { readonly before: Transfer })
  | Extract<MoveOutcome, { kind: 'refused' | 'unknown' }>

/** Use it only for a step that is right from every state in which the table allows it. */
export async function moveNewest(
  ledger: Pick<TransferMoves, 'move'>,
  read: Transfer,
  step: MoveStep,
): Promise<NewestOutcome> {
  for (let before = read; ; ) {
    const outcome = await ledger.move({ ...step, id: before.id, version: before.version })
    if (outcome.kind === 'moved') return { ...outcome, before }
    if (outcome.kind !== 'stale') return outcome
    before = outcome.transfer
  }
}
