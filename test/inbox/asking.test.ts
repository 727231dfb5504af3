// What one ask has been given, and when it is over.

import { expect, test } from 'vitest'
import { createAsking, maximumCopies } from '../../src/inbox/asking.ts'
import type { StatementVerdict } from '../../src/journey/statement.ts'
import type { Transfer } from '../../src/journey/transfer.ts'

const copy: StatementVerdict = { kind: 'marked', as: 'equal', isCopy: true }
const given = (id: string, sameAs: string | null = null) =>
  ({ id, sameAs, createdMs: 1, pesit: { label: 'releve.txt' } }) as Transfer

test('what was given is known by the statement itself, not by its repetition', () => {
  const asking = createAsking(5)
  asking.record(given('a'), { kind: 'new' })
  asking.record(given('b', 'a-of-yesterday'), { kind: 'same', because: 'date', endsAsk: false })
  expect(asking.running()).toEqual({ startedMs: 5, given: ['a', 'a-of-yesterday'] })
  expect(asking.files()).toBe(1)
  expect(asking.given()).toBe(2)
  expect(asking.hasRepeated()).toBe(false)
})

test('a repetition within the ask is its end', () => {
  const asking = createAsking(5)
  expect(asking.record(given('a'), { kind: 'new' })).toBe('go-on')
  const again: StatementVerdict = { kind: 'same', because: 'ask', endsAsk: true }
  expect(asking.record(given('b', 'a'), again)).toBe('repeats')
  expect(asking.hasRepeated()).toBe(true)
})

test('a bank that begins anew with all that it ever had is stopped, one with empty statements of many accounts is not', () => {
  const anew = createAsking(5)
  const all = Array.from({ length: maximumCopies }, (_, index) =>
    anew.record(given(`${index}`), copy),
  )
  expect(all.slice(0, -1).every((end) => end === 'go-on')).toBe(true)
  expect(all.at(-1)).toBe('too-many-copies')
  const accounts = createAsking(5)
  const other: StatementVerdict = { ...copy, isCopy: false }
  for (let index = 0; index < 2 * maximumCopies; index += 1)
    expect(accounts.record(given(`${index}`), other)).toBe('go-on')
})
