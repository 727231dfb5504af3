// A bank knows a transfer number that this ledger uses for the first time. Either the data folder is new or
// was restored, or another program calls as the same partner. Pure.
//
// This ledger sent nothing of the file under that number, so another number doubles nothing that this ledger
// knows about. But it does not know what a lost ledger sent, and that may include this file. So only a person
// lets the file go again, and only then does it take a new number (orders/release.ts).

import { implies } from '../bank/answer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import type { Transfer } from '../journey/transfer.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

/** The code of a file that waits for a new number. */
export const numberUsed = 'NUMBER-USED'

/**
 * The bank refused CREATE because it knows the number, though our ledger never got past CREATE with this
 * file.
 */
export function isKnownThere(outcome: SendOutcome, { pesit }: Transfer): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.phase === 'select' &&
    pesit?.opened !== true &&
    implies(outcome.answer, 'number-in-use')
  )
}

/**
 * The bank refused the end of a file because the number belongs to another file there: it compared what it
 * received with what it had.
 */
export function isCollision(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && implies(outcome.answer, 'number-collision')
}

/** What the answer means, and what to do. */
export function whyKnownThere(what: CodedMessage, transfer: Transfer): CodedMessage {
  const { bank, attempts } = transfer
  return message('NUMBER-USED', { bank, what, ...collisionOf(transfer), isAgain: attempts > 1 })
}

/** The number that the bank knows already, and the partner name under which we call. */
export function collisionOf({ pesit }: Transfer) {
  return { number: pesit?.transferNumber ?? null, partner: pesit?.partner ?? '' }
}
