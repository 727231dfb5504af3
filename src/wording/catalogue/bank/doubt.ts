// Messages about the end of a sending: what is in doubt, what is not, and what the bank was seen to refuse.
// Pure.

import { entry, type InnerMessage } from '../../entry.ts'

/** How far all bytes had surely come before the bank was asked to take them. */
export type Reached = 'bank' | 'machine' | 'unknown'

export const doubt = {
  'END-PREPARED': entry<{ readonly bank: string; readonly bytes: number }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'END-ASKED': entry<{ readonly bank: string; readonly bytes: number }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  /** Asked what became of a file in doubt, it went on from what it had. */
  'DOUBT-WENT-ON': entry<{ readonly bank: string; readonly bytes: number }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'END-UNSENT': entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'network',
    heals: true,
  }),
  'IN-DOUBT': entry<{
    readonly bank: string
    readonly what: InnerMessage
    readonly reached: Reached
    /** The bank is asked by a restart; otherwise a person asks. */
    readonly isAsked: boolean
    /**
     * The bank says that the number is another transfer's: under which number and name; null: it does not.
     */
    readonly collision: { readonly number: number | null; readonly partner: string } | null
  }>({ scope: 'file', severity: 'error', fault: 'network', heals: false }),
  'STOPPED-WHILE-SENDING': entry<{
    /** From the last confirmed sync point; otherwise anew. */
    readonly goesOn: boolean
  }>({ scope: 'file', severity: 'info', fault: 'machine', heals: true }),
  'BYTES-NOT-ACKNOWLEDGED': entry<{
    readonly bank: string
    readonly waitingBytes: number
    readonly seconds: number
  }>({ scope: 'file', severity: 'warning', fault: 'network', heals: true }),
  'FINAL-POINT-REFUSED': entry<{
    readonly bank: string
    readonly what: InnerMessage
    /** It said no; otherwise the line broke twice in a row at that place. */
    readonly saidNo: boolean
  }>({ scope: 'bank', severity: 'warning', fault: 'bank', heals: true }),
} as const
