import { expect, test } from 'vitest'
import { noticeOf, triedForMs } from '../../../src/journey/reported/notice.ts'
import { identity } from '../../helpers/new-transfer.ts'
import { message } from '../../../src/wording/catalogue.ts'
import type { Fact } from '../../../src/journey/fact.ts'
import type { Transfer } from '../../../src/journey/transfer.ts'

const shown = {
  id: '7',
  direction: 'out',
  state: 'sent',
  bank: 'my-bank',
  environment: 'production',
  virtualFile: 'PAYMENTS',
  folder: '/out',
  name: 'pay.xml',
  look: 'l',
  sizeBytes: 10,
  sha256: 'a',
  code: '',
  createdMs: 1,
  summary: '3 transfers',
  warnings: [],
} as const
const received = message('BANK-RECEIVED', { bank: 'my-bank', how: 'end', code: '' })
const internal = { version: 9, attempts: 2, contentKey: 'key', payments: null }
const transfer = {
  ...shown,
  ...internal,
  pesit: { ...identity, label: 'PAY 7' },
} as unknown as Transfer
const fact = { atMs: 5, message: received, sequence: 12 } as unknown as Fact

test('a notice has the fact as it was, and of the transfer what others may know', () => {
  expect(noticeOf('TRANSFER_COMPLETED', transfer, fact)).toEqual({
    event: 'TRANSFER_COMPLETED',
    atMs: 5,
    message: received,
    sequence: 12,
    transfer: { ...shown, label: 'PAY 7' },
    condition: null,
  })
})

test('the label is blank before the transfer has an identity at the bank', () => {
  expect(noticeOf('TRANSFER_COMPLETED', { ...transfer, pesit: null }, fact).transfer?.label).toBe(
    '',
  )
})

test('a receiver is tried for three days', () => {
  expect(triedForMs).toBe(259_200_000)
})
