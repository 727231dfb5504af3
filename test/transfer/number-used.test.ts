import { describe, expect, test } from 'vitest'
import { answerFrom } from '../../src/bank/native/answers.ts'
import type { Phase, SendOutcome } from '../../src/bank/bank.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import {
  collisionOf,
  isCollision,
  isKnownThere,
  whyKnownThere,
} from '../../src/transfer/number-used.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { identity } from '../helpers/new-transfer.ts'

const transfer = (changes: Partial<Transfer> = {}) =>
  ({
    bank: 'my-bank',
    attempts: 1,
    pesit: { ...identity, partner: 'US', transferNumber: 42, opened: false },
    ...changes,
  }) as Transfer
const refusal = message('LINE-CUT', { bank: 'my-bank', why: 'refused' })
const said = (kind: 'refused' | 'interrupted', reason: number, phase: Phase = 'select') =>
  ({
    kind,
    phase,
    answer: answerFrom({ diagnostic: { type: 2, reason } }),
    keepsContext: true,
    message: refusal,
  }) as SendOutcome
const reasons = Array.from({ length: 1000 }, (_, reason) => reason)

describe('a CREATE that is refused as known', () => {
  test('has one of three reasons', () => {
    expect(reasons.filter((reason) => isKnownThere(said('refused', reason), transfer()))).toEqual([
      204, 231, 250,
    ])
  })

  test.each<[string, SendOutcome, Transfer]>([
    ['an interruption', said('interrupted', 204), transfer()],
    ['a refusal at another step', said('refused', 204, 'connect'), transfer()],
    ['a refused end', said('refused', 231, 'finishing'), transfer()],
    [
      'a transfer that was opened: then it is a restart',
      said('refused', 204),
      transfer({ pesit: { ...identity, opened: true } }),
    ],
  ])('is not %s', (_, outcome, at) => {
    expect(isKnownThere(outcome, at)).toBe(false)
  })

  test('counts too where the transfer has no identity on record', () => {
    expect(isKnownThere(said('refused', 204), transfer({ pesit: null }))).toBe(true)
  })
})

test('a collision is a refusal because of 231, at any step', () => {
  expect(reasons.filter((reason) => isCollision(said('refused', reason, 'finishing')))).toEqual([
    231,
  ])
  expect(isCollision(said('interrupted', 231, 'finishing'))).toBe(false)
})

describe('the way out', () => {
  const told = (at: Transfer) => sentenceOf(whyKnownThere(refusal, at), { zone: 'UTC' })

  test('of a first attempt: whose number it is, that nothing was sent, and both orders', () => {
    const text = told(transfer())
    expect(text).toMatch(/^The line with my-bank broke: refused\. Number 42 \(PI 13\)/)
    expect(text).toMatch(
      /calls as US.*Nothing of this file was sent.*--received.*`firstNumber` of my-bank/,
    )
  })

  test('of a second attempt: that an earlier try ended without an answer', () => {
    const text = told(transfer({ attempts: 2 }))
    expect(text).toContain('An earlier try under this number ended')
    expect(text).not.toContain('Number 42')
  })

  test('of a transfer without an identity has no number and no partner', () => {
    const text = told(transfer({ pesit: null }))
    expect(text).toMatch(/Number \? .*this partner.*number of ours/)
  })
})

test('a collision is told with the number and the partner under which we call', () => {
  expect(collisionOf(transfer())).toEqual({ number: 42, partner: 'US' })
  expect(collisionOf(transfer({ pesit: null }))).toEqual({ number: null, partner: '' })
})
