import { expect, test } from 'vitest'
import { counted } from '../../src/lib/counted.ts'

test.each([
  [0, 'bank', '0 banks'],
  [1, 'bank', '1 bank'],
  [2, 'bank', '2 banks'],
  [1, 'outbox', '1 outbox'],
  [3, 'inbox', '3 inboxes'],
])('%i %s is %s', (count, noun, expected) => {
  expect(counted(count, noun)).toBe(expected)
})
