// The files that record who owns a folder: what cannot be read is no record and no sign of life.

import { expect, test } from 'vitest'
import { recordFrom, signFrom } from '../../../src/share/owner/owner-files.ts'

const record = {
  ...{ ledger: 'l1', token: '0af3', host: 'erp', pid: 7, machine: 'm' },
  ...{ dataFolder: '/data', sinceMs: 1000, reason: 'moved' },
}
const sign = { number: 3, mark: 'ab', stopped: false }
const broken = ['', 'x', 'null', '7', '"text"', '[]', '{}', '{"ledger":1,"token":"a"}', '{"ledger"']

test('a record and a sign are read as they were written', () => {
  expect(recordFrom(JSON.stringify(record))).toEqual(record)
  expect(signFrom(JSON.stringify(sign))).toEqual(sign)
  expect(signFrom(JSON.stringify({ ...sign, stopped: true }))?.stopped).toBe(true)
})

test.each(broken)('%j is no record and no sign', (text) => {
  expect(recordFrom(text)).toBe(null)
  expect(signFrom(text)).toBe(null)
})

test('of a record only the ledger and the token must be there', () => {
  expect(recordFrom(JSON.stringify({ ledger: 'l1', token: 'a', pid: 'x', host: 7 }))).toEqual({
    ...{ ledger: 'l1', token: 'a', host: '?', pid: 0, machine: '', dataFolder: '?' },
    ...{ sinceMs: 0, reason: '' },
  })
})

test.each(['../evil', 'ABC', '', 'a'.repeat(65), 'xyz'])(
  'the token %j cannot become part of a file name',
  (token) => {
    expect(recordFrom(JSON.stringify({ ...record, token }))?.token).toBe('0')
  },
)

test('a sign without a number or a mark is none, and only true means stopped', () => {
  expect(signFrom(JSON.stringify({ ...sign, number: '3' }))).toBe(null)
  expect(signFrom(JSON.stringify({ ...sign, mark: 3 }))).toBe(null)
  expect(signFrom(JSON.stringify({ ...sign, stopped: 'yes' }))?.stopped).toBe(false)
})
