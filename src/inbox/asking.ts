// What one ask has been given so far, and what it must not exceed.

import type { StatementVerdict } from '../journey/statement.ts'
import type { Transfer } from '../journey/transfer.ts'
import { present } from '../lib/assert.ts'
import type { RunningAsk } from '../ledger/contract/receiving.ts'
import type { EarlierStatement } from '../wording/catalogue/bank/statements.ts'

export interface Asking {
  /** As the ledger judges the next file by it. */
  readonly running: () => RunningAsk
  /** A file came whole. Says whether the ask is over because of it. */
  record(transfer: Transfer, verdict: StatementVerdict): 'go-on' | 'repeats' | 'too-many-copies'
  /** Files that are new to us. */
  readonly files: () => number
  /** All that was given, also what was not shown. */
  readonly given: () => number
  /** The bank gave something that it should have taken away. */
  readonly hasRepeated: () => boolean
  readonly last: () => EarlierStatement
}

/**
 * Files that are equal to earlier ones in all but their date, in one ask: empty statements of many accounts are that
 * by right, so the bound is wide. It is there for a bank that begins anew with all that it ever had.
 */
export const maximumCopies = 100

export function createAsking(startedMs: number): Asking {
  const statements = new Set<string>()
  let files = 0
  let given = 0
  let copies = 0
  let hasRepeated = false
  let last: EarlierStatement = { id: '', name: '', receivedMs: startedMs }
  return {
    running: () => ({ startedMs, given: [...statements] }),
    files: () => files,
    given: () => given,
    hasRepeated: () => hasRepeated,
    last: () => last,
    record(transfer, verdict) {
      given += 1
      const isSame = verdict.kind === 'same'
      statements.add(isSame ? present(transfer.sameAs, 'what a repetition is one of') : transfer.id)
      last = {
        id: transfer.id,
        name: transfer.pesit?.label ?? '',
        receivedMs: transfer.createdMs,
      }
      if (!isSame) files += 1
      if (isSame && (verdict.because === 'ask' || verdict.because === 'repeating'))
        hasRepeated = true
      if (isSame && verdict.endsAsk) return 'repeats'
      if (verdict.kind === 'marked' && verdict.isCopy) copies += 1
      if (copies < maximumCopies) return 'go-on'
      hasRepeated = true
      return 'too-many-copies'
    },
  }
}
