// A command line that says what cannot be done, as the failure of a command.

import { type CodedMessage, message } from '../wording/catalogue.ts'
import { KnownError } from '../wording/known-error.ts'

export function usageError(what: CodedMessage): KnownError {
  return new KnownError(message('USAGE-WRONG', { what }))
}
