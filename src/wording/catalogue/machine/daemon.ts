// Messages about the program itself: how it starts and stops. Pure.

import { entry } from '../../entry.ts'

export const daemon = {
  /** Its answer is not one that the command line knows. */
  'DAEMON-REFUSED': entry<Record<string, never>>({
    scope: 'daemon',
    severity: 'error',
    fault: 'pesit-drop',
    heals: false,
  }),
  'DAEMON-SILENT': entry<{ readonly dataFolder: string; readonly seconds: number }>({
    scope: 'daemon',
    severity: 'error',
    fault: 'machine',
    heals: false,
  }),
  /** The end of an attempt: the line was cut by a stop, not by the network. */
  'SENDING-STOPPED': entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'STOP-FORCED': entry<{
    readonly step: 'api' | 'programs' | 'callers' | 'road' | 'ledger' | 'over'
    readonly seconds: number
  }>({ scope: 'daemon', severity: 'warning', fault: 'nobody', heals: true }),
} as const
