import { expect, test } from 'vitest'
import { nearest } from '../../src/lib/nearest.ts'

const known = ['outboxes', 'inboxes', 'banks', 'password']

test.each([
  ['a letter too many', 'bankss', 'banks'],
  ['a letter left out', 'outboxs', 'outboxes'],
  ['another letter', 'pasSworb', 'password'],
  ['capitals', 'BANKS', 'banks'],
  ['two slips in a short word', 'bnaks', 'banks'],
  ['three slips in a long word', 'xyzsword', null],
  ['a word that is meant for none', 'schedule', null],
  ['two of them at the same distance: the first one', 'boxes', 'inboxes'],
])('%s: %s is probably %s', (_, word, expected) => {
  expect(nearest(word, known)).toBe(expected)
})

test('without known words none is near', () => {
  expect(nearest('banks', [])).toBeNull()
})

test('a word of any length costs no more than 80 letters', () => {
  expect(nearest('x'.repeat(1_000_000), ['x'.repeat(100)])).toBe('x'.repeat(100))
})
