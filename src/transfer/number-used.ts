// A bank knows a transfer number that this ledger uses for the first time. Either the data folder is new or
// was restored, or another program calls as the same partner. Pure.
//
// This ledger sent nothing of the file under that number, so another number doubles nothing that this ledger
// knows about. But it does not know what a lost ledger sent, and that may include this file. So only a person
// lets the file go again, and only then does it take a new number (orders/release.ts).

import { implies } from '../bank/answer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import type { Transfer } from '../journey/transfer.ts'

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
export function sayKnownThere(sentence: string, transfer: Transfer): string {
  const { bank, attempts } = transfer
  const since =
    attempts > 1
      ? 'An earlier try under this number ended before the bank had answered it, and none of its bytes left.'
      : `${meaningOf(transfer)} Nothing of this file was sent.`
  return `${sentence} ${since} Ask ${bank}’s desk whether it has this file. If so, release it with --received: it counts as sent. If not: ${raiseFirst(transfer)}, then release it without, and it goes under a new number.`
}

/** The number that the bank knows already, and the partner name under which we call. */
export function collisionOf({ pesit }: Transfer) {
  return { number: pesit?.transferNumber ?? null, partner: pesit?.partner ?? '' }
}

function meaningOf({ pesit }: Transfer): string {
  return `Number ${pesit?.transferNumber ?? '?'} (PI 13) was used by a transfer before this ledger began, or by another program that calls as ${pesit?.partner ?? 'this partner'}: no earlier attempt at this file is on record here.`
}

function raiseFirst({ bank, pesit }: Transfer): string {
  return `ask for the highest transfer number of ${pesit?.partner ?? 'ours'}, set \`firstNumber\` of ${bank} in the configuration above it, and restart the daemon (docs/data-folder.md)`
}
