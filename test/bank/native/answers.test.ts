// What the diagnostics of PeSIT mean for a file.

import { expect, test } from 'vitest'
import { implies } from '../../../src/bank/answer.ts'
import { answerFrom, type Bearer, isOneOf } from '../../../src/bank/native/answers.ts'

const of = (reason: number, bearer: Bearer = 'acknowledgement', type = 2) =>
  answerFrom({ diagnostic: { type, reason } }, bearer)
const all = Array.from({ length: 400 }, (_, reason) => reason)

test('an answer has the code of its diagnostic, its text and its counts', () => {
  const answer = answerFrom({ diagnostic: { type: 2, reason: 5 }, text: 'non', byteCount: 3 })
  expect(answer).toMatchObject({ code: 'PESIT-2-005', text: 'non', byteCount: 3 })
  expect(answer.articleCount).toBe(null)
})

test('the next step is the one in the table of diagnostics', () => {
  expect(of(254).meaning).toMatchObject({ next: 'later', delayMs: 15 * 60_000 })
  expect(answerFrom({ diagnostic: { type: 0, reason: 0 } }).meaning.next).toBe('success')
  expect(of(0).meaning.next).not.toBe('success')
})

test.each([
  ['access-refused', 'acknowledgement', [301, 304, 324, 325, 326]],
  ['busy', 'acknowledgement', [201, 202, 203, 207, 303, 309, 322]],
  ['number-in-use', 'acknowledgement', [204, 231, 250]],
  ['number-collision', 'acknowledgement', [231]],
  ['transfer-unknown', 'acknowledgement', [204, 205, 214, 226, 233]],
  ['not-kept', 'acknowledgement', [213, 223, 224]],
  ['not-kept', 'interruption', [213, 215, 216, 217, 218, 219, 220, 221, 222]],
  ['not-kept', 'abort', []],
  ['final-point-refused', 'acknowledgement', []],
  ['final-point-refused', 'interruption', [214, 217, 218, 307, 311, 318]],
  ['final-point-refused', 'abort', [307, 311, 318]],
  [
    'final-point-irrelevant',
    'interruption',
    [201, 202, 206, 213, 215, 216, 219, 220, 221, 222, 224],
  ],
  ['final-point-irrelevant', 'abort', []],
] as const)('%s, with an %s, is said by %j alone', (implication, bearer, reasons) => {
  expect(all.filter((reason) => implies(of(reason, bearer), implication))).toEqual(reasons)
})

test('codes in the configuration match by their reason, for any type', () => {
  const isThat = isOneOf(['2-204', '2-250'])
  expect(all.filter((reason) => isThat(of(reason, 'acknowledgement', 3)))).toEqual([204, 250])
  expect(isThat({ ...of(204), diagnostic: null })).toBe(false)
})
