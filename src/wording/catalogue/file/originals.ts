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
  /** What was taken is not, or not any more, what its writer meant. */
  'FILE-CHANGED': entry<
    { readonly name: string } & (
      | {
          /**
           * `original`: the claimed original was changed after it was sealed. This is what lies there now.
           */
          readonly found: 'original'
          readonly bank: string
          /** The transfer that was sealed from the same file. */
          readonly transfer: string
          readonly how: 'longer' | 'other'
          /** Whether the bank has what was sealed. */
          readonly isSent: boolean
        }
      /** The same, found at start: the bank has what was sealed as `transfer`. */
      | { readonly found: 'at-start'; readonly bank: string; readonly transfer: string }
      | { readonly found: 'empty' }
      | {
          /** Between the claim and the seal. */
          readonly found: 'since-taken'
          readonly takenBytes: number
          readonly readBytes: number
        }
      | { readonly found: 'still-written'; readonly times: number }
      | { readonly found: 'set-aside' }
    )
  >({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
