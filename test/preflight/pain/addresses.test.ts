// Postal addresses, before and since the day on which banks refuse such as are lines alone.

import { expect, test } from 'vitest'
import { Address } from '../../../src/preflight/pain/addresses.ts'
import { inFile, Warnings } from '../../../src/preflight/warnings.ts'

const line: readonly [string, string] = ['AdrLine', '1 RUE DU PORT']
const town: readonly [string, string] = ['TwnNm', 'LILLE']
const country: readonly [string, string] = ['Ctry', 'FR']
const since = '2026-11-15'

test.each<[string, readonly (readonly [string, string])[], string | null, readonly string[]]>([
  ['lines alone', [line], since, ['ADDRESS-UNSTRUCTURED']],
  ['lines and a country', [line, country], since, ['ADDRESS-UNSTRUCTURED']],
  ['lines and a town', [line, town], since, ['ADDRESS-UNSTRUCTURED']],
  ['lines alone, a day before', [line], '2026-11-14', []],
  ['lines alone, on a day that nobody knows', [line], null, []],
  ['two lines with town and country', [line, line, town, country], since, []],
  [
    'three lines with town and country',
    [line, line, line, town, country],
    since,
    ['ADDRESS-LINES'],
  ],
  ['three lines, before', [line, line, line], '2026-01-01', ['ADDRESS-LINES']],
  ['a town and a country', [town, country], since, []],
  ['a country alone', [country], since, []],
  ['a line of 70', [['AdrLine', 'é'.repeat(70)], town, country], since, []],
  ['a line of 71', [['AdrLine', 'x'.repeat(71)], town, country], since, ['ADDRESS-LINE-LENGTH']],
  ['nothing', [], since, []],
])('an address of %s', (_, parts, day, codes) => {
  const warnings = new Warnings()
  const address = new Address()
  for (const [name, text] of parts) address.take(name, text)
  address.judge(warnings, inFile, day)
  expect(warnings.all.map(({ code }) => code)).toEqual(codes)
})
