// A transfer as JSON for others: no account number in it, and what was equal stays equal.

import { expect, test } from 'vitest'
import { shownTransfer } from '../../../src/journey/reported/shown.ts'
import type { PaymentsIdentity } from '../../../src/journey/payments.ts'
import type { Transfer } from '../../../src/journey/transfer.ts'
import { maskedAccount } from '../../../src/lib/masked-account.ts'

const iban = 'FR7630004000031234567890143'
const payments: PaymentsIdentity = {
  format: 'pain.001',
  key: `["MSG-1",2,"30.00",["${iban}"]]`,
  dates: null,
  referenceKeys: [`["${iban}","MSG-1"]`],
  referenceStrength: 'distinct',
  reference: 'MSG-1',
  count: 2,
  total: '30.00',
  currency: 'EUR',
  accounts: [iban, '30004 00003 12345678901'],
}
const transfer = { id: 'a', contentKey: payments.key, payments } as unknown as Transfer

test('an account is shortened to what a person knows it by; what is short is no account', () => {
  expect(maskedAccount(iban)).toBe('FR76…0143')
  expect(maskedAccount('1234')).toBe('1234')
})

test('no account number is in it, neither as such nor in the keys by which payments are compared', () => {
  const text = JSON.stringify(shownTransfer(transfer))
  expect(text).not.toMatch(/30004000031234567890143|12345678901/)
  expect(text).toContain('FR76…0143')
  expect(text).toContain('"total":"30.00"')
})

test('equal payments have equal keys still, and others have others', () => {
  const [one, same] = [shownTransfer(transfer), shownTransfer(transfer)]
  const other = shownTransfer({ ...transfer, payments: { ...payments, key: 'other' } })
  expect(one.payments?.key).toBe(same.payments?.key)
  expect(one.payments?.key).toBe(one.contentKey)
  expect(other.payments?.key).not.toBe(one.payments?.key)
})

test('what holds no payments is shown as it is', () => {
  const plain = { id: 'a', contentKey: '', payments: null } as unknown as Transfer
  expect(shownTransfer(plain)).toEqual(plain)
})
