import { describe, expect, test } from 'vitest'
import { createCfonbWarnings } from '../../../src/preflight/cfonb/warnings.ts'
import type { WarningCount } from '../../../src/wording/catalogue/file/payment-warnings.ts'
import { abroad } from '../files-of-orders.ts'

/** Each kind with the value, what it was compared with, and why, of its first place. */
function told(records: readonly string[], today: string | null = '2026-11-30') {
  const warnings = createCfonbWarnings('cfonb-320', today)
  for (const [index, record] of records.entries())
    warnings.record(record.slice(0, 2), record, index + 1)
  return warnings.finish().map(({ code, arguments: values }) => {
    const { examples } = values as WarningCount
    const [first] = examples
    return [code, first?.value, first?.than, first?.why, first?.place.number]
  })
}
/** `at`: counted from 1, as the layouts print it. */
const put = (all: readonly string[], record: number, at: number, value: string) =>
  all.map((line, index) =>
    index === record - 1 ? line.slice(0, at - 1) + value + line.slice(at - 1 + value.length) : line,
  )
const remittance = abroad()
/** Header, order, its bank, its text, order, its bank, its text, total. */
const [header, order, bank, total] = [1, 2, 3, 8]
/** The same with a bank in between (06) for the first order. */
const withBankBetween = remittance.flatMap((line, index) =>
  index === bank - 1 ? [line, `06${line.slice(2)}`] : [line],
)
const bankBetween = 4

describe('fields with listed values', () => {
  test.each<[string, readonly [number, number], string, readonly [string, string]]>([
    ['the account type of a header', [header, 200], '3', ['account-type', '0, 1, 2, blank']],
    ['the kind of a remittance', [header, 309], '5', ['kind', '1, 2, 3, 4, blank']],
    ['the account type of an order', [order, 11], '3', ['account-type', '0, 1, 2, blank']],
    ['the qualifier of an amount', [order, 221], 'X', ['qualifier', 'T, D, blank']],
    ['the mode of payment', [order, 247], '3', ['mode', '0, 1, 2, blank']],
    ['the charges', [order, 248], '16', ['charges', '13, 14, 15, blank']],
  ])('%s: another value is told, with those that exist', (_, [record, at], value, [why, than]) => {
    expect(told(put(remittance, record, at, value))).toContainEqual([
      'FIELD',
      value,
      than,
      why,
      record,
    ])
  })

  test.each<[number, number, readonly string[]]>([
    [header, 200, ['0', '2', ' ']],
    [header, 309, ['1', '2', '3', '4', ' ']],
    [order, 11, ['0', '2', ' ']],
    [order, 221, ['T', 'D', ' ']],
    [order, 247, ['0', '1', '2', ' ']],
    [order, 248, ['13', '14', '15', '  ']],
  ])('record %i, place %i: each listed value is in order', (record, at, values) => {
    for (const value of values)
      expect(told(put(remittance, record, at, value)).filter(([code]) => code === 'FIELD')).toEqual(
        [],
      )
  })
})

describe('accounts, banks and countries', () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      'the BIC of a header',
      put(remittance, header, 189, 'BNPA       '),
      ['BIC', 'BNPA', '', '', 1],
    ],
    ['the BIC of a bank', put(remittance, bank, 151, 'BNPAFRP    '), ['BIC', 'BNPAFRP', '', '', 3]],
    [
      'the country of a beneficiary',
      put(remittance, order, 203, '1F'),
      ['COUNTRY', '1F', '', '', 2],
    ],
    [
      'the second country of an order',
      put(remittance, order, 245, 'f '),
      ['COUNTRY', 'f ', '', '', 2],
    ],
    [
      'the BIC of a bank in between',
      put(withBankBetween, bankBetween, 151, 'BNPAFRP    '),
      ['BIC', 'BNPAFRP', '', '', 4],
    ],
    [
      'the country of a bank in between',
      put(withBankBetween, bankBetween, 162, 'U1'),
      ['COUNTRY', 'U1', '', '', 4],
    ],
    ['the country of a bank', put(remittance, bank, 162, 'U1'), ['COUNTRY', 'U1', '', '', 3]],
    [
      'an IBAN with a wrong key',
      put(remittance, header, 201, 'FR7630004008230000123456779'),
      ['IBAN', 'FR76…6779', '', 'key', 1],
    ],
    [
      'an IBAN that is too short',
      put(remittance, header, 201, 'FR763000400823000012345677 '),
      ['IBAN', 'FR76…5677', '27', 'length', 1],
    ],
    [
      'a header without an account',
      put(remittance, header, 201, ' '.repeat(27)),
      ['IBAN', '', '', 'form', 1],
    ],
    [
      'the key of a RIB inside an IBAN',
      abroad({ account: 'FR0630004008230000123456777' }),
      ['RIB-KEY', 'FR06…6777', '', '', 1],
    ],
    [
      'a national account with a wrong key',
      put(put(remittance, header, 200, '2'), header, 201, '20041010050500013M02607    '),
      ['RIB-KEY', '2004…2607', '', '', 1],
    ],
    [
      'the account of a beneficiary in France',
      put(
        put(put(remittance, order, 11, '2'), order, 12, '20041010050500013M02607'),
        order,
        203,
        'FR',
      ),
      ['RIB-KEY', '2004…2607', '', '', 2],
    ],
    [
      'a currency that does not exist',
      put(remittance, header, 235, '12 '),
      ['CURRENCY', '12 ', '', '', 1],
    ],
  ])('%s', (_, records, expected) => {
    expect(told(records)).toEqual([expected])
  })

  test.each<[string, readonly string[]]>([
    ['all in order', remittance],
    ['no BIC', put(remittance, bank, 151, ' '.repeat(11))],
    ['a BIC of eight characters', put(remittance, bank, 151, 'BNPAFRPP   ')],
    ['no country', put(remittance, order, 203, '  ')],
    ['a country', put(put(remittance, order, 203, 'US'), bank, 162, 'US')],
    ['no currency', put(remittance, header, 235, '   ')],
    [
      'a national account of another country',
      put(
        put(put(remittance, order, 11, '2'), order, 12, '20041010050500013M02607'),
        order,
        203,
        'DE',
      ),
    ],
    [
      'a national account of another length',
      put(put(remittance, header, 200, '2'), header, 201, '0041010050500013M02607     '),
    ],
    [
      'a national account with its key',
      put(put(remittance, header, 200, '2'), header, 201, '20041010050500013M02606    '),
    ],
  ])('without a warning: %s', (_, records) => {
    expect(told(records)).toEqual([])
  })
})

describe('days', () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      'a day of creation that does not exist',
      put(remittance, header, 11, '20270230'),
      ['DATE', '20270230', '', '', 1],
    ],
    [
      'a day of creation of the total that does not exist',
      put(remittance, total, 11, '20270230'),
      ['DATE', '20270230', '', '', 8],
    ],
    [
      'an execution day that is past',
      put(remittance, header, 310, '20261129'),
      ['DATE-PAST', '2026-11-29', '2026-11-30', '', 1],
    ],
    [
      'no execution day in a remittance of one day',
      put(remittance, header, 310, ' '.repeat(8)),
      ['DATE-MISSING', '', '', '', 1],
    ],
    ['zeros for it', put(remittance, header, 310, '00000000'), ['DATE-MISSING', '', '', '', 1]],
    [
      'no day in a remittance of kind 2',
      put(put(remittance, header, 309, '2'), header, 310, ' '.repeat(8)),
      ['DATE-MISSING', '', '', '', 1],
    ],
    [
      'no day in an order of kind 3',
      put(put(remittance, header, 309, '3'), header, 310, ' '.repeat(8)),
      ['DATE-MISSING', '', '', '', 2],
    ],
    [
      'no day in an order of kind 4',
      put(put(remittance, header, 309, '4'), header, 310, ' '.repeat(8)),
      ['DATE-MISSING', '', '', '', 2],
    ],
    [
      'a past day in an order',
      put(remittance, order, 310, '20261129'),
      ['DATE-PAST', '2026-11-29', '2026-11-30', '', 2],
    ],
  ])('%s', (_, records, expected) => {
    expect(told(records)).toEqual([expected])
  })

  test('no day of creation, or one that is past, is in order', () => {
    expect(told(put(remittance, header, 11, ' '.repeat(8)))).toEqual([])
    expect(told(put(remittance, header, 11, '00000000'))).toEqual([])
    expect(told(put(remittance, header, 11, '19990101'))).toEqual([])
  })

  test('a remittance of no kind needs no day', () => {
    expect(told(put(put(remittance, header, 309, ' '), header, 310, ' '.repeat(8)))).toEqual([])
  })
})

describe('orders', () => {
  test('an amount of zero is a warning', () => {
    expect(told(put(remittance, order, 226, '0'.repeat(14)))).toEqual([
      ['AMOUNT-ZERO', '', '', '', 2],
    ])
    expect(told(put(remittance, order, 239, '1'))).toEqual([])
  })

  test('each order without the record of its bank is reported at its own place', () => {
    const withoutBank = remittance.filter((record) => !record.startsWith('05'))
    expect(told(withoutBank)).toEqual([['BENEFICIARY-BANK', '', '', '', 2]])
    expect(told(remittance.filter((_, index) => index !== 5))).toEqual([
      ['BENEFICIARY-BANK', '', '', '', 5],
    ])
  })

  test('a cheque needs no bank', () => {
    for (const mode of ['1', '2'])
      expect(told(abroad({ orders: [{ bank: false, mode }] }))).toEqual([])
    expect(told(abroad({ orders: [{ bank: false, mode: '0' }] }))).toHaveLength(1)
  })

  test('an order at the end of a file that is cut off is reported too', () => {
    expect(told(remittance.slice(0, 2))).toEqual([['BENEFICIARY-BANK', '', '', '', 2]])
  })

  test('the record of a bank without an order is no fault of its own', () => {
    expect(told([remittance[0] ?? '', remittance[2] ?? ''])).toEqual([])
  })
})

describe('a total that repeats its header', () => {
  const own = 'FR7630004008230000123456778'
  test.each<[string, readonly string[]]>([
    ['repeats nothing', remittance],
    ['repeats the reference', put(remittance, total, 173, 'REMINTL0001     ')],
    ['repeats the account', put(remittance, total, 201, own)],
  ])('is in order where it %s', (_, records) => {
    expect(told(records)).toEqual([])
  })

  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      'another reference',
      put(remittance, total, 173, 'OTHER           '),
      ['TOTAL-OF-OTHER', 'OTHER', 'REMINTL0001', 'reference', 8],
    ],
    [
      'another account',
      put(remittance, total, 201, 'FR7630006000011234567890189'),
      ['TOTAL-OF-OTHER', 'FR76…0189', 'FR76…6778', 'account', 8],
    ],
    [
      'a reference where the header has none',
      put(put(remittance, header, 173, ' '.repeat(16)), total, 173, 'OTHER'),
      ['TOTAL-OF-OTHER', 'OTHER', 'none', 'reference', 8],
    ],
  ])('is told where it has %s', (_, records, expected) => {
    expect(told(records)).toEqual([expected])
  })
})
