// The verdict on each end of an attempt, whole, as it is recorded.

import { describe, expect, test } from 'vitest'
import type { BrokenOff, Phase } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Policy } from '../../src/transfer/policy.ts'
import { opened, verdictOf } from '../../src/transfer/verdict.ts'
import { type AfterEnd, withAfter } from '../../src/wording/after-end.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
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
  /** The message of an end, alone or with what comes next: it is told and stored as one. */
  const told = ({ message: ended }: BrokenOff, after?: AfterEnd) =>
    after === undefined ? ended : withAfter(ended, after)
  const said = (phase: Phase, reason: number, type = 2): BrokenOff => refused(reason, phase, type)
  const failure = message('OUR-FAILURE', {
    bank: 'ma-banque',
    while: 'sending',
    error: 'EIO',
    why: 'x',
  })
  const silent = message('BANK-SILENT', {
    bank: 'ma-banque',
    host: 'bank.example',
    port: 5000,
    why: 'silence',
    abort: null,
  })
  const interrupted = (reason: number, keepsContext: boolean): BrokenOff => ({
    kind: 'interrupted',
    phase: 'data',
    answer: answerFrom({ diagnostic: { type: 2, reason } }, 'interruption'),
    keepsContext,
    message: message(`PESIT-2-${reason}`, {
      bank: 'ma-banque',
      step: 'data',
      how: 'interrupted',
      text: '',
    }),
  })

  test('a line that broke has its own code, or the code of the ABORT', () => {
    const ended = told(cut('data'), { kind: 'goes-on' })
    const verdict = verdictOf(cut('data'), at())
    expect(ended.code).toBe('LINE-CUT')
    expect(verdict).toEqual({
      event: 'cut',
      patch: { calls: 0, pesit: begun, reason: ended, dueMs: 1_060_000 },
      sentence: ended,
      bankRestsMs: null,
    })
    const outcome: BrokenOff = {
      kind: 'cut',
      phase: 'data',
      answer: answerFrom({ diagnostic: { type: 3, reason: 311 } }, 'abort'),
      message: message('PESIT-3-311', {
        bank: 'ma-banque',
        step: 'data',
        how: 'aborted',
        text: '',
      }),
    }
    expect(verdictOf(outcome, at()).patch.reason).toMatchObject({ code: 'PESIT-3-311' })
  })

  test('at a bank that cannot go on, a line that broke sends the file anew', () => {
    const verdict = verdictOf(cut('data'), at({ restart: false }))
    expect(verdict.sentence).toEqual(told(cut('data'), { kind: 'sent-anew' }))
    expect(verdict.patch.pesit).toBe(null)
  })

  test('the last attempt says which it was, and that the bank does not have the file', () => {
    const verdict = verdictOf(cut('data'), at({}, { attempts: 5 }))
    const sentence = told(cut('data'), {
      kind: 'attempts-spent',
      attempts: 5,
      maximum: 5,
      direction: 'out',
    })
    expect(verdict).toEqual({
      event: 'attempts-spent',
      patch: { calls: 0, pesit: begun, reason: sentence, dueMs: null },
      sentence,
      bankRestsMs: null,
    })
    expect(sentenceOf(sentence, { zone: 'UTC' })).toBe(
      'The line with ma-banque broke: x. That was attempt 5 of 5, the last. The bank does not have the file.',
    )
    expect(verdictOf(cut('data'), at({}, { attempts: 4 })).event).toBe('cut')
  })

  test.each(['FILE-DAMAGED', 'RECORD-UNFIT', 'ENOENT'])(
    'a file that cannot be read as it was sealed (%s) is held',
    (code) => {
      const error = Object.assign(new Error('x'), { code })
      const outcome: BrokenOff = { kind: 'local-failure', phase: 'data', error, message: failure }
      expect(verdictOf(outcome, at())).toEqual({
        event: 'held',
        patch: { reason: failure, dueMs: null },
        sentence: failure,
        bankRestsMs: null,
      })
    },
  )

  test('a stop of ours never spends an attempt, and the transfer goes on at once', () => {
    const stop = message('SUSPENDED', { bank: 'ma-banque', while: 'sending' })
    const outcome: BrokenOff = { kind: 'stopped', phase: 'data', message: stop }
    expect(verdictOf(outcome, at({}, { attempts: 99 }))).toEqual({
      event: 'cut',
      patch: { calls: 0, pesit: begun, reason: stop, dueMs: 1_000_000 },
      sentence: stop,
      bankRestsMs: null,
    })
  })

  test('a restart that we cannot serve holds the file, and names the transfer to ask about', () => {
    const refusedRestart = message('RESTART-REFUSED', {
      bank: 'ma-banque',
      why: 'unknown',
      point: 9,
      confirmed: 0,
      number: 7,
    })
    const outcome: BrokenOff = { kind: 'bad-restart', point: 9, message: refusedRestart }
    const verdict = verdictOf(outcome, at())
    expect(verdict).toEqual({
      event: 'held',
      patch: { reason: refusedRestart, dueMs: null },
      sentence: refusedRestart,
      bankRestsMs: null,
    })
    expect(sentenceOf(verdict.sentence, { zone: 'UTC' })).toContain(
      'Ask ma-banque what became of transfer 7.',
    )
  })

  test('silence: the call is counted and not the attempt, and the bank rests ever longer', () => {
    const outcome: BrokenOff = {
      kind: 'unreachable',
      code: 'BANK-SILENT',
      message: silent,
    }
    const again = told(outcome, { kind: 'called-again' })
    expect(verdictOf(outcome, at({ maximumCalls: 9 }))).toEqual({
      event: 'bank-deferred',
      patch: { attempts: 1, calls: 2, reason: again, dueMs: 1_001_000 },
      sentence: again,
      bankRestsMs: 1_000,
    })
    expect(verdictOf(outcome, at({ maximumCalls: 9 }, { calls: 2 })).bankRestsMs).toBe(2_000)
    const spent = told(outcome, { kind: 'calls-spent', calls: 3 })
    expect(verdictOf(outcome, at({}, { calls: 2 }))).toEqual({
      event: 'attempts-spent',
      patch: { attempts: 1, calls: 3, reason: spent, dueMs: null },
      sentence: spent,
      bankRestsMs: null,
    })
  })

  test('a permanent no ends it, and the bank does not rest', () => {
    const outcome = said('select', 226)
    expect(verdictOf(outcome, at())).toEqual({
      event: 'bank-refused',
      patch: { reason: told(outcome), dueMs: null },
      sentence: told(outcome),
      bankRestsMs: null,
    })
  })

  test('a no that a repetition could make worse holds the file; at the connection the bank rests as long as it may', () => {
    const outcome = said('select', 304, 3)
    expect(verdictOf(outcome, at())).toEqual({
      event: 'held',
      patch: { reason: told(outcome), dueMs: null },
      sentence: told(outcome),
      bankRestsMs: null,
    })
    const { event, bankRestsMs } = verdictOf(said('connect', 242), at())
    expect([event, bankRestsMs]).toEqual(['held', policy.backoff.maximumDelayMs])
  })

  test('a no for the moment is tried again after the longer of the delays of the code and of the attempts', () => {
    const later = said('select', 254)
    const again = told(later, { kind: 'tried-again' })
    expect(verdictOf(later, at())).toMatchObject({
      event: 'bank-deferred',
      patch: { reason: again, dueMs: 1_000_000 + 15 * 60_000 },
      sentence: again,
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
    const anew = told(said('select', 205), { kind: 'kept-nothing' })
    expect(verdictOf(said('select', 205), at({}, opened))).toEqual({
      event: 'bank-deferred',
      patch: {
        calls: 0,
        pesit: null,
        reason: anew,
        dueMs: 1_000_000,
      },
      sentence: anew,
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
      message: failure,
    }
    expect(verdictOf(outcome, at())).toEqual({
      event: 'held',
      patch: { reason: failure, dueMs: null },
      sentence: failure,
      bankRestsMs: null,
    })
  })

  test.each<[string, unknown]>([
    ['with a code', { code: 'EIO' }],
    ['with a number for its code', { code: 5 }],
    ['without a code', new Error('x')],
    ['that is a text', 'x'],
    ['that is nothing', null],
  ])('another failure of ours %s is tried again', (_, error) => {
    const outcome: BrokenOff = { kind: 'local-failure', phase: 'data', error, message: failure }
    const again = told(outcome, { kind: 'tried-again' })
    expect(verdictOf(outcome, at())).toEqual({
      event: 'cut',
      patch: { calls: 0, pesit: begun, reason: again, dueMs: 1_060_000 },
      sentence: again,
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
    const outcome: BrokenOff = { kind: 'local-failure', phase, error: null, message: failure }
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
        arguments: { bank: 'ma-banque', what: told(cut('data')), saidNo: true },
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
          what: told(cut('finishing')),
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
