// Compares what a message or a batch says about itself (the number of transactions and their total) with its
// content. Pure.

import { formatAmount, parseAmount } from '../values/amount.ts'
import { type Finding, refuse, shortened } from '../finding.ts'

export interface Batch {
  /** The reference of the batch, PmtInfId. */
  id: string
  declaredCount: string | null
  declaredSum: string | null
  count: number
  sum: bigint
}

export const newBatch = (): Batch => ({
  id: '',
  declaredCount: null,
  declaredSum: null,
  count: 0,
  sum: 0n,
})

export const header = { kind: 'element', element: 'GrpHdr', id: '' } as const

/** Max15NumericText of the schema. */
const countForm = /^\d{1,15}$/

export function compareBatch(batch: Batch, element: string, add: (finding: Finding) => void): void {
  const { id, declaredCount, declaredSum, count, sum } = batch
  const place = { kind: 'element', element, id } as const
  if (declaredCount !== null) {
    const said = shortened(declaredCount)
    if (!countForm.test(declaredCount))
      add(refuse('COUNT', place, { said, counted: count, problem: 'no number' }))
    else if (Number(declaredCount) !== count)
      add(refuse('COUNT', place, { said, counted: count, problem: 'wrong' }))
  }
  if (declaredSum === null || parseAmount(declaredSum) === sum) return
  const values = { said: shortened(declaredSum), counted: formatAmount(sum) }
  add(refuse('CONTROL-SUM', place, values))
}

/** Why a text is not an amount above zero. */
export function amountFault(text: string): 'comma' | 'negative' | 'digits' | 'zero' | 'other' {
  if (/^\d+,\d+$/.test(text)) return 'comma'
  if (/^-[\d.]+$/.test(text)) return 'negative'
  if (/^[+\d.]+$/.test(text) && /[1-9]/.test(text)) return 'digits'
  return parseAmount(text) === 0n ? 'zero' : 'other'
}
