// An answer of the daemon that is none of those that a command knows: its problem, in words.

import { problemIn } from './daemon-client.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type Output, printable } from './output.ts'

export function refused(body: unknown, output: Output): ExitCode {
  const { detail, hint, code } = problemIn(body)
  const lines = [detail, hint].filter((text) => text !== '').map(printable)
  if (output.json) output.value(body)
  else output.error(`${lines.join('\n')} (${printable(code)})`)
  return exitCodes.failed
}

/** What the control socket answers an order with: its kind says which. Everything else is a problem. */
export function isOutcome(body: unknown, kinds: readonly string[]): boolean {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return false
  if (typeof body.kind !== 'string' || !kinds.includes(body.kind)) return false
  return body.kind !== 'refused' || ('sentence' in body && typeof body.sentence === 'string')
}
