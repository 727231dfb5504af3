// An answer of the daemon that a command does not expect: its problem, in words.

import { problemIn } from './daemon-client.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type Output, printable } from './output.ts'

export function printRefusal(body: unknown, output: Output): ExitCode {
  const { detail, hint, code } = problemIn(body)
  const lines = [detail, hint].filter((text) => text !== '').map(printable)
  if (output.json) output.value(body)
  else output.error(`${lines.join('\n')} (${printable(code)})`)
  return exitCodes.failed
}

/** The answer of the control socket to an order has a kind. Everything else is a problem. */
export function isOutcome(body: unknown, kinds: readonly string[]): boolean {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return false
  if (typeof body.kind !== 'string' || !kinds.includes(body.kind)) return false
  return body.kind !== 'refused' || ('sentence' in body && typeof body.sentence === 'string')
}
