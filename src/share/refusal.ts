// What we refuse to work in, as an error that says so in the words of the catalogue.

import { KnownError } from '../wording/known-error.ts'
import { type ArgumentsOf, message } from '../wording/catalogue.ts'
import { nextStepOf, sentenceOf } from '../wording/sentence.ts'

type RefusalCode = 'FOLDER-NOT-OURS' | 'FOLDER-LINK' | 'PROC-MISSING'

/** None of these sentences tells a time. */
const reader = { zone: 'UTC' }

export function refusal<Code extends RefusalCode>(
  code: Code,
  values: ArgumentsOf<Code>,
): KnownError {
  const coded = message(code, values)
  return new KnownError(code, sentenceOf(coded, reader), { hint: nextStepOf(coded, reader) })
}
