import { describe, expect, test } from 'vitest'
import type { BrokenOff, Phase } from '../../src/bank/bank.ts'
import { answerFrom } from '../../src/bank/native/answers.ts'
import { nextState } from '../../src/journey/moves/next-state.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { verdictOf } from '../../src/transfer/verdict.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { identity } from '../helpers/new-transfer.ts'
import { type CodedMessage, message } from '../../src/wording/catalogue.ts'
import { cut, policy, refused, transfer } from './ends-of-attempts.ts'

const judge = (outcome: BrokenOff, changes: Partial<Transfer> = {}) =>
  verdictOf(outcome, {
    transfer: transfer(changes),
    policy,
    nowMs: 1_000_000,
    chance: 1,
    reached: 'unknown',
    refusal: null,
  })
const read = (said: CodedMessage) => sentenceOf(said, { zone: 'Europe/Paris' })

describe('before the intent is on record', () => {
  test('after a cut the transfer goes on by a restart once the bank had time to notice', () => {
    const verdict = judge(cut('data'))
    expect(verdict).toMatchObject({
      event: 'cut',
      patch: { dueMs: 1_060_000, pesit: { opened: true } },
    })
  })

  test('at a bank that cannot go on, a cut transfer begins again under another number, and its sentence says so', () => {
    const verdict = verdictOf(cut('data'), {
      transfer: transfer(),
      policy: { ...policy, restart: false },
      nowMs: 1_000_000,
      chance: 0.5,
      reached: 'unknown',
      refusal: null,
    })
    expect(verdict).toMatchObject({ event: 'cut', patch: { pesit: null } })
    expect(read(verdict.sentence)).toMatch(/sent anew by itself, from its start/)
  })

  test('after a cut before the answer to CREATE, the same number is sent again without a restart', () => {
    expect(judge(cut('select')).patch.pesit).toBeUndefined()
  })

  test('when the last attempt is cut, the transfer fails, because the bank cannot have the file', () => {
    expect(judge(cut('data'), { attempts: 5 }).event).toBe('attempts-spent')
  })

  test('a bank that cannot be reached costs no attempt, and none of its transfers is tried for a while', () => {
    const unreachable: BrokenOff = {
      kind: 'unreachable',
      code: 'BANK-UNREACHABLE',
      message: message('LINE-CUT', { bank: 'b', why: 'x' }),
    }
    const verdict = judge(unreachable)
    expect(verdict).toMatchObject({ event: 'bank-deferred', patch: { attempts: 0, calls: 1 } })
    expect(verdict.bankRestsMs).toBe(1000)
    expect(judge(unreachable, { calls: 2 }).event).toBe('attempts-spent')
  })

  test.each([
    [226, 'bank-refused'],
    [224, 'bank-refused'],
    [207, 'bank-deferred'],
    [201, 'bank-deferred'],
    [213, 'bank-deferred'],
    [204, 'held'],
    [250, 'held'],
    [242, 'held'],
    [999, 'bank-deferred'],
  ])('2-%i is %s', (reason, event) => {
    expect(judge(refused(reason)).event).toBe(event)
  })

  test.each([204, 205, 214, 233])(
    '2-%i to a restart means that the bank kept nothing: anew, under a new number',
    (reason) => {
      const verdict = judge(refused(reason), { pesit: { ...identity, opened: true } })
      expect(verdict).toMatchObject({
        event: 'bank-deferred',
        patch: { pesit: null, dueMs: 1_000_000 },
      })
    },
  )

  test.each([204, 231, 250])(
    '2-%i to a CREATE of which no earlier attempt is on record says that the number is from before, and lets the bank rest',
    (reason) => {
      const verdict = judge(refused(reason))
      expect(verdict).toMatchObject({
        event: 'held',
        patch: { reason: { code: 'NUMBER-USED' } },
        bankRestsMs: policy.backoff.maximumDelayMs,
      })
      expect(read(verdict.sentence)).toMatch(
        /before this ledger began.*Nothing of this file was sent.*firstNumber/,
      )
      expect(read(judge(refused(reason), { attempts: 2 }).sentence)).toMatch(
        /An earlier try under this number/,
      )
    },
  )

  test.each([
    ...[301, 304, 324, 325, 326].map((reason) => refused(reason, 'connect', 3)),
    {
      kind: 'unreachable',
      code: 'ACCESS-REFUSED',
      message: message('LINE-CUT', { bank: 'b', why: 'x' }),
    } as const,
  ])(
    'a bank that does not let us in costs the file no attempt, and it waits until that is mended',
    (outcome) => {
      const verdict = judge(outcome, { attempts: 1 })
      expect(verdict.event).toBe('bank-deferred')
      expect(verdict.patch).toMatchObject({ attempts: 0, dueMs: null })
      expect(verdict.bankRestsMs).toBe(null)
    },
  )

  test('the same refusal of a file, after the bank accepted our connection, holds that file', () => {
    expect(judge(refused(304, 'select', 3)).event).toBe('held')
  })

  test('a damaged copy of ours is held and never sent', () => {
    const error = { code: 'FILE-DAMAGED' }
    expect(
      judge({
        kind: 'local-failure',
        phase: 'data',
        error,
        message: message('LINE-CUT', { bank: 'b', why: 'x' }),
      }).event,
    ).toBe('held')
  })
})

describe('after the intent is on record', () => {
  const phase: Phase = 'finishing'
  const answer = (reason: number, kind: 'refused' | 'interrupted' = 'refused') =>
    answerFrom(
      { diagnostic: { type: 2, reason } },
      kind === 'refused' ? 'acknowledgement' : 'interruption',
    )
  const silent: BrokenOff[] = [
    cut(phase),
    {
      kind: 'local-failure',
      phase,
      error: new Error('x'),
      message: message('LINE-CUT', { bank: 'b', why: 'x' }),
    },
    { kind: 'stopped', phase, message: message('LINE-CUT', { bank: 'b', why: 'x' }) },
  ]

  test.each(silent)('$kind is doubt: nothing is sent again by itself', (outcome) => {
    const verdict = judge(outcome, { state: 'finishing' })
    expect(verdict.event).toBe('cut')
    expect(verdict.patch.dueMs).toBeNull()
    expect(nextState('out', 'finishing', verdict.event)).toBe('in-doubt')
  })

  const reasons = Array.from({ length: 256 }, (_, reason) => reason).concat([
    299, 300, 304, 311, 317, 399, 1000,
  ])
  test('every answer of the bank leads to a move, and a code that does not prove that the bank kept nothing is doubt', () => {
    for (const reason of reasons) {
      for (const kind of ['refused', 'interrupted'] as const) {
        for (const attempts of [1, 5]) {
          const outcome = {
            kind,
            phase,
            answer: answer(reason, kind),
            keepsContext: true,
            message: message('LINE-CUT', { bank: 'b', why: 'x' }),
          } as BrokenOff
          const verdict = judge(outcome, { state: 'finishing', attempts })
          expect(nextState('out', 'finishing', verdict.event), `${kind} ${reason}`).toBeDefined()
          const proof =
            kind === 'refused' ? [213, 223, 224] : [213, 215, 216, 217, 218, 219, 220, 221, 222]
          expect(verdict.event === 'cut', `${kind} ${reason}`).toBe(!proof.includes(reason))
        }
      }
    }
  })

  test('a number that collides at the end is reported, with what to do', () => {
    const outcome = {
      kind: 'refused',
      phase,
      answer: answer(231),
      message: message('LINE-CUT', { bank: 'b', why: 'x' }),
    } as BrokenOff
    expect(read(judge(outcome, { state: 'finishing' }).sentence)).toMatch(
      /before this ledger began.*firstNumber.*--resend/,
    )
  })

  test('a bank that answers honestly is asked after the break', () => {
    const verdict = verdictOf(cut(phase), {
      transfer: transfer({ state: 'finishing', lastSync: 1 }),
      policy: { ...policy, probe: 'ifSynced' },
      nowMs: 0,
      chance: 0,
      reached: 'unknown',
      refusal: null,
    })
    expect(verdict.patch.dueMs).toBe(60_000)
    expect(read(verdict.sentence)).toContain('It is asked by a restart')
  })

  test('when no sync point was confirmed, a person must decide, and the sentence says that and not that the bank is asked', () => {
    const verdict = verdictOf(cut(phase), {
      transfer: transfer({ state: 'finishing', lastSync: 0 }),
      policy: { ...policy, probe: 'ifSynced' },
      nowMs: 0,
      chance: 0,
      reached: 'unknown',
      refusal: null,
    })
    expect(verdict.patch.dueMs).toBe(null)
    expect(read(verdict.sentence)).toContain('release')
    expect(read(verdict.sentence)).not.toContain('It is asked')
  })
})
