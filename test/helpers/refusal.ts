// What a person reads of an outcome that was refused.

import type { CodedMessage } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

/** In English; '' when it was not refused. */
export function refusalOf(outcome: {
  readonly kind: string
  readonly message?: CodedMessage
}): string {
  const { message } = outcome
  return outcome.kind !== 'refused' || message === undefined
    ? ''
    : sentenceOf(message, { zone: 'Europe/Paris' })
}
