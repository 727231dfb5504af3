// Keys that the schema does not know, and the key that was probably meant.

import { expect, test } from 'vitest'
import { keysAt, meantKey, unknownKey } from '../../src/config/unknown-keys.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

const told = (...given: Parameters<typeof unknownKey>) =>
  sentenceOf(unknownKey(...given), { zone: 'UTC' })

test('the known keys are those of the place', () => {
  expect(keysAt([])).toEqual(expect.arrayContaining(['data', 'banks', 'outboxes', 'inboxes']))
  expect(keysAt(['banks', 0])).toEqual(expect.arrayContaining(['name', 'host', 'port']))
  expect(keysAt(['banks', 0, 'retry'])).toContain('attempts')
  expect(keysAt(['banks', 0])).not.toContain('outboxes')
  expect(keysAt(['nowhere', 0])).toEqual([])
})

test.each([
  ['bank', [], 'banks'],
  ['hots', ['banks', 0], 'host'],
  ['somethingElse', ['banks', 0], null],
] as const)('by “%s” at %j, %j was meant', (key, path, meant) => {
  expect(meantKey(key, path)).toBe(meant)
})

test('an unknown key is reported with the one that was probably meant, or with all that are known', () => {
  expect(told('hots', ['banks', 0], [])).toContain('“host”')
  expect(told('qqqqqqqqqq', [], [])).toMatch(/data.*banks/s)
})

test('a key that is known, in a place where it has no right value, is not called unknown', () => {
  expect(told('port', ['banks', 0], ['port'])).not.toMatch(/unknown/i)
  expect(told('port', ['banks', 0], ['port', 'host'])).toContain('“host”')
})

test('of a long key only the beginning is shown', () => {
  const shown = told('q'.repeat(500), [], [])
  expect(shown).toContain(`${'q'.repeat(40)}…`)
  expect(shown).not.toContain('q'.repeat(41))
})
