// A bank that knows a transfer number which this ledger gives for the first time: the data folder is new, or
// was restored, or another program calls as the same partner. Pure.
//
// Nothing of the file was sent under that number by this ledger, so another number doubles nothing that it
// knows of. But what the lost ledger sent, it does not know: the file itself may be among it. So nobody but a
// person lets it go again, and only then it takes a new number (orders/release.ts).

import { implies } from '../bank/answer.ts'
import type { SendOutcome } from '../bank/bank.ts'
import type { Transfer } from '../journey/transfer.ts'

/** The code of a file that waits for a new number. */
export const numberUsed = 'NUMBER-USED'

/** CREATE of a file that was new to the bank, as far as this ledger knows, was refused as known there. */
export function isKnownThere(outcome: SendOutcome, { pesit }: Transfer): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.phase === 'select' &&
    pesit?.opened !== true &&
    implies(outcome.answer, 'number-in-use')
  )
}

/**
 * The end of a file was refused since its number is another's there: the bank compared what came with what it
 * had.
 */
export function isCollision(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && implies(outcome.answer, 'number-collision')
}

/** What it means, and the way out. */
export function sayKnownThere(sentence: string, transfer: Transfer): string {
  const { bank, attempts } = transfer
  const since =
    attempts > 1
      ? 'An earlier try under this number ended before the bank had answered it, and none of its bytes left.'
      : `${meaningOf(transfer)} Nothing of this file was sent.`
  return `${sentence} ${since} Ask ${bank}’s desk whether it has this file. If so, release it with --received: it counts as sent. If not: ${raiseFirst(transfer)}, then release it without, and it goes under a new number.`
}

/** The number that the bank knows already, and under which name we call. */
export function collisionOf({ pesit }: Transfer) {
  return { number: pesit?.transferNumber ?? null, partner: pesit?.partner ?? '' }
}

function meaningOf({ pesit }: Transfer): string {
  return `Number ${pesit?.transferNumber ?? '?'} (PI 13) was used by a transfer before this ledger began, or by another program that calls as ${pesit?.partner ?? 'this partner'}: no earlier attempt at this file is on record here.`
}

function raiseFirst({ bank, pesit }: Transfer): string {
  return `ask for the highest transfer number of ${pesit?.partner ?? 'ours'}, set \`firstNumber\` of ${bank} in the configuration above it, and restart the daemon (docs/data-folder.md)`
}
