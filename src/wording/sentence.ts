// A coded message as a person reads it, and as it is read back from where it was stored. Pure.

import {
  catalogue,
  type CodedMessage,
  isMessageCode,
  type ListedCode,
  message,
  type MessageCode,
} from './catalogue.ts'
import type { WarningCount } from './catalogue/file/payment-warnings.ts'
import type { StoredText } from './catalogue/machine/stored.ts'
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
  const { sentence } = wordsOf(coded, reader)
  return fitting(coded, () => sentence(coded.arguments, listening(reader))) ?? `${coded.code}.`
}

/** A few words, as a heading. */
export function titleOf(coded: CodedMessage, reader?: Reader): string {
  return wordsOf(coded, reader).title
}

/** What comes next by itself, and what to do; '' when it is nothing. */
export function nextStepOf(coded: CodedMessage, reader: Reader): string {
  const { next } = wordsOf(coded, reader)
  const after = afterOf(coded.arguments)
  const nextWords = () =>
    joinSentences(
      reader.language === 'fr' ? afterEndInFrench(after) : afterEndInEnglish(after),
      next(coded.arguments, listening(reader)),
    )
  return fitting(coded, nextWords) ?? ''
}

/**
 * What was stored by another version may have other arguments than its words need: null then, so that the
 * code is told alone, and never a sentence with holes.
 */
function fitting(coded: CodedMessage, words: () => string): string | null {
  let text: string
  try {
    text = words()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null
    throw error
  }
  const hole = /undefined|NaN|\[object Object\]/.exec(text)?.[0]
  return hole === undefined || JSON.stringify(coded.arguments).includes(hole) ? text : null
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

/** As stored beside the code. */
export function argumentsText({ arguments: values }: CodedMessage): string {
  return JSON.stringify(values)
}

/**
 * Read back from code and arguments. What an early version stored as a sentence, and what is of another
 * version, become messages that say so.
 */
export function messageFrom(code: string, text: string): CodedMessage {
  const values = argumentsIn(text)
  if (values === null) return message('MESSAGE-UNKNOWN', { code })
  const { oldText } = values
  if (typeof oldText === 'string')
    return { code: 'OLD-TEXT', arguments: { code, text: oldText as StoredText } }
  if (!isMessageCode(code)) return message('MESSAGE-UNKNOWN', { code })
  return { code, arguments: values } as CodedMessage
}

/** As stored in one text. */
export function messageText({ code, arguments: values }: CodedMessage): string {
  return JSON.stringify({ code, arguments: values })
}

/** Read back from one text. */
export function messageIn(text: string): CodedMessage {
  const { code, arguments: values } = (argumentsIn(text) ?? {}) as {
    code?: unknown
    arguments?: unknown
  }
  return messageFrom(typeof code === 'string' ? code : '', JSON.stringify(values ?? null))
}

/** null: it holds no arguments. */
function argumentsIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const found: unknown = JSON.parse(text)
    const holds = typeof found === 'object' && found !== null && !Array.isArray(found)
    return holds ? (found as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
