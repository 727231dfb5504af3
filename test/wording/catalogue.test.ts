// The catalogue: which codes there are, and what is known of each.

import { expect, test } from 'vitest'
import { catalogue, entryOf, isMessageCode, message } from '../../src/wording/catalogue.ts'

test('a message is its code and its arguments', () => {
  expect(message('LINE-CUT', { bank: 'bnp', why: 'x' })).toEqual({
    code: 'LINE-CUT',
    arguments: { bank: 'bnp', why: 'x' },
  })
})

test.each([
  ['LINE-CUT', true],
  ['PESIT-2-205', true],
  ['PESIT-9-999999', false],
  ['NO-SUCH-CODE', false],
  ['toString', false],
  ['', false],
])('%j is a code: %s', (code, isOne) => {
  expect(isMessageCode(code)).toBe(isOne)
})

test.each(Object.keys(catalogue))('%s has the form of a code', (code) => {
  expect(code).toMatch(/^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/)
})

test('a listed code has its entry, and a diagnostic of PeSIT the one of its meaning', () => {
  expect(entryOf('LINE-CUT')).toBe(catalogue['LINE-CUT'])
  expect(entryOf('PESIT-2-205')).toMatchObject({ scope: expect.any(String) as string })
})
