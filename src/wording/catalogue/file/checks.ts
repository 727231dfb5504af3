// Messages about what a check found, where nobody asked for one, and about checks that were ended. Pure.

import { entry } from '../../entry.ts'

export const checks = {
  /** It is in order; `summary` says what it holds, '' when nothing is known; it may have warnings. */
  CHECKED: entry<{ readonly summary: string; readonly warnings?: number }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'NOT-CHECKED': entry<Record<never, never>>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  /** Nobody asked for a check, and which payments it orders is not known. */
  'NOT-CHECKED-UNREADABLE': entry<{ readonly name: string; readonly why: string }>({
    scope: 'file',
    severity: 'warning',
    fault: 'writer',
    heals: false,
  }),
  'CHECK-ENDED-TIME': entry<{ readonly name: string; readonly seconds: number }>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  'CHECK-ENDED-MEMORY': entry<{ readonly name: string; readonly megabytes: number }>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  'CHECK-WORKER-DIED': entry<{ readonly name: string }>({
    scope: 'file',
    severity: 'error',
    fault: 'machine',
    heals: false,
  }),
} as const
