// Messages about the program itself: how it starts and stops. Pure.

import { entry } from '../entry.ts'

export const daemon = {
  'DAEMON-SILENT': entry<{ readonly dataFolder: string; readonly seconds: number }>({
    scope: 'daemon',
    severity: 'error',
    fault: 'machine',
    heals: false,
  }),
  'STOP-FORCED': entry<{
    readonly step: 'api' | 'programs' | 'callers' | 'road' | 'ledger' | 'over'
    readonly seconds: number
  }>({ scope: 'daemon', severity: 'warning', fault: 'nobody', heals: true }),
} as const
