// The outcome of a call to a bank: an open connection, or why there is none.

import type { Negotiated } from '../../../pesit/session/events.ts'
import type { Line } from '../../../pesit-socket/line.ts'
import type { BrokenOff } from '../../bank.ts'

/** PI 22. */
export type CallDirection = 'write' | 'read' | 'mixed'

export interface OpenLine {
  readonly line: Line
  readonly negotiated: Negotiated
  readonly direction: CallDirection
}

export type CallOutcome = { readonly kind: 'open'; readonly open: OpenLine } | BrokenOff
