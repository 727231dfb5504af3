import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatAmount,
  fromCents,
  parseAmount,
  plainAmount,
  scaledAmount,
} from '../../../src/preflight/values/amount.ts'

describe('an amount', () => {
  test.each([
    ['5', 500_000n],
    ['5.00', 500_000n],
    ['05.0', 500_000n],
    ['+5.00', 500_000n],
    ['5.', 500_000n],
    [' 5 ', 500_000n],
    ['.5', 50_000n],
    ['+.50', 50_000n],
    ['0', 0n],
    ['0.00', 0n],
    ['0.00001', 1n],
    ['640.5', 64_050_000n],
    ['0012.50', 1_250_000n],
    ['000000000000000000000000005', 500_000n],
    ['5.00000000000000000', 500_000n],
    ['123456789012345678', 12_345_678_901_234_567_800_000n],
  ])('%j is read', (text, expected) => {
    expect(parseAmount(text)).toBe(expected)
  })

  test.each([
    '',
    ' ',
    '+',
    '.',
    '+.',
    '-5',
    '--5',
    '+-5',
    '5,00',
    '1 000',
    '1e3',
    '0x10',
    '5.0.0',
    'five',
    'INF',
    '5€',
    '٥',
    '0.000001',
    '1234567890123456789',
    '0'.repeat(65),
  ])('%j is none', (text) => {
    expect(parseAmount(text)).toBeNull()
  })

  test('is the same however its zeros and sign are written, and is read back from what is shown', () => {
    const zeros = fc.nat(10).map((count) => '0'.repeat(count))
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 18n),
        zeros,
        zeros,
        fc.boolean(),
        (scaled, ahead, behind, plus) => {
          const plain = plainAmount(scaled)
          expect(parseAmount(`${plus ? '+' : ''}${ahead}${plain}${behind}`)).toBe(scaled)
        },
      ),
    )
  })

  test('reads or refuses any text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const amount = parseAmount(text)
        expect(amount === null || amount >= 0n).toBe(true)
      }),
    )
  })

  test.each([
    [0n, '0.00'],
    [100_000n, '1.00'],
    [123_456_700_000n, '1 234 567.00'],
    [50_000n, '0.50'],
    [1n, '0.00001'],
    [12_500n, '0.125'],
  ])('%s is shown as %j', (scaled, expected) => {
    expect(formatAmount(scaled)).toBe(expected)
  })

  test('of cents is what the same digits with a point say', () => {
    expect(fromCents(2_197_785n)).toBe(parseAmount('21977.85'))
  })

  test.each([
    [5n, 0, '5'],
    [500n, 2, '5'],
    [5_000n, 3, '5'],
    [500_000n, 5, '5'],
    [5_000_000_000n, 9, '5'],
  ])('of the digits %s with %i decimals is right', (digits, decimals, expected) => {
    expect(scaledAmount(digits, decimals)).toBe(parseAmount(expected))
  })

  test('of digits that are finer than any currency does not exist', () => {
    expect(scaledAmount(1n, 6)).toBeNull()
  })
})
