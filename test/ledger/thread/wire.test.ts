// How an error travels between two threads.

import { expect, test } from 'vitest'
import { errorOf, failureOf } from '../../../src/ledger/thread/wire.ts'
import { message } from '../../../src/wording/catalogue.ts'
import { KnownError } from '../../../src/wording/known-error.ts'

const travelled = (error: unknown) => errorOf(structuredClone(failureOf(error)))

test('a known error arrives as the same message, with its stack', () => {
  const error = new KnownError(message('LEDGER-FAILED', { why: 'closed', path: '/data/ledger.db' }))
  const arrived = travelled(error)
  expect(arrived).toBeInstanceOf(KnownError)
  expect((arrived as KnownError).coded).toEqual(error.coded)
  expect(arrived.stack).toBe(error.stack)
})

test('any other error arrives with its text and its stack, and is no known one', () => {
  const error = new TypeError('x is not a function')
  const arrived = travelled(error)
  expect(arrived).not.toBeInstanceOf(KnownError)
  expect(arrived.message).toBe('x is not a function')
  expect(arrived.stack).toBe(error.stack)
})

test('what is thrown and is no error arrives as text', () => {
  expect(travelled('out of luck').message).toBe('out of luck')
})
