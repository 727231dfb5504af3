import { expect, test } from 'vitest'
import type { PaymentsIdentity } from '../../../src/journey/payments.ts'
import { orderedBy, twinDescription } from '../../../src/journey/reported/twin-description.ts'
import type { Transfer } from '../../../src/journey/transfer.ts'

const payments = { count: 3, total: '21977.85', currency: 'EUR' } as PaymentsIdentity
const transfer = {
  id: '7',
  name: 'pay.xml',
  bank: 'my-bank',
  createdMs: 1,
  confirmedMs: 2,
  payments,
} as Transfer

test('a twin is described with its times, and how much it orders', () => {
  expect(twinDescription(transfer)).toEqual({
    id: '7',
    name: 'pay.xml',
    bank: 'my-bank',
    takenMs: 1,
    acknowledgedMs: 2,
    count: 3,
    total: '21977.85 EUR',
  })
})

test('what it orders is null where it is no payment file', () => {
  expect(twinDescription({ ...transfer, confirmedMs: null, payments: null })).toMatchObject({
    acknowledgedMs: null,
    count: null,
    total: null,
  })
})

test('the sum of orders has its currency', () => {
  expect(orderedBy(payments)).toEqual({ count: 3, total: '21977.85 EUR' })
})
