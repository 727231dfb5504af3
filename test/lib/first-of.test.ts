import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFirstOf } from '../../src/lib/first-of.ts'

const byNumber = (a: number, b: number) => a - b

test('it returns the first items in order, whatever the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (values, limit) => {
      const first = createFirstOf(limit, byNumber)
      for (const value of values) first.add(value)
      expect(first.inOrder()).toEqual(values.toSorted(byNumber).slice(0, limit))
    }),
  )
})

test('it may be read in between', () => {
  const first = createFirstOf(2, byNumber)
  for (const value of [5, 4, 3]) first.add(value)
  expect(first.inOrder()).toEqual([3, 4])
  first.add(1)
  expect(first.inOrder()).toEqual([1, 3])
})
