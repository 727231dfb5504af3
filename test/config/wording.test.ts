// Faults of the schema in words for an administrator: what is needed, and never a value that may be a secret.

import { expect, test } from 'vitest'
import { z } from 'zod'
import { wording } from '../../src/config/wording.ts'

function said(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value, { error: wording })
  return error?.issues[0]?.message
}

test.each<[string, z.ZodType, unknown, RegExp]>([
  ['a key that is missing', z.string(), undefined, /missing/],
  ['a key without a value', z.string(), null, /empty/],
  ['a number where a text is needed', z.string(), 7, /text.*quotes/],
  ['a list where a text is needed', z.string(), ['a'], /^a text is needed$/],
  ['a text where a number is needed', z.number(), '7', /number.*without quotes/],
  ['a fraction where a whole number is needed', z.int(), 1.5, /whole number/],
  ['a text where true or false is needed', z.boolean(), 'yes', /true or false/],
  ['a text where a list is needed', z.array(z.string()), 'a', /list/],
  ['a text where keys are needed', z.object({}), 'a', /keys/],
  ['a number that is too small', z.number().min(5), 4, /4 .*5/],
  ['a number that is too large', z.number().max(5), 6, /6 .*5/],
  ['a text that is empty', z.string().min(1), '', /empty/],
  ['a list that is empty', z.array(z.string()).min(1), [], /empty/],
  ['another choice', z.enum(['a', 'b']), 'c', /a, b/],
  ['the only choice', z.literal('a'), 'c', /^a is needed$/],
  ['a number that is a choice in quotes', z.enum(['297', '500']), 297, /quotes/],
])('%s', (_, schema, value, words) => {
  expect(said(schema, value)).toMatch(words)
})

test('a text that may be a secret is never repeated', () => {
  expect(said(z.number(), 'hunter2')).not.toContain('hunter2')
  expect(said(z.enum(['a', 'b']), 'hunter2')).not.toContain('hunter2')
})
