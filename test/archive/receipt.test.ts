// The proof beside an archived file.

import { describe, expect, test } from 'vitest'
import { receiptOf } from '../../src/archive/receipt.ts'
import type { Fact } from '../../src/journey/fact.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import { transfer } from '../transfer/ends-of-attempts.ts'
import { saying } from '../helpers/messages.ts'

const sentMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const fact = (event: Fact['event'], sequence: number, more: Partial<Fact> = {}): Fact => ({
  ...{ sequence, transferId: 't', atMs: sentMs + sequence, event, from: null, to: 'sent' },
  ...{ sentence: 'x', message: saying('x'), actor: 'daemon', detail: {} },
  ...more,
})
const at = { archivedMs: sentMs + 60_000, head: { sequence: 7, chain: 'ab' }, zone: 'UTC' }
const receipt = (changes: Partial<Transfer>, facts: readonly Fact[] = []) =>
  JSON.parse(receiptOf(transfer(changes), facts, at)) as Record<string, unknown>

describe('a receipt', () => {
  test('has what the file was, when it went where, and the head of the chain', () => {
    expect(receipt({ state: 'sent', confirmedMs: sentMs, sha256: 'cd' })).toMatchObject({
      ...{ format: 'pesit-drop receipt 1', id: 't', direction: 'out', bank: 'ma-banque' },
      ...{ name: 'paie.xml', sizeBytes: 10, sha256: 'cd' },
      ...{ confirmedAt: '2026-11-24T09:00:00.000Z', archivedAt: '2026-11-24T09:01:00.000Z' },
      audit: expect.stringContaining('ab') as string,
    })
  })

  test('has the last answer of the bank, and all facts', () => {
    const facts = [
      fact('identified', 1),
      fact('bank-acknowledged', 2, { detail: { diagnostic: { type: 0, reason: 0 } } }),
      fact('archived', 3),
    ]
    const { bankAnswer, facts: told } = receipt({ state: 'sent' }, facts)
    expect(bankAnswer).toEqual({
      at: '2026-11-24T09:00:00.002Z',
      diagnostic: { type: 0, reason: 0 },
    })
    expect((told as Fact[]).map(({ event }) => event)).toEqual([
      ...['identified', 'bank-acknowledged', 'archived'],
    ])
  })

  test('of a file that no bank acknowledged has no answer and no time of it', () => {
    expect(receipt({ state: 'cancelled' })).toMatchObject({ bankAnswer: null, confirmedAt: null })
  })

  test('never says whether an attempt may have reached the bank: that was for the next attempt', () => {
    expect(receipt({ state: 'sent' })['pesit']).not.toHaveProperty('opened')
    expect(receipt({ state: 'sent', pesit: null })['pesit']).toBe(null)
  })
})

describe('its sentence says', () => {
  const sentenceOf = (changes: Partial<Transfer>) => receipt(changes)['sentence']

  test.each<[string, Partial<Transfer>, RegExp]>([
    [
      'that the bank received it, and when',
      { state: 'sent', confirmedMs: sentMs },
      /received by ma-banque on 2026-11-24/,
    ],
    ['that it was cancelled', { state: 'cancelled' }, /cancelled.*did not get it/],
    [
      'that it came from the bank',
      { state: 'delivered', direction: 'in' },
      /received from ma-banque\.$/,
    ],
    [
      'that the bank knows it, and when',
      { state: 'delivered', direction: 'in', confirmedMs: sentMs },
      /received from ma-banque, which knows it on 2026-11-24/,
    ],
  ])('%s', (_, changes, words) => {
    expect(sentenceOf(changes)).toMatch(words)
  })
})
