// What happens with the warnings of a file: they are shown, or the file waits for a person. Two settings
// decide: `warnings` of the outbox, for all warnings, and `addresses` of the bank, for postal addresses only,
// because banks differ in what they refuse. Pure.

import type { Transfer } from '../journey/transfer.ts'
import { bankDay } from '../preflight/values/bank-day.ts'
import type { WarningCount } from '../wording/catalogue/file/payment-warnings.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export interface WarningRules {
  /** The current day at the bank, YYYY-MM-DD. */
  readonly today: () => string
  /** `warnings` of the outbox. */
  readonly all: 'show' | 'hold'
  /** `addresses` of the bank. */
  readonly addresses: 'warn' | 'hold' | 'ignore'
}

export function warningRules({
  nowMs,
  ...rules
}: Omit<WarningRules, 'today'> & { readonly nowMs: () => number }): WarningRules {
  return { ...rules, today: () => bankDay(nowMs()) }
}

const ofAddresses: ReadonlySet<string> = new Set([
  'ADDRESS-UNSTRUCTURED',
  'ADDRESS-LINES',
  'ADDRESS-LINE-LENGTH',
])

export function warningsToReport(
  rules: WarningRules | undefined,
  warnings: readonly CodedMessage[],
): readonly CodedMessage[] {
  if (rules?.addresses !== 'ignore') return warnings
  return warnings.filter(({ code }) => !ofAddresses.has(code))
}

/** Why the file waits for a person; null: it is sent. */
export function heldForWarnings(
  rules: WarningRules | undefined,
  { name, bank }: Pick<Transfer, 'name' | 'bank'>,
  warnings: readonly CodedMessage[],
): CodedMessage | null {
  if (rules === undefined) return null
  const told = (some: readonly CodedMessage[], by: 'warnings' | 'addresses') => {
    const kinds = some.map(({ code, arguments: seen }) => ({
      code,
      count: (seen as WarningCount).count,
    }))
    return some.length === 0 ? null : message('HELD-FOR-WARNINGS', { name, kinds, by, bank })
  }
  if (rules.all === 'hold') return told(warnings, 'warnings')
  if (rules.addresses !== 'hold') return null
  return told(
    warnings.filter(({ code }) => ofAddresses.has(code)),
    'addresses',
  )
}
