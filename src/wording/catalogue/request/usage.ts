// Messages about a command that was called in a wrong way. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const wrong = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const

export const usage = {
  /** The command line says what cannot be done; `what` says why. */
  'USAGE-WRONG': entry<{ readonly what: InnerMessage }>(wrong),
  'HEAD-UNREADABLE': entry<{ readonly text: string }>(wrong),
  'SANDBOX-PARTNER-UNREADABLE': entry<{ readonly text: string }>(wrong),
  'SANDBOX-TLS-INCOMPLETE': entry<Record<never, never>>(wrong),
  'MISBEHAVIOUR-UNKNOWN': entry<{ readonly text: string; readonly steps: readonly string[] }>(
    wrong,
  ),
} as const
