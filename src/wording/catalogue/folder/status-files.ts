// What the file beside the data says of a file that was taken and is not sent yet. Pure.

import { entry } from '../../entry.ts'

export const statusFiles = {
  'STATUS-TAKEN': entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'STATUS-QUEUED': entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'STATUS-SENDING': entry<{ readonly bank: string }>({
    scope: 'file',
    severity: 'info',
    fault: 'nobody',
    heals: true,
  }),
  'STATUS-AGAIN': entry<{
    readonly bank: string
    /** When its bank is called again; null: as soon as it can be. */
    readonly atMs: number | null
    /** Why the last try did not end well; '' where nothing is known. */
    readonly what: string
  }>({ scope: 'file', severity: 'warning', fault: 'bank', heals: true }),
} as const
