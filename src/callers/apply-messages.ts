// Applies a message from a bank to the transfer that it is about. The message is on record before we answer
// the bank, because the bank never sends it again. The transfer is moved as soon as its state allows: while
// an attempt is running, nobody else may move it.
//
// A message that names a transfer in doubt ends the doubt: a bank acknowledges only what it has (PeSIT E
// An.B). It is never an order to send again, whatever its text says.

import type { BankMessages } from '../ledger/contract/messages.ts'
import type { TransferMoves } from '../ledger/contract/moves.ts'
import type { TransferReading } from '../ledger/contract/transfers.ts'
import type { Message } from '../journey/message.ts'
import { nextState, type TransferEvent } from '../journey/moves/next-state.ts'
import { message as coded } from '../wording/catalogue.ts'
import type { Log } from '../lib/log.ts'

export interface ApplyDeps {
  readonly ledger: BankMessages & Pick<TransferMoves, 'move'> & Pick<TransferReading, 'findSame'>
  readonly log: Log
}

/** Applies all messages that wait. Returns how many were applied. */
export async function applyMessages(deps: ApplyDeps): Promise<number> {
  const open = await deps.ledger.messages({ open: true, limit: 1000 })
  let applied = 0
  for (const message of open) if (await apply(deps, message)) applied += 1
  return applied
}

/** False: not yet, because an attempt is running. */
async function apply({ ledger, log }: ApplyDeps, message: Message): Promise<boolean> {
  const { bank, about, sequence } = message
  const transfer = await ledger.findSame({ by: 'number', bank, about })
  if (transfer === null) {
    log.warn(
      { bank, about, text: message.text },
      'A bank told something about a transfer that is not ours',
    )
    await ledger.noteApplied(sequence, null)
    return true
  }
  const event: TransferEvent = transfer.state === 'in-doubt' ? 'confirmed-received' : 'told'
  if (nextState('out', transfer.state, event) === undefined) return false
  const told = { bank, text: message.text, state: transfer.state }
  const patch =
    event === 'confirmed-received' ? { dueMs: null, reason: null, confirmedMs: message.atMs } : {}
  const outcome = await ledger.move({
    id: transfer.id,
    version: transfer.version,
    event,
    patch,
    sentence: coded('BANK-MESSAGE', told),
    actor: `bank ${bank}`,
    detail: { message: message.text, about },
  })
  if (outcome.kind !== 'moved') return false
  await ledger.noteApplied(sequence, transfer.id)
  return true
}
