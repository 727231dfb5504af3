// An entry of the catalogue: what is known of a message besides its words.

import { expect, expectTypeOf, test } from 'vitest'
import { type ArgumentsIn, entry } from '../../src/wording/entry.ts'

test('an entry is what was given, and carries the shape of its arguments for the compiler alone', () => {
  const known = { scope: 'bank', severity: 'warning', fault: 'network', heals: true } as const
  const one = entry<{ readonly bank: string }>(known)
  expect(one).toEqual(known)
  expect(Object.keys(one)).not.toContain('shape')
  expectTypeOf<ArgumentsIn<typeof one>>().toEqualTypeOf<{ readonly bank: string }>()
})
