// The table of answers to a program that asks for a file: every row, against the promises.

import { describe, expect, test } from 'vitest'
import { answerOf, type ReceiveFacts } from '../../src/journey/receive-answer.ts'

const both = [true, false]
const all: readonly ReceiveFacts[] = both.flatMap((asked) =>
  (['none', 'file', 'repetition'] as const).flatMap((own) =>
    both.flatMap((unclaimed) =>
      both.flatMap((unfinished) =>
        ([null, 'nothing', 'received', 'failed', 'refused'] as const).map((ask) => ({
          ...{ asked, own, unclaimed, unfinished, ask },
        })),
      ),
    ),
  ),
)
/** What can be so: before the bank was asked it has said nothing. */
const possible = all.filter(({ asked, own, ask }) =>
  asked ? ask !== null : ask === null && own === 'none',
)

const before = {
  asked: false,
  own: 'none',
  unclaimed: false,
  unfinished: false,
  ask: null,
} as const
const after = { ...before, asked: true } as const

describe('the answer to who asks for a file', () => {
  test.each<[string, ReceiveFacts, ReturnType<typeof answerOf>]>([
    ['nothing came before', before, 'ask-the-bank'],
    ['the schedule fetched it, and nobody has it', { ...before, unclaimed: true }, 'unclaimed'],
    [
      'another was cut off: the bank is asked all the same',
      { ...before, unfinished: true },
      'ask-the-bank',
    ],
    ['the bank gave it', { ...after, own: 'file', ask: 'received' }, 'own'],
    ['it gave it, and broke off behind it', { ...after, own: 'file', ask: 'failed' }, 'own'],
    ['it has nothing', { ...after, ask: 'nothing' }, 'nothing'],
    ['it gave others only', { ...after, ask: 'received' }, 'nothing'],
    ['it cannot be reached', { ...after, ask: 'failed' }, 'trouble'],
    ['it refuses us', { ...after, ask: 'refused' }, 'trouble'],
    [
      'it gave again what somebody has',
      { ...after, own: 'repetition', ask: 'nothing' },
      'repeated',
    ],
    [
      'it gave again what nobody has',
      { ...after, own: 'repetition', unclaimed: true, ask: 'nothing' },
      'unclaimed',
    ],
    ['one that was cut off goes on', { ...after, unfinished: true, ask: 'failed' }, 'unfinished'],
  ])('%s', (_name, facts, expected) => {
    expect(answerOf(facts)).toBe(expected)
  })

  test('is a file only where the bank gave one for this call, or one is there that nobody has', () => {
    for (const facts of possible) {
      const answer = answerOf(facts)
      if (answer === 'own') expect(facts.own).toBe('file')
      if (answer === 'unclaimed') expect(facts.unclaimed).toBe(true)
      if (answer === 'unfinished') expect(facts.unfinished).toBe(true)
    }
  })

  test('never leaves a file aside that nobody has, unless this call has one of its own', () => {
    for (const facts of possible.filter(({ unclaimed }) => unclaimed))
      expect(answerOf(facts)).toBe(facts.own === 'file' ? 'own' : 'unclaimed')
  })

  test('is what the bank says, or its absence, once nothing is there', () => {
    for (const facts of possible) {
      const { asked, own, unclaimed, unfinished, ask } = facts
      if (!asked || own !== 'none' || unclaimed || unfinished) continue
      expect(answerOf(facts)).toBe(ask === 'failed' || ask === 'refused' ? 'trouble' : 'nothing')
    }
  })
})
