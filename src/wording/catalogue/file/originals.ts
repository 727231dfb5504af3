// Messages about claimed originals that changed although what was sealed of them was sent. Pure.

import { entry } from '../../entry.ts'

type ChangedOriginal = {
  readonly name: string
  readonly bank: string
  readonly sentBytes: number
  readonly nowBytes: number
}

export const originals = {
  /** Its writer went on at its end: the bank has the beginning. */
  'SENT-IN-PART': entry<ChangedOriginal>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  /** It holds something else by now. */
  'CHANGED-AFTER-SENDING': entry<ChangedOriginal>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  /** What lies there now, as a transfer of its own. */
  'FILE-CHANGED': entry<{
    readonly name: string
    readonly bank: string
    /** The transfer that was sealed from the same file. */
    readonly transfer: string
    readonly how: 'longer' | 'other'
    /** Whether the bank has what was sealed. */
    readonly isSent: boolean
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
