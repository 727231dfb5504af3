// What a failure tells people to do next, for tests that look at it.

import { expect } from 'vitest'
import type { CodedMessage } from '../../src/wording/catalogue.ts'
import { nextStepOf } from '../../src/wording/sentence.ts'

/** Matches a message whose next step contains a text: `{ coded: nextStep('newest backup') }`. */
export function nextStep(text: string): CodedMessage {
  return expect.toSatisfy((coded: CodedMessage) =>
    nextStepOf(coded, { zone: 'UTC' }).includes(text),
  ) as CodedMessage
}
