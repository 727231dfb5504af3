// What tells that a statement is one that we have: every rule of the table is met by a case written here by
// hand, and two properties hold over all facts that there can be.

import { describe, expect, test } from 'vitest'
import {
  judgeStatement,
  type Likeness,
  statementRules,
  weightOf,
} from '../../src/journey/statement.ts'

/** The same bytes, name and label as one that the bank has heard of, of an ask that is over. */
const twin: Likeness = {
  bytes: true,
  fileName: true,
  label: true,
  date: false,
  offer: false,
  thisAsk: false,
  openAsk: false,
  confirmed: true,
  offeredNoMore: true,
  repeating: false,
  damaged: false,
}

const cases: readonly [string, Partial<Likeness>, unknown][] = [
  [
    'other bytes under the same identity are another version',
    { bytes: false, offer: true, date: true },
    { kind: 'marked', as: 'version' },
  ],
  ['other bytes are a new statement, whatever else agrees', { bytes: false }, { kind: 'new' }],
  [
    'what was damaged here before anybody saw it is shown when it comes again',
    { damaged: true, offer: true, date: true },
    { kind: 'marked', as: 'equal' },
  ],
  [
    'within one ask the same identity ends the ask, whatever its label',
    { thisAsk: true, offer: true, date: true, label: false },
    { kind: 'same', because: 'ask', endsAsk: true },
  ],
  [
    'within one ask the same label ends the ask, under another number and date',
    { thisAsk: true },
    { kind: 'same', because: 'ask', endsAsk: true },
  ],
  [
    'within one ask another label is another statement',
    { thisAsk: true, label: false },
    { kind: 'marked', as: 'equal', isCopy: false },
  ],
  [
    'within one ask the same label ends the ask, also when it was asked for by another name',
    { thisAsk: true, fileName: false },
    { kind: 'same', because: 'ask', endsAsk: true },
  ],
  [
    'the same identity is the same one, in whatever ask',
    { offer: true, date: true },
    { kind: 'same', because: 'offer', endsAsk: false },
  ],
  ['the same date under another number is the same one', { date: true }, { because: 'date' }],
  [
    'of another name the date says nothing',
    { date: true, fileName: false },
    { kind: 'marked', isCopy: false },
  ],
  [
    'of another label the date says nothing',
    { date: true, label: false },
    { kind: 'marked', isCopy: false },
  ],
  [
    'what the bank has not heard that we have comes again',
    { confirmed: false, offeredNoMore: false },
    { because: 'unconfirmed', endsAsk: false },
  ],
  [
    'what it has ceased to offer since then it has given away: the next one is another one',
    { confirmed: false, offeredNoMore: true },
    { kind: 'marked', as: 'equal', isCopy: true },
  ],
  [
    'an ask that broke off goes on with the next',
    { openAsk: true, offeredNoMore: false },
    { because: 'open-ask' },
  ],
  [
    'a bank that is known to repeat itself is not believed to have an equal one',
    { repeating: true, offeredNoMore: false },
    { because: 'repeating' },
  ],
  ['two empty statements of two days are both shown', {}, { kind: 'marked', isCopy: true }],
]

describe('a statement that came whole', () => {
  test.each(cases)('%s', (_, facts, verdict) => {
    expect(judgeStatement({ ...twin, ...facts })).toMatchObject(verdict as object)
  })

  test('every rule decides some case above', () => {
    const deciding = cases.map(([, facts]) => {
      const likeness = { ...twin, ...facts }
      return statementRules.findIndex(({ when }) =>
        Object.entries(when).every(([fact, wanted]) => likeness[fact as keyof Likeness] === wanted),
      )
    })
    expect(new Set(deciding)).toEqual(new Set(statementRules.keys()))
  })
})

/** All facts that there can be, also such as exclude each other. */
const all: readonly Likeness[] = Array.from({ length: 2 ** 11 }, (_, bits) => {
  const facts = Object.keys(twin).map((fact, place) => [fact, (bits & (1 << place)) !== 0])
  return Object.fromEntries(facts) as unknown as Likeness
})

describe('for all facts', () => {
  test('what has other bytes, or was never seen by anybody, is never taken for one that we have', () => {
    for (const likeness of all)
      if (!likeness.bytes || likeness.damaged)
        expect(judgeStatement(likeness).kind).not.toBe('same')
  })

  test('without a fact about time or identity, equal bytes are shown and marked', () => {
    for (const likeness of all) {
      const { offer, thisAsk, date, confirmed, openAsk, repeating, bytes } = likeness
      const isOpen = !offer && !thisAsk && !date && confirmed && !openAsk && !repeating
      if (isOpen && bytes) expect(judgeStatement(likeness)).toMatchObject({ kind: 'marked' })
    }
  })

  test('the end of an ask outweighs all, and a new statement nothing', () => {
    const weights = all.map((likeness) => weightOf(judgeStatement(likeness)))
    expect(Math.max(...weights)).toBe(weightOf({ kind: 'same', because: 'ask', endsAsk: true }))
    expect(weightOf({ kind: 'new' })).toBe(Math.min(...weights))
  })
})
