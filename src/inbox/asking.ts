// What the bank has given in one ask so far, and the bounds that end an ask.

import type { StatementVerdict } from '../journey/statement.ts'
import type { Transfer } from '../journey/transfer.ts'
import { present } from '../lib/assert.ts'
import type { RunningPoll } from '../ledger/contract/receiving.ts'
import type { EarlierStatement } from '../wording/catalogue/bank/statements.ts'

export interface Asking {
  /** What the ledger needs of this ask to judge the next file. */
  readonly running: () => RunningPoll
  /** Records a file that was received whole, and returns whether the ask ends because of it. */
  record(transfer: Transfer, verdict: StatementVerdict): 'go-on' | 'repeats' | 'too-many-copies'
  /** The number of files that are new to us. */
  readonly files: () => number
  /** The number of all files that the bank gave, including those that are not shown. */
  readonly given: () => number
  /** The bank gave something that it should have removed from its offers. */
  readonly hasRepeated: () => boolean
  readonly last: () => EarlierStatement
}

/**
 * The maximum number of files in one ask that are equal to earlier ones in all but their date. Empty
 * statements of many accounts are rightly equal, so the bound is wide: it stops a bank that offers all its
 * old files again.
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
