// Messages about a bank as a whole: it cannot be talked with. Pure.

import { entry } from '../entry.ts'

type NotTalkedWith = {
  readonly bank: string
  /** What happened, as a sentence. */
  readonly what: string
}

export const banks = {
  'BANK-UNREACHABLE': entry<NotTalkedWith>({
    scope: 'bank',
    severity: 'error',
    fault: 'network',
    heals: true,
  }),
  'BANK-SILENT': entry<NotTalkedWith>({
    scope: 'bank',
    severity: 'error',
    fault: 'bank',
    heals: true,
  }),
  'BANK-TLS-REFUSED': entry<NotTalkedWith>({
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
} as const
