// What a bank does at the sync point after the last byte, and what is remembered of it: the rule as a table.
// The daemon with a bank that refuses the point: final-point-refused.test.ts.

import { describe, expect, test } from 'vitest'
import type { Phase, SendOutcome } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import type { FinalPointMemory } from '../../src/ledger/contract/sync-points.ts'
import { judgeFinalPoint } from '../../src/transfer/final-point.ts'
import { policyFrom } from '../helpers/road/bank-pair.ts'
import { message } from '../../src/wording/catalogue.ts'

const policy = policyFrom({})
const { settings } = policy.finalPoint
const known = (breaks: number, refused = false): FinalPointMemory => ({ settings, breaks, refused })
const cut = (reason: number | null = null, phase: Phase = 'final-point'): SendOutcome => ({
  kind: 'cut',
  phase,
  answer: reason === null ? null : answerFrom({ diagnostic: { type: 3, reason } }, 'abort'),
  message: message('LINE-CUT', { bank: 'b', why: 'x' }),
})
const interrupted = (reason: number): SendOutcome => ({
  kind: 'interrupted',
  phase: 'final-point',
  keepsContext: true,
  answer: answerFrom({ diagnostic: { type: 2, reason } }, 'interruption'),
  message: message('LINE-CUT', { bank: 'b', why: 'x' }),
})
const stopped: SendOutcome = {
  kind: 'stopped',
  phase: 'final-point',
  message: message('LINE-CUT', { bank: 'b', why: 'x' }),
}
const judge = (before: FinalPointMemory | null, outcome: SendOutcome, acknowledged = false) =>
  judgeFinalPoint(before, policy, { outcome, acknowledged })

describe('the rule', () => {
  test.each([
    { what: 'a break, once', before: null, outcome: cut(), memory: known(1), refusal: null },
    {
      what: 'a break, the second time in a row',
      before: known(1),
      outcome: cut(),
      memory: known(2, true),
      refusal: { saidNo: false },
    },
    { what: 'our own timer', before: null, outcome: cut(317), memory: known(1), refusal: null },
    {
      what: 'its administrator',
      before: known(1),
      outcome: cut(316),
      memory: known(2, true),
      refusal: { saidNo: false },
    },
    {
      what: 'a violation of the protocol',
      before: null,
      outcome: cut(311),
      memory: known(0, true),
      refusal: { saidNo: true },
    },
    {
      what: 'a wrong parameter',
      before: null,
      outcome: cut(318),
      memory: known(0, true),
      refusal: { saidNo: true },
    },
    {
      what: 'IDT about sync points',
      before: null,
      outcome: interrupted(217),
      memory: known(0, true),
      refusal: { saidNo: true },
    },
    {
      what: 'IDT for no reason that it names',
      before: null,
      outcome: interrupted(299),
      memory: known(1),
      refusal: null,
    },
  ])('$what', ({ before, outcome, memory, refusal }) => {
    expect(judge(before, outcome)).toEqual({ memory, refusal })
  })

  test.each([
    ['a break in the data', cut(null, 'data')],
    ['a break after the end was asked for', cut(null, 'finishing')],
    ['IDT for a full disk', interrupted(219)],
    ['a person who stops it', stopped],
  ] as const)('%s says nothing of the point', (_what, outcome) => {
    expect(judge(null, outcome)).toEqual({ memory: 'unchanged', refusal: null })
    expect(judge(known(1), outcome)).toEqual({ memory: 'unchanged', refusal: null })
  })

  test('after an acknowledgement an earlier break is forgotten, whatever comes next', () => {
    expect(judge(known(1), cut(null, 'finishing'), true)).toEqual({ memory: null, refusal: null })
    expect(judge(null, cut(null, 'data'), true)).toEqual({ memory: 'unchanged', refusal: null })
  })

  test('with finalBarrier: true nothing is remembered', () => {
    const insisting = policyFrom({ finalBarrier: true })
    expect(judgeFinalPoint(null, insisting, { outcome: cut(311), acknowledged: false })).toEqual({
      memory: 'unchanged',
      refusal: null,
    })
  })

  test('other settings of the bank change the fingerprint, other timers do not', () => {
    expect(policyFrom({ sync: { interval: '1 MB', window: 2 } }).finalPoint.settings).not.toBe(
      settings,
    )
    expect(policyFrom({ dialect: 'axway-cft' }).finalPoint.settings).not.toBe(settings)
    expect(policyFrom({ retry: { attempts: 3 } }).finalPoint.settings).toBe(settings)
  })
})
