import { describe, expect, test } from 'vitest'
import { createCfonbWarnings } from '../../../src/preflight/cfonb/warnings.ts'
import type { WarningCount } from '../../../src/wording/catalogue/file/payment-warnings.ts'
import { bills, transfers } from '../files-of-orders.ts'

/** Each kind with the value, what it was compared with, and why, of its first place. */
function told(records: readonly string[], today: string | null = '2026-11-30') {
  const warnings = createCfonbWarnings('cfonb-160', today)
  for (const [index, record] of records.entries())
    warnings.record(record.slice(0, 2), record, index + 1)
  return warnings.finish().map(({ code, arguments: values }) => {
    const { count, examples } = values as WarningCount
    const [first] = examples
    return [code, count, first?.value, first?.than, first?.why, first?.place.number]
  })
}
/** `at`: counted from 1, as the layouts print it. */
const put = (all: readonly string[], record: number, at: number, value: string) =>
  all.map((line, index) =>
    index === record - 1 ? line.slice(0, at - 1) + value + line.slice(at - 1 + value.length) : line,
  )
const orders = transfers()
const drafts = bills()

describe('transfers', () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      'a sender number that differs from that of the header',
      put(orders, 2, 13, '999999'),
      ['SENDER-NUMBER', 1, '999999', '123456', '', 2],
    ],
    [
      'a sender number where the header has none',
      put(orders, 1, 13, '      '),
      ['SENDER-NUMBER', 3, '123456', 'none', '', 2],
    ],
    ['francs', put(orders, 1, 81, 'F'), ['CURRENCY', 1, 'F', '', '', 1]],
    [
      'an execution day that is past',
      put(orders, 1, 26, '29116'),
      ['DATE-PAST', 1, '2026-11-29', '2026-11-30', '', 1],
    ],
    ['an execution day that is none', put(orders, 1, 26, '30027'), ['DATE', 1, '30027', '', '', 1]],
    ['an account with a sign', put(orders, 2, 92, '?'), ['ACCOUNT', 1, '2004…M026', '', 'form', 2]],
    [
      'an account of the sender without its branch',
      put(orders, 1, 87, '     '),
      ['ACCOUNT', 1, '3000…4567', '', 'form', 1],
    ],
    ['an amount of zero', put(orders, 2, 103, '0'.repeat(16)), ['AMOUNT-ZERO', 1, '', '', '', 2]],
  ])('with %s', (_, records, expected) => {
    expect(told(records)).toEqual([expected])
  })

  test.each<[string, readonly string[]]>([
    ['all in order', orders],
    ['a record without a sender number', put(orders, 2, 13, '      ')],
    ['a sign in the place of an account of a total, which has none', put(orders, 4, 92, '?')],
    ['no currency, which means euros', put(orders, 1, 81, ' ')],
    ['no execution day', put(orders, 1, 26, '     ')],
    ['zeros for the execution day', put(orders, 1, 26, '00000')],
    ['a beneficiary without an account', put(put(orders, 2, 87, ' '.repeat(16)), 2, 150, '     ')],
    ['an amount of one cent', put(orders, 2, 103, `${'0'.repeat(15)}1`)],
    ['an amount whose last digit only is not zero', put(orders, 2, 118, '1')],
    ['a day that is written where only bills have one', put(orders, 2, 119, '999999')],
    [
      'zeros in a second line (07)',
      put(
        transfers({ orders: [{ account: '20041010050500013M026', second: 'x' }] }),
        3,
        103,
        '0'.repeat(16),
      ),
    ],
  ])('without a warning: %s', (_, records) => {
    expect(told(records)).toEqual([])
  })
})

describe('bills of exchange', () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      'a due day that is past',
      put(drafts, 2, 119, '291126'),
      ['DATE-PAST', 1, '2026-11-29', '2026-11-30', '', 2],
    ],
    [
      'a day of the remittance that is past',
      put(drafts, 1, 25, '291126'),
      ['DATE-PAST', 1, '2026-11-29', '2026-11-30', '', 1],
    ],
    ['an account with a sign', put(drafts, 2, 92, '?'), ['ACCOUNT', 1, '2004…M026', '', 'form', 2]],
    ['a bank that is none', put(drafts, 2, 82, 'X'), ['ACCOUNT', 1, 'X004…M026', '', 'form', 2]],
    [
      'an amount of zero, in twelve places',
      put(drafts, 2, 103, '0'.repeat(12)),
      ['AMOUNT-ZERO', 1, '', '', '', 2],
    ],
  ])('with %s', (_, records, expected) => {
    expect(told(records)).toEqual([expected])
  })

  test('no sender number is compared, because its place has other fields', () => {
    expect(told(put(drafts, 2, 13, '999999'))).toEqual([])
  })
})

test('without a present day a day is checked by its day and month alone', () => {
  expect(told(put(orders, 1, 26, '29116'), null)).toEqual([])
  expect(told(put(orders, 1, 26, '32016'), null)).toEqual([['DATE', 1, '32016', '', '', 1]])
})
