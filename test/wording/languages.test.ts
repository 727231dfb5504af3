// Which language somebody wants.

import { expect, test } from 'vitest'
import { languageAccepted, languageOfLocale } from '../../src/wording/languages.ts'

test.each([
  ['fr_FR.UTF-8', 'fr'],
  ['fr', 'fr'],
  ['en_GB', 'en'],
  ['C', null],
  ['', null],
])('the locale %s asks for %s', (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language)
})

test.each([
  ['fr-FR, fr;q=0.9, en;q=0.8', 'fr'],
  ['en;q=0.5, fr', 'fr'],
  ['de, en;q=0.1', 'en'],
  ['fr;q=0', null],
  ['*', null],
  ['', null],
])('the header %s asks for %s', (header, language) => {
  expect(languageAccepted(header)).toBe(language)
})
