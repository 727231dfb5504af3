// What stopped a conversation on our side, as a message. Pure.

import { systemErrorCode } from '../lib/files/files.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { KnownError } from '../wording/known-error.ts'

export function ourFailure(
  bank: string,
  moment: 'calling' | 'preparing' | 'sending' | 'receiving',
  error: unknown,
): CodedMessage {
  if (error instanceof KnownError) return error.coded
  const why = error instanceof Error ? error.message : String(error)
  return message('OUR-FAILURE', { bank, while: moment, error: systemErrorCode(error), why })
}
