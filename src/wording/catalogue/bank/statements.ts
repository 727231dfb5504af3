// Messages about files that banks give: received, given again, and given without end. Pure.

import { entry } from '../../entry.ts'

/** A statement that came before, as a person recognizes it. */
export type EarlierStatement = {
  readonly id: string
  /** Its name in the inbox, or the bank's label while it has none; '' when it has neither. */
  readonly name: string
  readonly receivedMs: number
}

export const statements = {
  /** It came whole, and is like nothing that came before. */
  'STATEMENT-RECEIVED': entry<{ readonly sizeBytes: number; readonly sha256: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  /** It was not shown, because we have it. */
  'STATEMENT-REPEATED': entry<{
    readonly bank: string
    readonly earlier: EarlierStatement
    readonly because: 'ask' | 'offer' | 'date' | 'unconfirmed' | 'open-ask' | 'repeating'
  }>({ scope: 'file', severity: 'info', fault: 'bank', heals: true }),
  /** In the story of the earlier one. */
  'STATEMENT-OFFERED-AGAIN': entry<{
    readonly bank: string
    readonly transferNumber: number
    readonly id: string
    readonly because: 'ask' | 'offer' | 'date' | 'unconfirmed' | 'open-ask' | 'repeating'
  }>({ scope: 'file', severity: 'info', fault: 'bank', heals: true }),
  /** It is shown although its bytes were there before: it may be another one. */
  'STATEMENT-EQUAL': entry<{
    readonly bank: string
    readonly earlier: EarlierStatement
    readonly sizeBytes: number
    readonly sha256: string
    /** What tells it from the earlier one. */
    readonly other: 'label' | 'name' | 'date' | 'damaged'
  }>({ scope: 'file', severity: 'info', fault: 'nobody', heals: true }),
  /** The bank gave other bytes under the identity of an earlier one. */
  'STATEMENT-VERSION': entry<{
    readonly bank: string
    readonly earlier: EarlierStatement
    readonly sizeBytes: number
    readonly sha256: string
  }>({ scope: 'file', severity: 'info', fault: 'nobody', heals: true }),
  'BANK-REPEATS': entry<{
    readonly bank: string
    readonly virtualFile: string
    readonly folder: string
    /** The statement that it gave last in vain. */
    readonly statement: EarlierStatement
    /** Times that something was given again since this began. */
    readonly count: number
    /**
     * When the ask began in which it was first seen: what came since then and comes again is a repetition.
     */
    readonly fromMs: number
    /** Given again and not shown, or shown because they may be others. */
    readonly shown: boolean
  }>({ scope: 'bank', severity: 'error', fault: 'bank', heals: false }),
  'INBOX-LIMIT': entry<{
    readonly bank: string
    readonly virtualFile: string
    readonly folder: string
    readonly files: number
    readonly per: 'ask' | 'hour'
  }>({ scope: 'folder', severity: 'error', fault: 'nobody', heals: true }),
} as const
