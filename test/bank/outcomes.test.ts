// What the ends of conversations say, whichever carrier held them: a row for each kind of end.

import { expect, test } from 'vitest'
import type { Answer, Implication } from '../../src/bank/answer.ts'
import type { Outcome, Phase, SendOutcome } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import {
  codeOfEnd,
  hasConnected,
  isAccessRefused,
  isWithoutAccess,
  provesNotKept,
} from '../../src/bank/outcomes.ts'
import { message } from '../../src/wording/catalogue.ts'
import { KnownError } from '../../src/wording/known-error.ts'

const answer = (...implies: readonly Implication[]): Answer => ({
  ...answerFrom({ diagnostic: { type: 2, reason: 205 } }),
  meaning: { next: 'permanent', delayMs: 0, implies },
})
const ended = message('LINE-CUT', { bank: 'my-bank', why: 'x' })
const unreachable = (code: 'BANK-SILENT' | 'ACCESS-REFUSED') =>
  ({ kind: 'unreachable', code, message: ended }) as const
const refused = (phase: Phase, ...implies: readonly Implication[]) =>
  ({ kind: 'refused', phase, answer: answer(...implies), message: ended }) as const
const interrupted = (phase: Phase, ...implies: readonly Implication[]) =>
  ({
    kind: 'interrupted',
    phase,
    answer: answer(...implies),
    keepsContext: true,
    message: ended,
  }) as const
const cut = (phase: Phase, said: Answer | null = null) =>
  ({ kind: 'cut', phase, answer: said, message: ended }) as const
const failed = (phase: Phase, error: unknown = new Error('x')) =>
  ({ kind: 'local-failure', phase, error, message: ended }) as const
const stopped = (phase: Phase) => ({ kind: 'stopped', phase, message: ended }) as const
const badRestart = { kind: 'bad-restart', point: 3, message: ended } as const

test.each<[string, Outcome, boolean]>([
  ['no answer', unreachable('BANK-SILENT'), false],
  ['a refused connection', refused('connect'), false],
  ['a refused file', refused('select'), true],
  ['a line that broke at the connection', cut('connect'), false],
  ['a line that broke in the data', cut('data'), true],
  ['an interruption', interrupted('data'), true],
  ['a stop at the connection', stopped('connect'), false],
  ['a stop in the data', stopped('data'), true],
  ['a failure of ours at the connection', failed('connect'), false],
  ['a failure of ours in the data', failed('data'), true],
  ['a restart that we cannot serve', badRestart, true],
  ['nothing to fetch', { kind: 'nothing' } as Outcome, true],
  ['a call without a file', { kind: 'connected', connectMs: 5 }, true],
])('after %s, whether the bank had accepted the connection', (_, outcome, expected) => {
  expect(hasConnected(outcome)).toBe(expected)
})

test.each<[string, Outcome, boolean, boolean]>([
  ['refuses our identification', refused('connect', 'access-refused'), true, true],
  ['refuses the connection because it is busy', refused('connect', 'busy'), false, false],
  ['says the same to a file', refused('select', 'access-refused'), false, false],
  ['interrupts with the same', interrupted('connect', 'access-refused'), false, false],
  ['was not called because it refused before', unreachable('ACCESS-REFUSED'), false, true],
  ['does not answer', unreachable('BANK-SILENT'), false, false],
])('a bank that %s', (_, outcome, isRefused, isWithout) => {
  expect(isAccessRefused(outcome)).toBe(isRefused)
  expect(isWithoutAccess(outcome)).toBe(isWithout)
})

test.each([
  [unreachable('BANK-SILENT'), 'BANK-SILENT'],
  [refused('select'), 'PESIT-2-205'],
  [interrupted('data'), 'PESIT-2-205'],
  [cut('data'), 'LINE-CUT'],
  [cut('data', answer()), 'PESIT-2-205'],
  [stopped('data'), 'STOPPED'],
  [badRestart, 'RESTART-REFUSED'],
  [failed('data'), 'OUR-FAILURE'],
  [failed('data', { code: 'DISK-FULL' }), 'OUR-FAILURE'],
])('%j is known by the code %s', (outcome, code) => {
  expect(codeOfEnd(outcome)).toBe(code)
})

test('among our own failures, a full disk has a separate code', () => {
  expect(
    codeOfEnd(
      failed('data', new KnownError(message('DISK-FULL', { what: 'folder', path: '/data' }))),
    ),
  ).toBe('DISK-FULL')
  expect(
    codeOfEnd(
      failed(
        'data',
        new KnownError(message('FILE-DAMAGED', { path: '/data/7', why: 'other-bytes' })),
      ),
    ),
  ).toBe('OUR-FAILURE')
})

test.each<[string, SendOutcome, boolean]>([
  ['a refused end that implies it', refused('finishing', 'not-kept'), true],
  ['an interruption that implies it', interrupted('finishing', 'not-kept'), true],
  ['another refused end', refused('finishing', 'number-collision'), false],
  ['another interruption', interrupted('finishing'), false],
  ['an ABORT, whatever it says', cut('finishing', answer('not-kept')), false],
  ['a line that broke', cut('finishing'), false],
  ['a stop', stopped('finishing'), false],
  ['a failure of ours', failed('finishing'), false],
  ['silence', unreachable('BANK-SILENT'), false],
])('%s: whether it proves that the bank did not keep the file', (_, outcome, expected) => {
  expect(provesNotKept(outcome)).toBe(expected)
})
