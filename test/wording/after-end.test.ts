import { expect, test } from 'vitest'
import { type AfterEnd, afterOf, withAfter } from '../../src/wording/after-end.ts'
import { message } from '../../src/wording/catalogue.ts'
import { nextStepOf, sentenceOf, whatOf } from '../../src/wording/sentence.ts'

const ended = message('LINE-CUT', { bank: 'my-bank', why: 'reset' })
const reader = { zone: 'UTC' }

test('a message keeps its code and its arguments when it says what comes next', () => {
  const told = withAfter(ended, { kind: 'goes-on' })
  expect(told).toEqual({
    code: 'LINE-CUT',
    arguments: { bank: 'my-bank', why: 'reset', after: { kind: 'goes-on' } },
  })
  expect(afterOf(told.arguments)).toEqual({ kind: 'goes-on' })
  expect(ended.arguments).not.toHaveProperty('after')
})

test('a message that says nothing about what comes next has no such argument', () => {
  expect(afterOf(ended.arguments)).toBeUndefined()
  expect(nextStepOf(ended, reader)).toBe('')
})

test('the last argument counts', () => {
  const told = withAfter(withAfter(ended, { kind: 'goes-on' }), { kind: 'tried-again' })
  expect(afterOf(told.arguments)).toEqual({ kind: 'tried-again' })
})

test.each<[AfterEnd, RegExp]>([
  [{ kind: 'goes-on' }, /goes on by itself from the last sync point/],
  [{ kind: 'sent-anew' }, /sent anew by itself, from its start/],
  [{ kind: 'fetched-anew' }, /fetched anew by itself, from its start/],
  [{ kind: 'tried-again' }, /tried again by itself/],
  [{ kind: 'called-again' }, /called again by itself/],
  [{ kind: 'kept-nothing' }, /kept nothing of the earlier attempt/],
  [
    { kind: 'attempts-spent', attempts: 5, maximum: 5, direction: 'out' },
    /attempt 5 of 5, the last\. The bank does not have the file/,
  ],
  [
    { kind: 'attempts-spent', attempts: 5, maximum: 5, direction: 'in' },
    /attempt 5, the last\. The bank still has the file/,
  ],
  [{ kind: 'calls-spent', calls: 3 }, /After 3 calls we stop trying/],
])('%j stands in the next step, and not in what happened', (after, expected) => {
  const told = withAfter(ended, after)
  expect(nextStepOf(told, reader)).toMatch(expected)
  expect(whatOf(told, reader)).toBe(whatOf(ended, reader))
  expect(sentenceOf(told, reader)).toBe(`${whatOf(told, reader)} ${nextStepOf(told, reader)}`)
})

test('what comes next is said before what a person has to do', () => {
  const unproved = withAfter(message('BANK-NOT-PROVED', { bank: 'my-bank' }), {
    kind: 'tried-again',
  })
  expect(nextStepOf(unproved, reader)).toMatch(/^It is tried again by itself\. Ask the bank/)
})
