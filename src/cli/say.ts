// A message of the catalogue on the screen: what happened and what to do, in the language and the time zone
// of the user who called the command.

import type { CodedMessage } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { type CommonOptions, readerOf } from './context.ts'
import { type Output, printable } from './output.ts'

export interface Said {
  readonly options: CommonOptions
  readonly output: Output
}

export function say(coded: CodedMessage, { options, output }: Said): void {
  output.line(printable(sentenceOf(coded, readerOf(options))))
}

/** Of what was not done: on stderr. */
export function sayError(coded: CodedMessage, { options, output }: Said): void {
  output.error(printable(sentenceOf(coded, readerOf(options))))
}
