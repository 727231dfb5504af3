// What a conversation shows about the bank as a whole: that it can be reached, that it cannot and why, or
// nothing. Pure.

import { type CodedMessage, message } from '../wording/catalogue.ts'
import type { InnerMessage } from '../wording/entry.ts'
import type { NextStep } from './answer.ts'
import type { Outcome } from './bank.ts'
import { hasConnected, isAccessRefused } from './outcomes.ts'

export type BankTrouble = CodedMessage

/** What the message says besides when the bank refuses our identification. */
export interface TroubleContext {
  readonly name: string
  /** '' when the password comes from elsewhere. */
  readonly passwordFile: string
  /** Other banks of the configuration with the same account. */
  readonly also: () => readonly string[]
}

/**
 * `null`: nothing is wrong with the bank. `unchanged`: the conversation says nothing new about it, because
 * our side failed, or because the bank refused us before and was not called.
 */
export function troubleShownBy(
  known: TroubleContext,
  outcome: Outcome,
): BankTrouble | null | 'unchanged' {
  if (hasConnected(outcome)) return null
  if (outcome.kind === 'unreachable')
    return outcome.code === 'ACCESS-REFUSED' ? 'unchanged' : outcome.message
  if (outcome.kind !== 'refused') return 'unchanged'
  const values = { bank: known.name, what: outcome.message }
  const { code, meaning } = outcome.answer
  if (isAccessRefused(outcome))
    return accessRefused(known, { ...values, diagnostic: withoutCarrier(code) })
  return passes.has(meaning.next) ? message('BANK-BUSY', values) : message('BANK-REFUSED', values)
}

const passes: ReadonlySet<NextStep> = new Set(['later', 'restart', 'nothing', 'success'])

/** `3-304` of `PESIT-3-304`. */
export function withoutCarrier(code: string): string {
  return code.replace(/^[A-Z]+-/, '')
}

export function accessRefused(
  { passwordFile, also }: TroubleContext,
  refused: { readonly bank: string; readonly what: InnerMessage; readonly diagnostic: string },
): BankTrouble {
  const { bank, what, diagnostic } = refused
  return message('ACCESS-REFUSED', { bank, what, diagnostic, passwordFile, also: also() })
}
