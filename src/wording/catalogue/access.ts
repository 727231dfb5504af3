// Messages about who may call: programs by the API, and banks by PeSIT. Pure.

import { entry } from '../entry.ts'

export const access = {
  'CALLER-ADDRESS-UNKNOWN': entry<{ readonly address: string; readonly times: number }>({
    scope: 'daemon',
    severity: 'warning',
    fault: 'network',
    heals: true,
  }),
  'CALLER-LOCKED-OUT': entry<{
    /** null: the caller gave a name that nobody has. */
    readonly bank: string | null
    readonly address: string
    readonly seconds: number
  }>({ scope: 'bank', severity: 'warning', fault: 'bank', heals: true }),
  'CALLS-TOO-MANY': entry<{ readonly bank: string }>({
    scope: 'bank',
    severity: 'warning',
    fault: 'bank',
    heals: true,
  }),
} as const
