// The verdict on each end of an attempt, whole, as it is recorded.

import { describe, expect, test } from 'vitest'
import type { BrokenOff, Phase } from '../../src/bank/bank.ts'
import { answerOf } from '../../src/bank/native/answers.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Policy } from '../../src/transfer/policy.ts'
import { opened, verdictOf } from '../../src/transfer/verdict.ts'
import { identity } from '../helpers/new-transfer.ts'
import { cut, policy, refused, transfer } from './ends-of-attempts.ts'

describe('each end of an attempt, as it is recorded', () => {
  const unread = { ...identity, opened: false }
  const begun = { ...identity, opened: true }
  const at = (changes: Partial<Policy> = {}, more: Partial<Transfer> = {}, chance = 0) => ({
    transfer: transfer({ attempts: 2, calls: 1, ...more }),
    policy: { ...policy, ...changes },
    nowMs: 1_000_000,
    chance,
    reached: 'unknown' as const,
    refusal: null,
  })
  const said = (phase: Phase, reason: number, type = 2): BrokenOff => refused(reason, phase, type)
  const interrupted = (reason: number, keepsContext: boolean): BrokenOff => ({
    kind: 'interrupted',
    phase: 'data',
    answer: answerOf({ diagnostic: { type: 2, reason } }, 'interruption'),
    keepsContext,
    sentence: 'It interrupted.',
  })

  test('a line that broke has its own code, or the code of the ABORT', () => {
    const verdict = verdictOf(cut('data'), at())
    expect(verdict).toEqual({
      event: 'cut',
      patch: {
        calls: 0,
        pesit: begun,
        code: 'LINE-CUT',
        reason: 'The line broke. It goes on by itself from the last confirmed sync point.',
        dueMs: 1_060_000,
      },
      sentence: 'The line broke. It goes on by itself from the last confirmed sync point.',
      bankRestsMs: null,
    })
    const abort = answerOf({ diagnostic: { type: 3, reason: 311 } }, 'abort')
    const outcome: BrokenOff = { kind: 'cut', phase: 'data', answer: abort, sentence: 'It ended.' }
    expect(verdictOf(outcome, at()).patch.code).toBe('PESIT-3-311')
  })

  test('the last attempt says which it was, and that the bank does not have the file', () => {
    const verdict = verdictOf(cut('data'), at({}, { attempts: 5 }))
    const sentence =
      'The line broke. It goes on by itself from the last confirmed sync point. That was attempt 5 of 5, the last. The bank does not have the file.'
    expect(verdict).toEqual({
      event: 'attempts-spent',
      patch: { calls: 0, pesit: begun, code: 'LINE-CUT', reason: sentence, dueMs: null },
      sentence,
      bankRestsMs: null,
    })
    expect(verdictOf(cut('data'), at({}, { attempts: 4 })).event).toBe('cut')
  })

  test('a stop of ours never spends an attempt, and the transfer goes on at once', () => {
    const outcome: BrokenOff = { kind: 'stopped', phase: 'data', sentence: 'Stopped.' }
    expect(verdictOf(outcome, at({}, { attempts: 99 }))).toEqual({
      event: 'cut',
      patch: { calls: 0, pesit: begun, code: '', reason: 'Stopped.', dueMs: 1_000_000 },
      sentence: 'Stopped.',
      bankRestsMs: null,
    })
  })

  test('a restart that we cannot serve holds the file, and names the transfer to ask about', () => {
    const outcome: BrokenOff = { kind: 'bad-restart', point: 9, sentence: 'No point 9.' }
    const sentence = `No point 9. Ask ma-banque what became of transfer ${identity.transferNumber}.`
    expect(verdictOf(outcome, at())).toEqual({
      event: 'held',
      patch: { code: 'RESTART-REFUSED', reason: sentence, dueMs: null },
      sentence,
      bankRestsMs: null,
    })
    expect(verdictOf(outcome, at({}, { pesit: null })).sentence).toContain('transfer ?.')
  })

  test('silence: the call is counted and not the attempt, and the bank rests ever longer', () => {
    const outcome: BrokenOff = { kind: 'unreachable', code: 'BANK-SILENT', sentence: 'Silence.' }
    expect(verdictOf(outcome, at({ maximumCalls: 9 }))).toEqual({
      event: 'bank-deferred',
      patch: {
        attempts: 1,
        calls: 2,
        code: 'BANK-SILENT',
        reason: 'Silence.',
        dueMs: 1_001_000,
      },
      sentence: 'Silence. It is called again by itself.',
      bankRestsMs: 1_000,
    })
    expect(verdictOf(outcome, at({ maximumCalls: 9 }, { calls: 2 })).bankRestsMs).toBe(2_000)
    const spent = verdictOf(outcome, at({}, { calls: 2 }))
    expect(spent).toMatchObject({
      event: 'attempts-spent',
      patch: { attempts: 1, calls: 3, code: 'BANK-SILENT', dueMs: null },
      bankRestsMs: null,
    })
    expect(spent.sentence).toMatch(/^Silence\. After 3 calls we stop trying/)
    expect(spent.patch.reason).toBe(spent.sentence)
  })

  test('a permanent no ends it, and the bank does not rest', () => {
    expect(verdictOf(said('select', 226), at())).toEqual({
      event: 'bank-refused',
      patch: { code: 'PESIT-2-226', reason: 'The bank refused.', dueMs: null },
      sentence: 'The bank refused.',
      bankRestsMs: null,
    })
  })

  test('a no that a repetition could make worse holds the file; at the connection the bank rests as long as it may', () => {
    expect(verdictOf(said('select', 304, 3), at())).toEqual({
      event: 'held',
      patch: { code: 'PESIT-3-304', reason: 'The bank refused.', dueMs: null },
      sentence: 'The bank refused.',
      bankRestsMs: null,
    })
    const { event, bankRestsMs } = verdictOf(said('connect', 242), at())
    expect([event, bankRestsMs]).toEqual(['held', policy.backoff.maximumDelayMs])
  })

  test('a no for the moment is tried again after the longer of the delays of the code and of the attempts', () => {
    const later = said('select', 254)
    expect(verdictOf(later, at())).toMatchObject({
      event: 'bank-deferred',
      patch: { code: 'PESIT-2-254', dueMs: 1_000_000 + 15 * 60_000 },
      sentence: 'The bank refused. It is tried again by itself.',
      bankRestsMs: null,
    })
    const slow = { backoff: { firstDelayMs: 7_200_000, maximumDelayMs: 72_000_000 } }
    expect(verdictOf(later, at(slow)).patch.dueMs).toBe(1_000_000 + 7_200_000)
  })

  test('at the connection the bank as a whole rests as long as the file', () => {
    const { patch, bankRestsMs } = verdictOf(said('connect', 254), at())
    expect(bankRestsMs).toBe(15 * 60_000)
    expect(patch.dueMs).toBe(1_000_000 + 15 * 60_000)
    expect(patch.pesit).toBeUndefined()
  })

  test.each([
    ['before the file was opened it comes as new', said('select', 254), undefined],
    ['in the data it asks to go on', said('data', 254), begun],
    ['an interruption that keeps its context asks to go on', interrupted(254, true), begun],
    ['an interruption that ends it makes another transfer of it', interrupted(254, false), null],
  ])('%s', (_, outcome, pesit) => {
    expect(verdictOf(outcome, at()).patch.pesit).toEqual(pesit)
  })

  test('a bank without memory of an opened transfer gets it anew at once, as another transfer', () => {
    const opened = { pesit: begun }
    expect(verdictOf(said('select', 205), at({}, opened))).toEqual({
      event: 'bank-deferred',
      patch: {
        calls: 0,
        pesit: null,
        code: 'PESIT-2-205',
        reason:
          'The bank refused. The bank kept nothing of the earlier attempt and nothing was finished: it is sent anew.',
        dueMs: 1_000_000,
      },
      sentence:
        'The bank refused. The bank kept nothing of the earlier attempt and nothing was finished: it is sent anew.',
      bankRestsMs: null,
    })
    // Only at the answer to CREATE, only after CREATE, and only where this bank means that.
    for (const [outcome, changes, more] of [
      [said('data', 205), {}, opened],
      [said('select', 205), {}, { pesit: unread }],
      [said('select', 205), { noContext: () => false }, opened],
    ] as const)
      expect(verdictOf(outcome, at(changes, more)).patch.pesit).not.toBe(null)
  })

  test.each(['FILE-DAMAGED', 'RECORD-UNFIT', 'ENOENT'])('our file with %s is held', (code) => {
    const outcome: BrokenOff = {
      kind: 'local-failure',
      phase: 'data',
      error: { code },
      sentence: 'Bad.',
    }
    expect(verdictOf(outcome, at())).toEqual({
      event: 'held',
      patch: { code, reason: 'Bad.', dueMs: null },
      sentence: 'Bad.',
      bankRestsMs: null,
    })
  })

  test.each<[string, unknown, string]>([
    ['with a code', { code: 'EIO' }, 'EIO'],
    ['with a number for its code', { code: 5 }, '5'],
    ['without a code', new Error('x'), 'OUR-FAILURE'],
    ['that is a text', 'x', 'OUR-FAILURE'],
    ['that is nothing', null, 'OUR-FAILURE'],
  ])('another failure of ours %s is tried again', (_, error, code) => {
    const outcome: BrokenOff = { kind: 'local-failure', phase: 'data', error, sentence: 'Bad.' }
    expect(verdictOf(outcome, at())).toEqual({
      event: 'cut',
      patch: { calls: 0, pesit: begun, code, reason: 'Bad.', dueMs: 1_060_000 },
      sentence: 'Bad.',
      bankRestsMs: null,
    })
    const slow = { backoff: { firstDelayMs: 200_000, maximumDelayMs: 72_000_000 } }
    expect(verdictOf(outcome, at(slow)).patch.dueMs).toBe(1_200_000)
  })

  test.each([
    ['connect', undefined],
    ['select', undefined],
    ['data', begun],
    ['final-point', begun],
  ] as const)('after a failure of ours at %s', (phase, pesit) => {
    const outcome: BrokenOff = { kind: 'local-failure', phase, error: null, sentence: 'Bad.' }
    expect(verdictOf(outcome, at()).patch.pesit).toEqual(pesit)
  })

  test('a refused point behind the last byte costs no attempt: the next one goes on without it', () => {
    const verdict = verdictOf(cut('final-point'), {
      ...at({}, { attempts: 5 }),
      refusal: { saidNo: true },
    })
    expect(verdict).toMatchObject({
      event: 'cut',
      patch: { calls: 0, dueMs: 1_060_000, pesit: begun },
      sentence: {
        code: 'FINAL-POINT-REFUSED',
        arguments: { bank: 'ma-banque', what: 'The line broke.', saidNo: true },
      },
      bankRestsMs: null,
    })
    expect(verdict.patch.reason).toBe(verdict.sentence)
  })

  test('once the end may have left, a refused point decides nothing: it is doubt', () => {
    const verdict = verdictOf(cut('finishing'), { ...at(), refusal: { saidNo: true } })
    expect(verdict.sentence).toMatchObject({ code: 'IN-DOUBT' })
  })

  test('doubt tells how far the bytes had come, whether the bank is asked, and a collision', () => {
    const doubt = (
      outcome: BrokenOff,
      changes: Partial<Policy> = {},
      more: Partial<Transfer> = {},
    ) => verdictOf(outcome, { ...at(changes, more), reached: 'bank' })
    expect(doubt(cut('finishing'))).toMatchObject({
      event: 'cut',
      patch: { dueMs: null },
      sentence: {
        arguments: {
          bank: 'ma-banque',
          what: 'The line broke.',
          reached: 'bank',
          isAsked: false,
          collision: null,
        },
      },
      bankRestsMs: null,
    })
    expect(doubt(cut('finishing'), { probe: 'always' }).patch.dueMs).toBe(1_060_000)
    expect(doubt(cut('finishing'), { probe: 'ifSynced' }, { lastSync: 0 }).patch.dueMs).toBe(null)
    expect(doubt(cut('finishing'), { probe: 'ifSynced' }, { lastSync: 1 }).patch.dueMs).toBe(
      1_060_000,
    )
    expect(doubt(cut('finishing'), { probe: 'never' }, { lastSync: 1 }).patch.dueMs).toBe(null)
    expect(doubt(said('finishing', 231)).sentence).toMatchObject({
      arguments: { collision: { number: identity.transferNumber } },
    })
  })

  test('a proof that the bank kept nothing, at the last attempt, is its no', () => {
    const last = { attempts: 5 }
    expect(verdictOf(said('finishing', 213), at({}, last)).event).toBe('bank-refused')
    expect(verdictOf(said('finishing', 213), at()).event).toBe('bank-deferred')
  })

  test('a transfer without an identity stays without one', () => {
    expect(verdictOf(cut('data'), at({}, { pesit: null })).patch.pesit).toBeUndefined()
  })

  test('a transfer that was opened stays so at a bank that cannot go on, unless it got past CREATE anew', () => {
    expect(opened({ transfer: transfer({ pesit: begun }), policy }, true)).toBe(begun)
    const alone = { policy: { ...policy, restart: false } }
    expect(opened({ ...alone, transfer: transfer({ pesit: begun }) }, true)?.opened).toBe(true)
    expect(opened({ ...alone, transfer: transfer({ pesit: unread }) }, true)).toBe(null)
    expect(opened({ ...alone, transfer: transfer({ pesit: unread }) }, false)).toEqual(unread)
  })
})
