// Messages about checks that were ended before they had an answer. Pure.

import { entry } from '../entry.ts'

export const checks = {
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
