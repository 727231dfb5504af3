// Messages about what the ledger holds and this version cannot tell as it was meant. Pure.

import { entry } from '../../entry.ts'

declare const storedText: unique symbol

/**
 * A sentence that an early version stored instead of a message. No value of this type can be made: it is only
 * read back (wording/sentence.ts). So nothing stores a sentence any more.
 */
export type StoredText = string & { readonly [storedText]: true }

const told = { scope: 'file', severity: 'error', fault: 'nobody', heals: false } as const

export const stored = {
  'OLD-TEXT': entry<{
    /** What it was stored under; '' when it had no code. */
    readonly code: string
    readonly text: StoredText
  }>(told),
  /** Its code is of another version, or its arguments do not fit it. */
  'MESSAGE-UNKNOWN': entry<{ readonly code: string }>(told),
} as const
