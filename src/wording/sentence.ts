// A coded message as a person reads it, and as it is read back from where it was stored. Pure.

import {
  catalogue,
  type CodedMessage,
  isMessageCode,
  type ListedCode,
  type MessageCode,
} from './catalogue.ts'
import type { WarningCount } from './catalogue/file/payment-warnings.ts'
import { afterOf } from './after-end.ts'
import { afterEndInEnglish, joinSentences } from './en/bank/after-end.ts'
import { diagnosticInEnglish } from './en/bank/diagnostics.ts'
import { english } from './en/english.ts'
import { placeText } from './en/file/payment-warnings.ts'
import { diagnosticInFrench } from './fr/bank/diagnostics.ts'
import { french } from './fr/french.ts'
import type { Arguments, InnerMessage, InnerReader, Reader, Words } from './entry.ts'
import { afterEndInFrench } from './fr/bank/after-end.ts'

/** What happened and what to do, as one text. */
export function sentenceOf(coded: CodedMessage, reader: Reader): string {
  return joinSentences(whatOf(coded, reader), nextStepOf(coded, reader))
}

/** What happened, without what to do. */
export function whatOf(coded: CodedMessage, reader: Reader): string {
  return wordsOf(coded, reader).sentence(coded.arguments, listening(reader))
}

/** A few words, as a heading. */
export function titleOf(coded: CodedMessage, reader?: Reader): string {
  return wordsOf(coded, reader).title
}

/** What comes next by itself, and what to do; '' when it is nothing. */
export function nextStepOf(coded: CodedMessage, reader: Reader): string {
  const { next } = wordsOf(coded, reader)
  const after = afterOf(coded.arguments)
  return joinSentences(
    reader.language === 'fr' ? afterEndInFrench(after) : afterEndInEnglish(after),
    next(coded.arguments, listening(reader)),
  )
}

/** Where a warning about content was found first; '' where it is said of the whole file. */
export function firstPlaceOf({ examples: [first] }: WarningCount): string {
  return first === undefined ? '' : placeText(first.place)
}

/** Messages within messages are told in the same language. One of a later version is told by its code. */
function listening(reader: Reader): InnerReader {
  const known = (inner: InnerMessage, words: (coded: CodedMessage) => string) =>
    isMessageCode(inner.code) ? words(inner as CodedMessage) : `${inner.code}.`
  return {
    ...reader,
    what: (inner) => known(inner, (coded) => whatOf(coded, reader)),
    next: (inner) => (isMessageCode(inner.code) ? nextStepOf(inner as CodedMessage, reader) : ''),
    all: (inner) => known(inner, (coded) => sentenceOf(coded, reader)),
  }
}

/** The words of a code take the arguments of that code: the pair cannot come apart, as `message` made it. */
function wordsOf({ code }: CodedMessage, reader?: Reader): Words<Arguments> {
  const translated = reader?.language === 'fr' ? inFrench(code) : null
  return (translated ?? inEnglish(code)) as Words<Arguments>
}

function inEnglish(code: MessageCode): unknown {
  return isListed(code) ? english[code] : diagnosticInEnglish(code)
}

/** null: not translated yet. */
function inFrench(code: MessageCode): unknown {
  return isListed(code) ? (french[code] ?? null) : diagnosticInFrench(code)
}

function isListed(code: MessageCode): code is ListedCode {
  return Object.hasOwn(catalogue, code)
}

/** Either a sentence that is stored as it is, or a message whose sentence is made when somebody reads. */
export type SentenceOrMessage = string | CodedMessage

/** A stored sentence as it is, a message as it is read. */
export function textOf(said: SentenceOrMessage, reader: Reader): string {
  return typeof said === 'string' ? said : sentenceOf(said, reader)
}

/** As stored: the arguments as JSON, '' for what is stored as a sentence. */
export function argumentsText(said: SentenceOrMessage): string {
  return typeof said === 'string' ? '' : JSON.stringify(said.arguments)
}

/** Read back; null for a sentence, and for a code that this version does not know. */
export function messageFrom(code: string, text: string): CodedMessage | null {
  if (text === '' || !isMessageCode(code)) return null
  return { code, arguments: JSON.parse(text) as Arguments } as CodedMessage
}
