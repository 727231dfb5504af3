// CFONB 160 and 320 are looked at alike: a table of what may be wrong in either, what stops it and what is
// told.

import { describe, expect, test } from 'vitest'
import { createCheck } from '../../../src/preflight/check.ts'
import { abroad, bills, transfers } from '../files-of-orders.ts'

const today = '2026-11-30'

function codesOf(records: readonly string[]) {
  const run = createCheck({ expected: ['cfonb-160', 'cfonb-320'], today })
  run.push(Buffer.from(records.join('\r\n'), 'latin1'))
  const { verdict, findings, warnings } = run.finish()
  return verdict === 'block'
    ? [verdict, findings[0]?.code]
    : [verdict, ...warnings.map(({ code }) => code)]
}
const put = (text: string, at: number, value: string) =>
  text.slice(0, at - 1) + value + text.slice(at - 1 + value.length)
const change = (records: readonly string[], code: string, at: number, value: string) => {
  const which = records.findIndex((record) => record.startsWith(code))
  return records.map((record, index) => (index === which ? put(record, at, value) : record))
}
/** Two orders, in order. */
const of160 = transfers()
const of320 = abroad()

type Row = readonly [
  what: string,
  in160: readonly string[] | null,
  in320: readonly string[] | null,
  told: readonly string[],
]

const table: readonly Row[] = [
  ['nothing wrong', of160, of320, ['pass']],
  // What stops it.
  ['no total', of160.slice(0, -1), of320.slice(0, -1), ['block']],
  [
    'an order that is lost',
    of160.filter((_, at) => at !== 1),
    of320.filter((_, at) => at !== 1),
    ['block'],
  ],
  [
    'an amount that is not one',
    change(of160, '06', 103, 'X'),
    change(of320, '04', 226, 'X'),
    ['block', 'AMOUNT'],
  ],
  [
    'another total',
    change(of160, '08', 118, '9'),
    change(of320, '08', 271, '9'),
    ['block', 'CONTROL-SUM'],
  ],
  [
    'a total that is not a number',
    change(of160, '08', 103, 'X'),
    change(of320, '08', 254, 'X'),
    ['block', 'AMOUNT'],
  ],
  [
    'a short record',
    of160.map((record, at) => (at === 1 ? record.slice(0, -1) : record)),
    of320.map((record, at) => (at === 1 ? record.slice(0, -1) : record)),
    ['block'],
  ],
  [
    'a number that is left out',
    change(bills(), '06', 12, '9'),
    change(of320, '04', 10, '9'),
    ['block', 'RECORD-NUMBER'],
  ],
  // What is told.
  [
    'another operation inside a sequence',
    change(of160, '06', 3, '27'),
    change(of320, '04', 3, 'RF'),
    ['pass', 'OPERATION'],
  ],
  [
    'another sender inside a sequence',
    change(of160, '06', 13, '999999'),
    null,
    ['pass', 'SENDER-NUMBER'],
  ],
  [
    'an amount of zero',
    transfers({ orders: [{ account: '20041010050500013M026', cents: 0 }] }),
    abroad({ orders: [{ digits: 0 }] }),
    ['pass', 'AMOUNT-ZERO'],
  ],
  [
    'a day that is past',
    change(of160, '03', 26, '29116'),
    change(of320, '03', 310, '20261129'),
    ['pass', 'DATE-PAST'],
  ],
  [
    'a day far ahead',
    change(of160, '03', 26, '02128'),
    change(of320, '03', 310, '20281202'),
    ['pass', 'DATE-FAR'],
  ],
  [
    'a day that does not exist',
    change(of160, '03', 26, '30027'),
    change(of320, '03', 310, '20270230'),
    ['pass', 'DATE'],
  ],
  [
    'a due day that is past',
    bills({ orders: [{ account: '20041010050500013M026', date: '291126' }] }),
    null,
    ['pass', 'DATE-PAST'],
  ],
  ['an account that can be none', change(of160, '06', 92, '?'), null, ['pass', 'ACCOUNT']],
  [
    'an IBAN that is wrong',
    null,
    abroad({ account: 'FR7630004008230000123456779' }),
    ['pass', 'IBAN'],
  ],
  [
    'a RIB with a wrong key',
    null,
    change(change(of320, '03', 200, '2'), '03', 201, '    20041010050500013M02607       '),
    ['pass', 'RIB-KEY'],
  ],
  [
    'francs, or a currency that does not exist',
    change(of160, '03', 81, 'F'),
    change(of320, '03', 235, '12 '),
    ['pass', 'CURRENCY'],
  ],
  ['a BIC that is none', null, change(of320, '05', 151, 'BNPA       '), ['pass', 'BIC']],
  ['a country that is none', null, change(of320, '05', 162, '1F'), ['pass', 'COUNTRY']],
  ['charges that are none', null, change(of320, '04', 248, '99'), ['pass', 'FIELD']],
  ['a mode that is none', null, change(of320, '04', 247, '9'), ['pass', 'FIELD']],
  ['a qualifier that is none', null, change(of320, '04', 221, 'X'), ['pass', 'FIELD']],
  ['a kind that is none', null, change(of320, '03', 309, '9'), ['pass', 'FIELD']],
  [
    'no date where the header has one',
    null,
    change(of320, '03', 310, '        '),
    ['pass', 'DATE-MISSING'],
  ],
  [
    'no bank of a beneficiary',
    null,
    abroad({ orders: [{ bank: false }] }),
    ['pass', 'BENEFICIARY-BANK'],
  ],
  [
    'a total of another remittance',
    null,
    change(of320, '08', 173, 'OTHER           '),
    ['pass', 'TOTAL-OF-OTHER'],
  ],
]

const rows = (at: 1 | 2) =>
  table.flatMap(([what, in160, in320, told]) => {
    const records = at === 1 ? in160 : in320
    return records === null ? [] : [[what, records, told] as const]
  })

describe.each([
  ['CFONB 160', rows(1)],
  ['CFONB 320', rows(2)],
] as const)('of a %s', (_, some) => {
  test.each(some)('with %s', (_what, records, told) => {
    expect(codesOf(records).slice(0, told.length)).toEqual(told)
    if (told[0] === 'pass') expect(codesOf(records)).toEqual(told)
  })
})
