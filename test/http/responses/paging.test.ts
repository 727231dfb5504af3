import { expect, test } from 'vitest'
import { cursorOf, parseCursor, sorts } from '../../../src/http/responses/paging.ts'

const place = { sequence: 7, createdMs: 1, updatedMs: 2 }

test.each(sorts)('a cursor of the order %s names the position for which it was made', (sort) => {
  expect(parseCursor(cursorOf(sort, place))).toEqual({ sort, ...place })
})

test('a cursor can be used in a URL unencoded', () => {
  expect(cursorOf('createdAt', place)).toMatch(/^[\w-]+$/)
})

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([
  ['nothing', ''],
  ['no JSON', 'abc'],
  ['JSON of another kind', encoded([1])],
  ['an order that does not exist', encoded({ sort: 'name', ...place })],
  ['a number below zero', encoded({ sort: 'createdAt', ...place, sequence: -1 })],
  ['a key more', encoded({ sort: 'createdAt', ...place, limit: 1 })],
  ['a key less', encoded({ sort: 'createdAt', sequence: 7, createdMs: 1 })],
])('%s is no cursor of ours', (_, text) => {
  expect(parseCursor(text)).toBeNull()
})
