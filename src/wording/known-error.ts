// A failure that we know by name: disk full, ledger locked, bank unreachable. It carries a code from
// error-catalogue.ts, the scope of the damage, whether trying again can help, and the operator's next step.

import { type ErrorCode, errorCatalogue } from './error-catalogue.ts'

export type ErrorScope = 'file' | 'folder' | 'bank' | 'daemon'

export class KnownError extends Error {
  override readonly name = 'KnownError'
  readonly code: ErrorCode
  readonly scope: ErrorScope
  readonly retry: 'never' | 'later'
  /** What the operator should look at or type. */
  readonly hint: string

  /** `message` says what happened, to what, and whose fault it is. */
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, { cause: options.cause })
    const entry = errorCatalogue[code]
    this.code = code
    this.scope = entry.scope
    this.retry = entry.retry
    this.hint = options.hint ?? entry.hint
  }
}
