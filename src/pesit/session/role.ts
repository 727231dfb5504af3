// What the two roles of a session add to what they share: their table, what their FPDUs mean, how long they wait.

import type { Fpdu } from '../fpdu/fpdu.ts'
import type { Framing } from '../wire/framing.ts'
import type { SessionCommand } from './commands.ts'
import type { Core } from './core.ts'
import type { MoveTable } from './moves.ts'
import type { PaceLimits } from './pace.ts'

export interface CoreOptions {
  readonly framing: Framing | 'detect'
  readonly connectionId: number
  readonly abortForm: 'raw' | 'parameter'
  readonly maximumEntityBytes: number
  readonly pace?: PaceLimits
}

/** What the role adds. */
export interface Role {
  readonly table: MoveTable
  /** @throws ProtocolError (local) for what the state forbids, with nothing changed. */
  perform(command: SessionCommand): void
  /** Takes what may come before the first FPDU, and gives the rest. */
  takeFirst(bytes: Uint8Array): Uint8Array
  /** How long the peer may take in this state; undefined when nothing is awaited of it. */
  timeAllowedMs(state: string, core: Core): number | undefined
  /** A control FPDU that the table allows, after the state has moved. */
  received(fpdu: Fpdu, missing: readonly string[]): void
  /** An entity that is no FPDU: a pre-connection, or its reply. True when it was one. */
  receivedOther(entity: Uint8Array): boolean
  /** Answers a mandatory parameter that is missing; false: ABORT 3-318. */
  answerMissing(fpdu: Fpdu, missing: readonly string[]): boolean
  /** What the time-out of this state is called: 3-313 for an idle line, else 3-317. */
  timeoutReason(state: string): number
}
