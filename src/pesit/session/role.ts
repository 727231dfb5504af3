// What a role adds to the state that both share: what its commands and its peer's FPDUs mean, and how long it
// waits.

import type { Fpdu } from '../fpdu/fpdu.ts'
import type { SessionCommand } from './commands.ts'

export interface Role {
  /** @throws ProtocolError (local) for what the state forbids, with nothing changed. */
  perform(command: SessionCommand): void
  /** Takes what may come before the first FPDU, and returns the rest. */
  takeFirst(bytes: Uint8Array): Uint8Array
  /** How long the peer may take in the current state; undefined when nothing is awaited of it. */
  timeAllowedMs(): number | undefined
  /**
   * The reason of ABORT when the time of the current state has passed: 3-313 for an idle connection, else
   * 3-317.
   */
  timeoutReason(): number
  /** Takes a control FPDU that the table allows, after the state has moved. */
  received(fpdu: Fpdu): void
  /** Takes an entity that is not an FPDU: a pre-connection. True when it was one. */
  receivedOther(entity: Uint8Array): boolean
  /** Answers a mandatory parameter that is missing; false: ABORT 3-318. */
  answerMissing(fpdu: Fpdu, missing: readonly string[]): boolean
}
