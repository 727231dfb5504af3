// Which earlier file stands in the way of another, and when dates let two files be the same payments.

import { describe, expect, test } from 'vitest'
import { outbound } from '../../src/journey/moves/outbound.ts'
import {
  blankDatesWithinMs,
  datesAgree,
  differencesOf,
  hindrances,
} from '../../src/journey/twins.ts'
import { paymentsOf } from '../helpers/new-transfer.ts'

describe('the earlier file', () => {
  test('blocks every other file when the bank may have it or will get it automatically', () => {
    const always = Object.entries(hindrances).filter(([, hindrance]) => hindrance === 'always')
    expect(always.map(([state]) => state).sort()).toEqual(
      ['archived', 'finishing', 'in-doubt', 'queued', 'sending', 'sent', 'waiting'].sort(),
    )
  })

  test('has a word for each state of the road', () => {
    expect(Object.keys(hindrances).sort()).toEqual(Object.keys(outbound).sort())
  })
})

describe('the dates of two files with equal keys', () => {
  const at = (dates: string | null, cameMs = 0) => ({ dates, cameMs })
  test.each([
    ['play no part', at(null), at('2027-01-01'), true],
    ['are equal', at('2027-01-01'), at('2027-01-01', 9e12), true],
    ['differ', at('2027-01-01'), at('2027-01-02'), false],
    ['are blank within 20 days', at(''), at('2027-01-01', blankDatesWithinMs), true],
    ['are blank, the later file first', at('', blankDatesWithinMs), at('', 0), true],
    ['are blank after more than 20 days', at(''), at('', blankDatesWithinMs + 1), false],
  ])('%s', (_, one, other, agree) => {
    expect(datesAgree(one, other)).toBe(agree)
    expect(datesAgree(other, one)).toBe(agree)
  })
})

describe('what differs under one reference', () => {
  const base = paymentsOf('PAIE-11')
  test.each([
    ['count', { count: base.count + 1 }],
    ['total', { total: '0.01' }],
    ['total', { currency: 'CHF' }],
    ['accounts', { accounts: ['FR00'] }],
  ] as const)('%s is named', (difference, change) => {
    expect(differencesOf(base, { ...base, ...change })).toEqual([difference])
  })

  test('where nothing of that differs the payments do', () => {
    expect(differencesOf(base, base)).toEqual(['payments'])
  })
})
