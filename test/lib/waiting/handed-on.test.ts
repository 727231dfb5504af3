// What is handed on before anybody takes it waits, in order; then it goes at once.

import { expect, test } from 'vitest'
import { handedOn } from '../../../src/lib/waiting/handed-on.ts'

test('items that came before the receiver are passed first, in order, and once', () => {
  const taken: number[] = []
  const things = handedOn<number>()
  things.hand(1)
  things.hand(2)
  things.to((one) => taken.push(one))
  things.hand(3)
  expect(taken).toEqual([1, 2, 3])
})
