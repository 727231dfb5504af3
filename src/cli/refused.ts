// An answer of the daemon that a command does not expect: its problem, in words.

import type { CodedMessage } from '../wording/catalogue.ts'
import { type CommonOptions, readerOf } from './context.ts'
import { problemIn } from './daemon-client.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type Output, printable } from './output.ts'

export function printRefusal(body: unknown, options: CommonOptions, output: Output): ExitCode {
  if (output.json) output.value(body)
  else {
    const { sentence, hint, code } = problemIn(body, readerOf(options))
    const lines = [sentence, hint].filter((text) => text !== '').map(printable)
    output.error(`${lines.join('\n')} (${printable(code)})`)
  }
  return exitCodes.failed
}

/** The answer of the control socket to an order has a kind. Everything else is a problem. */
export function isOutcome(body: unknown, kinds: readonly string[]): boolean {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return false
  if (typeof body.kind !== 'string' || !kinds.includes(body.kind)) return false
  return body.kind !== 'refused' || ('code' in body && typeof body.code === 'string')
}

/** An outcome as the control socket answers it: a message with its sentence, in our language. */
export type Answered<Outcome> = Outcome extends { readonly message: CodedMessage }
  ? Omit<Outcome, 'message'> & { readonly code: string; readonly sentence: string }
  : Outcome
