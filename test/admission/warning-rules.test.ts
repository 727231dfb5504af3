// Whether warnings are shown, hold a file, or are ignored: by its outbox and by its bank.

import { expect, test } from 'vitest'
import {
  heldForWarnings,
  warningRules,
  warningsToReport,
} from '../../src/admission/warning-rules.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'

const seen = { count: 2, examples: [] }
const iban = message('IBAN', seen)
const address = message('ADDRESS-UNSTRUCTURED', seen)
const lines = message('ADDRESS-LINES', seen)
const file = { name: 'a.xml', bank: 'ma-banque' }

test.each([
  ['show', 'warn', [iban, address], ['IBAN', 'ADDRESS-UNSTRUCTURED'], null],
  ['show', 'ignore', [iban, address, lines], ['IBAN'], null],
  ['show', 'hold', [iban], ['IBAN'], null],
  ['show', 'hold', [iban, address], ['IBAN', 'ADDRESS-UNSTRUCTURED'], ['addresses', 1]],
  ['hold', 'warn', [iban, address], ['IBAN', 'ADDRESS-UNSTRUCTURED'], ['warnings', 2]],
  ['hold', 'ignore', [address], [], null],
  ['hold', 'warn', [], [], null],
] as const)('warnings: %s, addresses: %s', (...[all, addresses, found, told, held]) => {
  const rules = warningRules({ all, addresses, nowMs: () => 0 })
  const kept = warningsToReport(rules, found)
  expect(kept.map(({ code }) => code)).toEqual(told)
  const reason = heldForWarnings(rules, file, kept)
  if (held === null) return expect(reason).toBe(null)
  if (reason?.code !== 'HELD-FOR-WARNINGS') throw new Error('it is not held')
  expect([reason.arguments.by, reason.arguments.kinds.length]).toEqual(held)
  const text = sentenceOf(reason, { zone: 'Europe/Paris' })
  expect(text).toMatch(/^a\.xml is complete, and is held because .* \(2\)/)
})

test('the day is the one at the bank', () => {
  const nowMs = () => Date.parse('2026-11-14T23:30:00Z')
  expect(warningRules({ all: 'show', addresses: 'warn', nowMs }).today()).toBe('2026-11-15')
})
