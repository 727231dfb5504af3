// Messages for tests to which it does not matter what they say.

import type { CodedMessage } from '../../src/wording/catalogue.ts'
import { message } from '../../src/wording/catalogue.ts'

/** A message that reads as this text, which ends with a full stop. */
export function saying(text: string): CodedMessage {
  return message('SYSTEM-ERROR', { error: text.replace(/\.$/, '') })
}

/** A message with this code, whatever its arguments should be: stored and read back, it is this text. */
export function withCode(code: string, text = 'It was so.'): CodedMessage {
  return { code, arguments: { oldText: text } } as unknown as CodedMessage
}

/** The same; null, as a transfer has it with nothing to say, for ''. */
export function reasonWith(code: string): CodedMessage | null {
  return code === '' ? null : withCode(code)
}
