// The valid parts of a configuration that has faults.

import { describe, expect, test } from 'vitest'
import { draftOf, ownProperty } from '../../src/config/draft.ts'

describe('the valid parts of a configuration', () => {
  test.each([null, undefined, 'text', 7, [], {}])('of %j are empty lists', (value) => {
    expect(draftOf(value)).toMatchObject({ banks: [], outboxes: [], inboxes: [], webhooks: [] })
  })

  test('keep their places in lists, also when the one before is invalid', () => {
    const draft = draftOf({
      banks: ['no bank', { name: 'second', port: 'no port', host: 'bank.example' }],
      outboxes: [{ folder: 7 }, { folder: '/out' }],
      inboxes: [null, { folder: '/in' }],
    })
    expect(draft.banks[1]).toMatchObject({ name: 'second', host: 'bank.example' })
    expect(draft.banks[1]).not.toHaveProperty('port')
    expect(draft.outboxes[0]).not.toHaveProperty('folder')
    expect(draft.outboxes[1]).toMatchObject({ folder: '/out' })
    expect(draft.inboxes[1]).toMatchObject({ folder: '/in' })
  })

  test('have the defaults of the schema and of the dialect', () => {
    const [bank] = draftOf({ banks: [{ name: 'b', dialect: 'waarp' }] }).banks
    expect(bank).toMatchObject({ name: 'b', sync: false, connections: 1 })
  })

  test('leave out a list that is none', () => {
    expect(draftOf({ banks: { name: 'b' } }).banks).toEqual([])
  })
})

test('a property of the prototype is none of the value', () => {
  expect(ownProperty({ a: 1 }, 'a')).toBe(1)
  expect(ownProperty({}, 'toString')).toBe(undefined)
  expect(ownProperty(null, 'a')).toBe(undefined)
  expect(ownProperty('text', 'length')).toBe(undefined)
})
