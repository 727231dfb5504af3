// Account numbers: the length, pattern and check digits of each country, the check digits of the IBAN, the
// French key; and how they are hidden.

import { describe, expect, test } from 'vitest'
import {
  hasWrongRibKey,
  ibanFault,
  isBic,
  isWrongRib,
  maskIbans,
} from '../../../src/preflight/values/iban-rules.ts'

const right = [
  'FR1420041010050500013M02606',
  'DE89370400440532013000',
  'BE68539007547034',
  'GB29NWBK60161331926819',
  'MT84MALT011000012345MTLCAST001S',
  'NO9386011117947',
  'MC5811222000010123456789030',
  'ES9121000418450200051332',
  'IT60X0542811101000000123456',
  'PT50000201231234567890154',
  'FI2112345600000785',
  'PL61109010140000071219812874',
]

describe('an IBAN', () => {
  test.each(right)('%s is right', (iban) => {
    expect(ibanFault(iban)).toBe(null)
  })

  test.each([
    ['nothing', '', { why: 'form' }],
    ['small letters before', 'fr1420041010050500013M02606', { why: 'form' }],
    ['blanks', 'FR14 2004 1010 0505 0001 3M02 606', { why: 'form' }],
    ['an accent', 'FR1420041010050500013M0260é', { why: 'form' }],
    ['one character less', 'FR1420041010050500013M0260', { why: 'length', than: 27 }],
    ['one character more', 'BE685390075470340', { why: 'length', than: 16 }],
    ['another digit', 'DE89370400440532013001', { why: 'key' }],
    [
      'a letter where its country has a digit',
      withIbanKey('DE', '3704004405320130AB'),
      { why: 'national' },
    ],
    ['wrong Belgian check digits inside', withIbanKey('BE', '539007547035'), { why: 'national' }],
    [
      'wrong Spanish check digits inside',
      withIbanKey('ES', '21000418460200051332'),
      { why: 'national' },
    ],
    ['check digits 01 that pass the division', withCheckDigits('01'), { why: 'key' }],
  ])('with %s is wrong', (_, iban, fault) => {
    expect(ibanFault(iban)).toEqual(fault)
  })

  test('with a wrong French key is left to the warning about that key', () => {
    expect(ibanFault(withIbanKey('FR', '20041010050500013M02607'))).toBe(null)
  })

  test('of a country that the registry does not name is judged by its check digits', () => {
    expect(ibanFault('ZZ00ABC123')).toEqual({ why: 'key' })
  })
})

/** An IBAN whose own check digits are right, around any national number. */
function withIbanKey(country: string, national: string): string {
  const digits = [...national, ...country].map((one) => String(Number.parseInt(one, 36))).join('')
  const key = 98n - (BigInt(`${digits}00`) % 97n)
  return `${country}${String(key).padStart(2, '0')}${national}`
}

/** The German account for which 98 would be right: 01 leaves the same rest. */
function withCheckDigits(digits: string): string {
  for (let number = 0; ; number += 1) {
    const account = `37040044${String(number).padStart(10, '0')}`
    if (ibanFault(`DE98${account}`) === null) return `DE${digits}${account}`
  }
}

describe('a French account number (RIB)', () => {
  test.each(['20041010050500013M02606', '30006000011234567890189'])('%s is right', (rib) => {
    expect(isWrongRib(rib)).toBe(false)
  })

  test.each(['20041010050500013M02607', '30006000011234567890188', '2004101005050', ''])(
    '%j is wrong',
    (rib) => {
      expect(isWrongRib(rib)).toBe(true)
    },
  )

  test('is looked at inside of a French IBAN alone', () => {
    expect(hasWrongRibKey('FR1420041010050500013M02606')).toBe(false)
    expect(hasWrongRibKey('FR1420041010050500013M02607')).toBe(true)
    expect(hasWrongRibKey('DE89370400440532013000')).toBe(false)
  })
})

test('a BIC has 8 or 11 characters', () => {
  for (const bic of ['BNPAFRPP', 'BNPAFRPPXXX', '1234FRPP']) expect(isBic(bic)).toBe(true)
  for (const bic of ['BNPAFRP', 'BNPAFRPPXX', 'bnpafrpp', 'BNPA12PP', ''])
    expect(isBic(bic)).toBe(false)
})

test('an IBAN inside of a text is hidden, and nothing else', () => {
  expect(maskIbans('SAL-FR1420041010050500013M02606-1')).toBe('SAL-FR14…2606-1')
  expect(maskIbans('FR14 2004 1010 0505 0001 3M02 606')).toBe('FR14…2606')
  expect(maskIbans('VIR202703010001')).toBe('VIR202703010001')
  expect(maskIbans('FR20270301')).toBe('FR20270301')
})
