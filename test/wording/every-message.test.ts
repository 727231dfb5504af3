// Every message in every language, with sample arguments: no gap where an argument should be, and whole
// sentences.

import { expect, test } from 'vitest'
import { type CodedMessage, catalogue, type ListedCode } from '../../src/wording/catalogue.ts'
import { languages } from '../../src/wording/languages.ts'
import { nextStepOf, titleOf, whatOf } from '../../src/wording/sentence.ts'
import { samples } from './samples.ts'

const codes = Object.keys(catalogue) as ListedCode[]
const messageOf = (code: ListedCode) =>
  ({ code, arguments: samples[code] }) as unknown as CodedMessage

const faults = (text: string): string[] => [
  ...(/undefined|\[object|NaN|Invalid Date/.test(text) ? ['a gap'] : []),
  // Faults of a configuration are a list, one on each line.
  ...(/ {2}/.test(text) && !text.includes('\n') ? ['two blanks'] : []),
  ...(/^\s|\s$/.test(text) ? ['a blank at an end'] : []),
]
const isWhole = (text: string) => /[.?!][”`)]?$/.test(text)

test.each(languages)('every message is whole in the language %s', (language) => {
  const reader = { zone: 'Europe/Paris', language }
  const found = codes.flatMap((code) => {
    const coded = messageOf(code)
    const [title, what, next] = [
      titleOf(coded, reader),
      whatOf(coded, reader),
      nextStepOf(coded, reader),
    ]
    return [
      ...[title, what, next].flatMap(faults),
      ...(isWhole(what) ? [] : ['a sentence without its full stop']),
    ].map((fault) => `${code}: ${fault}: ${what} ${next}`)
  })
  expect(found).toEqual([])
})
