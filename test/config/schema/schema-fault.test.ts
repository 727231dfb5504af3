// Faults of the schema, which travel through Zod as text.

import { expect, test } from 'vitest'
import { faultIn, faultText, needs, needsBetween } from '../../../src/config/schema/schema-fault.ts'

test('a fault comes back from its text as it was', () => {
  expect(faultIn(needs('duration'))).toEqual({ kind: 'form', form: 'duration' })
  expect(faultIn(needsBetween('1s', '1h'))).toEqual({ kind: 'between', least: '1s', most: '1h' })
  expect(faultIn(faultText({ kind: 'missing' }))).toEqual({ kind: 'missing' })
})

test('a message of Zod itself asks for another value', () => {
  expect(faultIn('Invalid input')).toEqual({ kind: 'form', form: 'another-value' })
})
