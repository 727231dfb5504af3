// A failure that we know by name: disk full, ledger locked, bank unreachable. It carries a message of the
// catalogue, which says the scope of the damage, whose fault it is and what to do next, in the language of
// its reader. Its text as an `Error` is the English sentence, for logs and stack traces.

import { type CodedMessage, message, type MessageCode } from './catalogue.ts'
import { whatOf } from './sentence.ts'

/** The reader of a stack trace. An answer to a person makes the sentence anew, with the person's zone. */
const developer = { zone: 'UTC' }

export class KnownError extends Error {
  override readonly name = 'KnownError'
  readonly coded: CodedMessage

  constructor(coded: CodedMessage, options: { readonly cause?: unknown } = {}) {
    super(whatOf(coded, developer), options)
    this.coded = coded
  }

  get code(): MessageCode {
    return this.coded.code
  }
}

/** What an error says, as a message within another one. */
export function messageOfError(error: unknown): CodedMessage {
  if (error instanceof KnownError) return error.coded
  const text = error instanceof Error ? error.message : String(error)
  return message('SYSTEM-ERROR', { error: text.replace(/\.$/, '') })
}
