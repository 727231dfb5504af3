import { expect, test } from 'vitest'
import { withIsoTimes } from '../../src/cli/iso-times.ts'

test('moments become ISO times under the names of the API, at any depth', () => {
  expect(withIsoTimes([{ createdMs: 0, facts: [{ atMs: 1500 }], dueMs: null }])).toEqual([
    {
      createdAt: '1970-01-01T00:00:00.000Z',
      facts: [{ at: '1970-01-01T00:00:01.500Z' }],
      dueAt: null,
    },
  ])
})

test('durations and the arguments of messages stay as they are', () => {
  const value = { connectMs: 12, message: { code: 'X', arguments: { atMs: 5 } } }
  expect(withIsoTimes(value)).toEqual(value)
})
