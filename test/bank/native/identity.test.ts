// What identifies a transfer for the bank: made of the settings of the bank and of the file.

import { describe, expect, test } from 'vitest'
import {
  formFor,
  identifierCode,
  identityFor,
  pesitDate,
} from '../../../src/bank/native/identity.ts'
import type { BankOptions, RecordFormOptions } from '../../../src/bank/native/options.ts'
import { plainBytes } from '../../../src/journey/transfer.ts'

const lines = { ...plainBytes, kind: 'lines' } as const
const form: RecordFormOptions = {
  records: plainBytes,
  articleBytes: 506,
  articleFormat: 'variable',
  dataCode: 'binary',
}
const options = {
  identification: { partner: 'ACME', server: 'BANK' },
  form,
  names: {
    ...{ fileName: '{virtualFile}', label: '{name}', freeText: '' },
    ...{ client: 'ACME-PARIS', finalBank: 'BANK-ORLEANS' },
  },
} as BankOptions
const file = {
  ...{ virtualFile: 'VIREMENTS', name: 'salaires été.xml', sizeBytes: 1234 },
  ...{ transferNumber: 17, creationDate: '261124090000' },
}

describe('the identity of a transfer', () => {
  test('has the names, the number and the form of its records', () => {
    expect(identityFor(options, file)).toEqual({
      ...{ partner: 'ACME', server: 'BANK', fileType: 0, fileName: 'VIREMENTS' },
      ...{ transferNumber: 17, creationDate: '261124090000', label: 'salaires ete.xml' },
      ...{ client: 'ACME-PARIS', finalBank: 'BANK-ORLEANS' },
      ...{ articleBytes: 506, articleFormat: 'variable', dataCode: 'binary' },
      ...{ opened: false, maximumKilobytes: 2 },
    })
  })

  test('has a free text only where the settings give one', () => {
    const names = { ...options.names, freeText: 'for {name}' }
    expect(identityFor({ ...options, names }, file).freeText).toBe('for salaires ete.xml')
  })

  test.each([
    [0, 1],
    [1, 1],
    [1024, 1],
    [1025, 2],
  ])('of %i bytes announces %i kilobytes', (sizeBytes, maximumKilobytes) => {
    expect(identityFor(options, { ...file, sizeBytes }).maximumKilobytes).toBe(maximumKilobytes)
  })

  test.each([
    ['bytes that are not changed', plainBytes, false],
    ['lines', lines, true],
    ['bytes that are translated', { ...plainBytes, codePage: '297' }, true],
  ] as const)('keeps how the file becomes records: %s', (_, records, isKept) => {
    expect(identityFor(options, { ...file, records }).records).toEqual(isKept ? records : undefined)
  })
})

test('an outbox may have other records than its bank: their code follows', () => {
  expect(formFor(form, {})).toEqual(form)
  expect(formFor(form, { articleBytes: 80, articleFormat: 'fixed' })).toEqual({
    ...form,
    ...{ articleBytes: 80, articleFormat: 'fixed' },
  })
  expect(formFor(form, { records: lines })).toEqual({ ...form, records: lines, dataCode: 'ascii' })
})

test.each([
  ['lines', null, 'ascii'],
  ['bytes', null, 'binary'],
  ['lines', '297', 'ebcdic'],
  ['bytes', '297', 'ebcdic'],
] as const)('%s with the code page %s are %s', (kind, codePage, dataCode) => {
  expect(identifierCode({ ...plainBytes, kind, codePage })).toBe(dataCode)
})

test('the date is twelve digits in the time zone of the bank', () => {
  const atMs = Date.UTC(2026, 10, 24, 23, 5, 9)
  expect(pesitDate(atMs, 'UTC')).toBe('261124230509')
  expect(pesitDate(atMs, 'Europe/Paris')).toBe('261125000509')
})
