// The body of a webhook call.

import { expect, test } from 'vitest'
import type { Notice } from '../../../src/journey/reported/notice.ts'
import { bodyOf, testNotice } from '../../../src/notify/webhooks/body.ts'

const nowMs = Date.UTC(2026, 10, 24, 9, 0, 0)
const about = {
  localPath: '/out/paie.xml',
  bank: { serverId: 3, partnerId: 'ACME' },
  reader: { zone: 'UTC' },
}
const body = (notice: Notice, more: Partial<typeof about> | { bank: null } = {}) =>
  JSON.parse(bodyOf(notice, { ...about, ...more })) as Record<string, unknown>

test('a file is described with its path and the numbers of its bank', () => {
  expect(body(testNotice('t1', nowMs))).toMatchObject({
    event: 'TEST',
    timestamp: '2026-11-24T09:00:00.000Z',
    transfer: {
      ...{ id: 't1', direction: 'SEND', filename: 'test.xml', localPath: '/out/paie.xml' },
      ...{ server: 'test', serverId: 3, partnerId: 'ACME', size: 0, warnings: [] },
    },
  })
})

test('a bank that the configuration no longer has is named without numbers', () => {
  const { transfer } = body(testNotice('t1', nowMs), { bank: null })
  expect(transfer).toMatchObject({ server: 'test' })
  expect(transfer).not.toHaveProperty('serverId')
})

test.each([
  ['its own name', { name: 'a.xml', label: 'b.xml' }, 'a.xml'],
  ['the name at the bank, where it has none of its own', { name: '', label: 'b.xml' }, 'b.xml'],
  ['the virtual file, where it has no name', { name: '', label: '' }, 'TEST'],
])('a file is called by %s', (_, names, filename) => {
  const notice = testNotice('t1', nowMs)
  const transfer = { ...notice.transfer, ...names } as Notice['transfer']
  expect(body({ ...notice, transfer })['transfer']).toMatchObject({ filename })
})

test('a condition is described without a file, a fact with its number', () => {
  const condition = { subject: 'bank:bnp', code: 'BANK-UNREACHABLE', sinceMs: nowMs }
  const notice: Notice = { ...testNotice('t1', nowMs), transfer: null, condition, sequence: 12 }
  const told = body(notice)
  expect(told).toMatchObject({
    condition: {
      ...{ subject: 'bank:bnp', code: 'BANK-UNREACHABLE' },
      since: '2026-11-24T09:00:00.000Z',
    },
    sequence: 12,
  })
  expect(told).not.toHaveProperty('transfer')
  expect(told['sentence']).toBe('This is a test: no file was sent or received.')
  expect(body(testNotice('t1', nowMs))).not.toHaveProperty('sequence')
})
