import { describe, expect, test } from 'vitest'
import { normalAccount, shortIban } from '../../../src/preflight/values/iban.ts'

const right = [
  'FR1420041010050500013M02606',
  'DE89370400440532013000',
  'BE68539007547034',
  'GB29NWBK60161331926819',
  'MT84MALT011000012345MTLCAST001S',
  'NO9386011117947',
]

describe('an IBAN', () => {
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
