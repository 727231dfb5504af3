// What the schema finds wrong, as data: what is needed, and never a value that may be a secret.

import { expect, test } from 'vitest'
import { z } from 'zod'
import { faultIn, type SchemaFault } from '../../src/config/schema/schema-fault.ts'
import { wording } from '../../src/config/wording.ts'

function said(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value, { error: wording })
  return error?.issues[0]?.message
}

test.each<[string, z.ZodType, unknown, SchemaFault]>([
  ['a key that is missing', z.string(), undefined, { kind: 'missing' }],
  ['a key without a value', z.string(), null, { kind: 'empty', what: 'key' }],
  ['a number where a text is needed', z.string(), 7, { kind: 'form', form: 'text-in-quotes' }],
  ['a list where a text is needed', z.string(), ['a'], { kind: 'form', form: 'text' }],
  ['a text where a number is needed', z.number(), '7', { kind: 'form', form: 'number' }],
  [
    'a fraction where a whole number is needed',
    z.int(),
    1.5,
    { kind: 'form', form: 'whole-number' },
  ],
  [
    'a text where true or false is needed',
    z.boolean(),
    'yes',
    { kind: 'form', form: 'true-or-false' },
  ],
  ['a text where a list is needed', z.array(z.string()), 'a', { kind: 'form', form: 'list' }],
  ['a text where keys are needed', z.object({}), 'a', { kind: 'keys', known: [] }],
  [
    'a number that is too small',
    z.number().min(5),
    4,
    { kind: 'at-least', value: '4', minimum: '5' },
  ],
  [
    'a number that is too large',
    z.number().max(5),
    6,
    { kind: 'at-most', value: '6', maximum: '5' },
  ],
  ['a text that is empty', z.string().min(1), '', { kind: 'empty', what: 'value' }],
  ['a list that is empty', z.array(z.string()).min(1), [], { kind: 'empty', what: 'value' }],
  ['another choice', z.enum(['a', 'b']), 'c', { kind: 'one-of', choices: ['a', 'b'] }],
  ['the only choice', z.literal('a'), 'c', { kind: 'one-of', choices: ['a'] }],
  [
    'a number that is a choice in quotes',
    z.enum(['297', '500']),
    297,
    { kind: 'form', form: 'quotes' },
  ],
])('%s', (_, schema, value, fault) => {
  expect(faultIn(said(schema, value) ?? '')).toEqual(fault)
})

test('a text that may be a secret is never repeated', () => {
  expect(said(z.number(), 'hunter2')).not.toContain('hunter2')
  expect(said(z.enum(['a', 'b']), 'hunter2')).not.toContain('hunter2')
})
