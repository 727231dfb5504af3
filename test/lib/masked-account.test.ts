import { expect, test } from 'vitest'
import { maskedAccount } from '../../src/lib/masked-account.ts'

test.each([
  ['FR7630006000011234567890189', 'FR76…0189'],
  ['123456789', '1234…6789'],
  ['12345678', '12345678'],
  ['', ''],
])('%j is shown as %j', (account, shown) => {
  expect(maskedAccount(account)).toBe(shown)
})
