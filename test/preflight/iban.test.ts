import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIban, normalAccount, shortIban } from '../../src/preflight/iban.ts'

const right = [
  'FR1420041010050500013M02606',
  'DE89370400440532013000',
  'BE68539007547034',
  'GB29NWBK60161331926819',
  'MT84MALT011000012345MTLCAST001S',
  'NO9386011117947',
]

describe('an IBAN', () => {
  test.each(right)('%s is right', (iban) => {
    expect(isIban(iban)).toBe(true)
  })

  test.each([
    '',
    'FR14',
    'FR1420041010050500013M02607',
    'fr1420041010050500013m02606',
    'FR14 2004 1010 0505 0001 3M02 606',
    '1420041010050500013M02606FR',
    'FR1420041010050500013M0260é',
    `FR14${'0'.repeat(40)}`,
  ])('%j is not', (text) => {
    expect(isIban(text)).toBe(false)
  })

  test('is wrong when any one digit of it is another', () => {
    const places = fc.integer({ min: 4, max: 21 })
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 9 }), (place, step) => {
        const iban = 'DE89370400440532013000'
        const other = String((Number(iban[place]) + step) % 10)
        expect(isIban(iban.slice(0, place) + other + iban.slice(place + 1))).toBe(false)
      }),
    )
  })

  test('is the same account with blanks between its groups and in small letters', () => {
    for (const iban of right) {
      const groups = iban.replace(/(.{4})/g, '$1 ')
      expect(normalAccount(` ${groups.toLowerCase()}\u00a0`)).toBe(iban)
    }
  })

  test('is shown by its ends alone', () => {
    expect(shortIban('FR1420041010050500013M02606')).toBe('FR14…2606')
    expect(shortIban('12345678')).toBe('12345678')
  })
})
