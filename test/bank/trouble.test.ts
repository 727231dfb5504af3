// What a conversation shows of the bank as a whole.

import { expect, test } from 'vitest'
import type { Outcome } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import { hasConnected } from '../../src/bank/outcomes.ts'
import { troubleShownBy } from '../../src/bank/trouble.ts'
import { message } from '../../src/wording/catalogue.ts'

const what = message('LINE-CUT', { bank: 'b', why: 'x' })
const where = { bank: 'b', host: 'h', port: 1, why: 'x' }
const answer = (reason: number) => answerFrom({ diagnostic: { type: 3, reason } })
const sure = answerFrom({ diagnostic: { type: 0, reason: 0 } })
const known = { name: 'b', passwordFile: '/secret', also: () => ['c'] }
const outcomes: readonly (readonly [string, Outcome, string | null])[] = [
  [
    'no line',
    { kind: 'unreachable', code: 'BANK-UNREACHABLE', message: message('BANK-UNREACHABLE', where) },
    'BANK-UNREACHABLE',
  ],
  [
    'no answer',
    {
      kind: 'unreachable',
      code: 'BANK-SILENT',
      message: message('BANK-SILENT', { ...where, abort: null }),
    },
    'BANK-SILENT',
  ],
  [
    'no TLS',
    { kind: 'unreachable', code: 'BANK-TLS-REFUSED', message: message('BANK-TLS-REFUSED', where) },
    'BANK-TLS-REFUSED',
  ],
  [
    'refused for now',
    { kind: 'refused', phase: 'connect', answer: answer(303), message: what },
    'BANK-BUSY',
  ],
  [
    'refused for good',
    { kind: 'refused', phase: 'connect', answer: answer(308), message: what },
    'BANK-REFUSED',
  ],
  [
    'our password refused',
    { kind: 'refused', phase: 'connect', answer: answer(304), message: what },
    'ACCESS-REFUSED',
  ],
  [
    'not called after that',
    { kind: 'unreachable', code: 'ACCESS-REFUSED', message: what },
    'unchanged',
  ],
  [
    'a file refused',
    { kind: 'refused', phase: 'select', answer: answer(226), message: what },
    null,
  ],
  ['cut in the data', { kind: 'cut', phase: 'data', answer: null, message: what }, null],
  ['cut at the end', { kind: 'cut', phase: 'finishing', answer: null, message: what }, null],
  ['a point refused', { kind: 'bad-restart', point: 3, message: what }, null],
  [
    'delivered',
    { kind: 'delivered', answer: sure, closing: null, sentBytes: 1, resumedAtBytes: 0 },
    null,
  ],
  ['fetched', { kind: 'fetched', answer: sure }, null],
  ['nothing there', { kind: 'nothing', answer: answer(205) }, null],
  ['left where it is', { kind: 'left', message: what }, null],
  ['a message taken', { kind: 'taken', answer: sure, reply: '' }, null],
  [
    'our disk, in the data',
    { kind: 'local-failure', phase: 'data', error: null, message: what },
    null,
  ],
  [
    'our side, before the call',
    { kind: 'local-failure', phase: 'connect', error: null, message: what },
    'unchanged',
  ],
  ['stopped before the call', { kind: 'stopped', phase: 'connect', message: what }, 'unchanged'],
]

test.each(outcomes)('%s', (_, outcome, expected) => {
  const shown = troubleShownBy(known, outcome)
  expect(shown === null || shown === 'unchanged' ? shown : shown.code).toBe(expected)
  expect(hasConnected(outcome)).toBe(expected === null)
})
