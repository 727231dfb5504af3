// What a conversation showed of the bank as a whole: that it can be talked with, that it cannot and why, or nothing.
// Pure.

import { retryOf } from '../pesit/parameters/diagnostics.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { hasConnected, type Outcome } from './bank.ts'

export type BankTrouble = CodedMessage

/** `null`: it is well. `unchanged`: our side failed before the bank was called, which says nothing of the bank. */
export function troubleShownBy(bank: string, outcome: Outcome): BankTrouble | null | 'unchanged' {
  if (hasConnected(outcome)) return null
  if (outcome.kind === 'unreachable') return message(outcome.code, { bank, what: outcome.sentence })
  if (outcome.kind !== 'refused') return 'unchanged'
  const values = { bank, what: outcome.sentence }
  return passes.has(retryOf(outcome.answer.diagnostic).class)
    ? message('BANK-BUSY', values)
    : message('BANK-REFUSED', values)
}

const passes: ReadonlySet<string> = new Set(['later', 'restart', 'nothing', 'success'])
