// The only error that pesit/ throws: bytes or an order of events that PeSIT forbids. It says whose fault it
// is, and which diagnostic to send to the other side.

import type { Diagnostic } from './parameters/parameters.ts'

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** `remote`: the peer broke the protocol. `local`: our caller asked for what the state forbids. */
  readonly fault: 'local' | 'remote'
  /** The diagnostic for an ABORT that answers this error. */
  readonly diagnostic: Diagnostic

  constructor(
    message: string,
    options: { fault: 'local' | 'remote'; diagnostic: Diagnostic; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.fault = options.fault
    this.diagnostic = options.diagnostic
  }
}
