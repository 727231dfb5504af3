// Messages about a bank as a whole: it cannot be talked with. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

type NotTalkedWith = {
  readonly bank: string
  /** What happened. */
  readonly what: InnerMessage
}

type Unreached = {
  readonly bank: string
  readonly host: string
  readonly port: number
  /** In the words of the system, or of what broke off the call. */
  readonly why: string
}

export const banks = {
  'BANK-UNREACHABLE': entry<Unreached>({
    scope: 'bank',
    severity: 'error',
    fault: 'network',
    heals: true,
  }),
  /** It took the call and gave no answer to CONNECT. */
  'BANK-SILENT': entry<
    Unreached & {
      /** The ABORT that ended it, of us or of the bank; null: there was none. */
      readonly abort: {
        readonly isOurs: boolean
        readonly diagnostic: string
        readonly text: string
      } | null
    }
  >({
    scope: 'bank',
    severity: 'error',
    fault: 'bank',
    heals: true,
  }),
  'BANK-TLS-REFUSED': entry<
    | Unreached
    /** Our own files of TLS cannot be read: it was not called. */
    | { readonly bank: string; readonly unreadable: string }
  >({
    scope: 'bank',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  /** It says no to the connection for a reason that passes. */
  'BANK-BUSY': entry<NotTalkedWith>({
    scope: 'bank',
    severity: 'error',
    fault: 'bank',
    heals: true,
  }),
  /** It says no to the connection for a reason that stays until somebody changes something. */
  'BANK-REFUSED': entry<NotTalkedWith>({
    scope: 'bank',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
  /** It refuses how we identify ourselves: nothing calls it by itself, since banks lock accounts. */
  'ACCESS-REFUSED': entry<{
    readonly bank: string
    readonly what: InnerMessage
    readonly diagnostic: string
    /** The file of the password; '' when it comes from elsewhere. */
    readonly passwordFile: string
    /** Other banks of the configuration with the same account. */
    readonly also: readonly string[]
  }>({ scope: 'bank', severity: 'error', fault: 'operator', heals: false }),
  /** Of a transfer: it goes when that is mended. */
  'WAITS-FOR-ACCESS': entry<NotTalkedWith>({
    scope: 'file',
    severity: 'info',
    fault: 'operator',
    heals: true,
  }),
  /** What is said to the station that wanted to call it. */
  'BANK-NOT-CALLED': entry<{
    readonly bank: string
    /** The bank of the configuration that was refused with the same account; usually itself. */
    readonly refusedBy: string
    readonly diagnostic: string
    readonly sinceMs: number
  }>({ scope: 'bank', severity: 'error', fault: 'operator', heals: false }),
} as const
