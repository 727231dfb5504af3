// What a conversation shows of the bank as a whole.

import { expect, test } from 'vitest'
import type { Outcome } from '../../src/bank/bank.ts'
import { answerOf } from '../../src/bank/native/answers.ts'
import { hasConnected } from '../../src/bank/outcomes.ts'
import { troubleShownBy } from '../../src/bank/trouble.ts'

const sentence = 'S.'
const answer = (reason: number) => answerOf({ diagnostic: { type: 3, reason } })
const sure = answerOf({ diagnostic: { type: 0, reason: 0 } })
const known = { name: 'b', passwordFile: '/secret', also: () => ['c'] }
const outcomes: readonly (readonly [string, Outcome, string | null])[] = [
  ['no line', { kind: 'unreachable', code: 'BANK-UNREACHABLE', sentence }, 'BANK-UNREACHABLE'],
  ['no answer', { kind: 'unreachable', code: 'BANK-SILENT', sentence }, 'BANK-SILENT'],
  ['no TLS', { kind: 'unreachable', code: 'BANK-TLS-REFUSED', sentence }, 'BANK-TLS-REFUSED'],
  [
    'refused for now',
    { kind: 'refused', phase: 'connect', answer: answer(303), sentence },
    'BANK-BUSY',
  ],
  [
    'refused for good',
    { kind: 'refused', phase: 'connect', answer: answer(308), sentence },
    'BANK-REFUSED',
  ],
  [
    'our password refused',
    { kind: 'refused', phase: 'connect', answer: answer(304), sentence },
    'ACCESS-REFUSED',
  ],
  ['not called after that', { kind: 'unreachable', code: 'ACCESS-REFUSED', sentence }, 'unchanged'],
  ['a file refused', { kind: 'refused', phase: 'select', answer: answer(226), sentence }, null],
  ['cut in the data', { kind: 'cut', phase: 'data', answer: null, sentence }, null],
  ['cut at the end', { kind: 'cut', phase: 'finishing', answer: null, sentence }, null],
  ['a point refused', { kind: 'bad-restart', point: 3, sentence }, null],
  [
    'delivered',
    { kind: 'delivered', answer: sure, closing: null, sentBytes: 1, resumedAtBytes: 0 },
    null,
  ],
  ['fetched', { kind: 'fetched', answer: sure }, null],
  ['nothing there', { kind: 'nothing', answer: answer(205) }, null],
  ['left where it is', { kind: 'left', code: 'C', sentence }, null],
  ['a message taken', { kind: 'taken', answer: sure, reply: '' }, null],
  ['our disk, in the data', { kind: 'local-failure', phase: 'data', error: null, sentence }, null],
  [
    'our side, before the call',
    { kind: 'local-failure', phase: 'connect', error: null, sentence },
    'unchanged',
  ],
  ['stopped before the call', { kind: 'stopped', phase: 'connect', sentence }, 'unchanged'],
]

test.each(outcomes)('%s', (_, outcome, expected) => {
  const shown = troubleShownBy(known, outcome)
  expect(shown === null || shown === 'unchanged' ? shown : shown.code).toBe(expected)
  expect(hasConnected(outcome)).toBe(expected === null)
})
