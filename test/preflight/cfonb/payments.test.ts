// The key of CFONB: what must not change it, and what always must.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CfonbPayments, type CfonbOrder } from '../../../src/preflight/cfonb/payments.ts'
import {
  abroad,
  bills,
  layouts,
  type Order160,
  paymentsOf,
  sameness,
  transfers,
  twoOrders,
  twoOrdersAbroad,
} from '../files-of-orders.ts'

const crlf = (records: readonly string[]) => Buffer.from(records.join('\r\n'), 'latin1')
const accented: readonly Order160[] = [
  {
    account: '20041010050500013M026',
    name: 'DUPRÉ',
    cents: 5,
    label: 'ÉCHÉANCE N° 1',
    second: 'À SUIVRE',
  },
  ...twoOrders,
]
const kinds = {
  transfers: transfers({ orders: accented }),
  debits: transfers({ operation: '08', orders: accented }),
  bills: bills({ orders: accented }),
  'transfers abroad': abroad({
    orders: [...twoOrdersAbroad, { account: '1', name: 'CAFÉ', label: 'CAFÉ N° 1' }],
  }),
  'two sequences': [...transfers({ orders: accented }), ...transfers({ date: '05037' })],
}

describe.each(Object.entries(kinds))('the key of %s', (_, records) => {
  test.each(Object.entries(layouts))('is the same in %s', (_layout, { write }) => {
    expect(paymentsOf(write(records))).toEqual(paymentsOf(crlf(records)))
  })

  test('does not depend on where the file is cut into chunks', () => {
    const bytes = crlf(records)
    const whole = paymentsOf(bytes, bytes.length)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (chunkBytes) => {
        expect(paymentsOf(bytes, chunkBytes)).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })
})

const anOrder = fc.record({
  account: fc.stringMatching(/^[0-9]{10}[0-9A-Z]{11}$/),
  name: fc.stringMatching(/^[A-Z][A-Z ]{0,22}[A-Z]$/),
  cents: fc.integer({ min: 1, max: 1_000_000_000 }),
  label: fc.stringMatching(/^[A-Z0-9][A-Z0-9 ]{0,28}[A-Z0-9]$/),
})
const someOrders = fc.array(anOrder, { minLength: 1, maxLength: 8 })
const nameOfLayout = fc.constantFrom(...Object.keys(layouts))

describe('the key of any transfers', () => {
  test('is the same with the orders in another order, in another layout, in another chunking', () => {
    const permuted = someOrders.chain((orders) =>
      fc.tuple(
        fc.constant(orders),
        fc.shuffledSubarray(orders, { minLength: orders.length, maxLength: orders.length }),
      ),
    )
    fc.assert(
      fc.property(permuted, nameOfLayout, ([orders, others], name) => {
        const layout = layouts[name]
        expect(layout).toBeDefined()
        if (layout !== undefined)
          expect(paymentsOf(layout.write(transfers({ orders: others })))).toEqual(
            paymentsOf(crlf(transfers({ orders }))),
          )
      }),
    )
  })

  test('is another with one amount, account, label or date changed, one order more, or one less', () => {
    const other: fc.Arbitrary<(order: Order160) => Order160> = fc.oneof(
      fc.integer({ min: 1, max: 9 }).map((more) => (order: Order160) => ({
        ...order,
        cents: (order.cents ?? 0) + more,
      })),
      fc.integer({ min: 0, max: 9 }).map((place) => (order: Order160) => {
        const account = order.account ?? ''
        const digit = (Number(account[place]) + 1) % 10
        return { ...order, account: account.slice(0, place) + digit + account.slice(place + 1) }
      }),
      fc.constant((order: Order160) => ({ ...order, label: `${order.label ?? ''}.` })),
      fc.constant((order: Order160) => ({ ...order, second: 'MORE' })),
    )
    fc.assert(
      fc.property(someOrders, fc.nat(), other, (orders, place, change) => {
        const at = place % orders.length
        const same = sameness(crlf(transfers({ orders })))
        const changed = orders.map((order, index) => (index === at ? change(order) : order))
        expect(sameness(crlf(transfers({ orders: changed })))).not.toBe(same)
        const [twice = {}] = orders.slice(at)
        expect(sameness(crlf(transfers({ orders: [...orders, twice] })))).not.toBe(same)
        if (orders.length > 1)
          expect(
            sameness(crlf(transfers({ orders: orders.filter((_, index) => index !== at) }))),
          ).not.toBe(same)
        expect(sameness(crlf(transfers({ orders, date: '03037' })))).not.toBe(same)
        expect(sameness(crlf(transfers({ orders, account: '300040082300001234568' })))).not.toBe(
          same,
        )
      }),
    )
  })
})

describe('what plays no part in the key', () => {
  const key = (records: readonly string[]) => sameness(crlf(records))

  test('the reference, and how the orders are spread over sequences of one account', () => {
    const [first = {}, second = {}] = twoOrders
    expect(key(transfers({ reference: 'OTHER' }))).toBe(key(transfers()))
    expect(key([...transfers({ orders: [second] }), ...transfers({ orders: [first] })])).toBe(
      key(transfers()),
    )
  })

  test('that transfers are made again as deferred ones; but debits are no transfers', () => {
    expect(key(transfers({ operation: '27' }))).toBe(key(transfers({ operation: '02' })))
    expect(key(transfers({ operation: '08' }))).toBe(key(transfers({ operation: '85' })))
    expect(key(transfers({ operation: '08' }))).not.toBe(key(transfers({ operation: '02' })))
  })

  test('small letters in an account', () => {
    const [first = {}, ...others] = twoOrders
    const small = { ...first, account: first.account?.toLowerCase() ?? '' }
    expect(key(transfers({ orders: [small, ...others] }))).toBe(key(transfers()))
  })

  test('the account of the sequence does', () => {
    const [a = {}, b = {}] = twoOrders
    const two = (first: string, second: string) =>
      key([
        ...transfers({ account: first, orders: [a] }),
        ...transfers({ account: second, orders: [b] }),
      ])
    const [one, other] = ['300040082300001234567', '300040082300001234568']
    expect(two(one, other)).not.toBe(two(other, one))
  })

  test('the remittance day of bills, but not the day on which one falls due', () => {
    const due = (date: string) => bills({ orders: twoOrders.map((order) => ({ ...order, date })) })
    expect(key(bills({ date: '030327' }))).toBe(key(bills()))
    expect(key(due('310528'))).not.toBe(key(due('310527')))
    const [a = {}, b = {}] = twoOrders
    const days = (first: string, second: string, third: string) =>
      key(
        bills({
          orders: [
            { ...a, date: first },
            { ...a, date: second },
            { ...b, date: third },
          ],
        }),
      )
    expect(days('310527', '310527', '300627')).not.toBe(days('310527', '300627', '300627'))
  })
})

describe('the dates of CFONB', () => {
  test.each([
    ['transfers', transfers(), '02037'],
    ['transfers without a date', transfers({ date: '     ' }), ''],
    ['transfers dated by zeros', transfers({ date: '00000' }), ''],
    ['bills', bills(), '310527'],
    ['transfers abroad', abroad(), '20270302'],
    [
      'transfers abroad with a date each',
      abroad({ date: '', orders: [{ date: '20270303' }, { date: '20270304' }] }),
      '20270303*1 20270304*1',
    ],
    ['transfers abroad without a date', abroad({ date: '' }), ''],
  ])('of %s', (_, records, dates) => {
    expect(paymentsOf(crlf(records)).dates).toBe(dates)
  })
})

describe('what is known of CFONB payments', () => {
  test('transfers: reference, count, total and account, the reference weak', () => {
    expect(paymentsOf(crlf(transfers()))).toMatchObject({
      format: 'cfonb-160',
      reference: 'REM0001',
      referenceStrength: 'weak',
      referenceKeys: ['["cfonb-160","30004 00823 00001234567","REM0001"]'],
      count: 2,
      total: '1337.35',
      currency: 'EUR',
      accounts: ['30004 00823 00001234567'],
    })
  })

  test('bills: the reference has another place', () => {
    expect(paymentsOf(crlf(bills()))).toMatchObject({
      reference: 'LCR0000001',
      count: 2,
      total: '1337.35',
    })
  })

  test('transfers abroad: their currencies and decimals', () => {
    const orders = [
      { digits: 1000, decimals: '0', currency: 'JPY' },
      { digits: 1250, decimals: '3', currency: 'TND' },
    ]
    expect(paymentsOf(crlf(abroad({ currency: '', orders })))).toMatchObject({
      format: 'cfonb-320',
      reference: 'REMINTL0001',
      referenceStrength: 'weak',
      count: 2,
      total: '1001.25',
      currency: 'JPY, TND',
      accounts: ['FR7630004008230000123456778'],
    })
  })

  test('no reference gives no key of one', () => {
    expect(paymentsOf(crlf(transfers({ reference: '       ' })))).toMatchObject({
      reference: '',
      referenceKeys: [],
    })
  })

  test('each account has a key of its own for the reference', () => {
    const both = [...transfers(), ...transfers({ account: '300040082300001234568' })]
    expect(paymentsOf(crlf(both)).referenceKeys).toHaveLength(2)
  })
})

describe('a file that names too much', () => {
  const order: CfonbOrder = {
    kind: 'transfer',
    account: 'A',
    beneficiary: 'B',
    amount: 1n,
    currency: 'EUR',
    label: '',
    date: '',
  }

  test('is not compared, in bounded memory', () => {
    const payments = new CfonbPayments('cfonb-160')
    for (let index = 0; index <= 10_000; index += 1) payments.begin(`ACCOUNT${index}`, '')
    payments.add(order)
    expect(payments.finish()).toEqual({
      payments: null,
      why: 'it names more accounts or dates than can be kept',
    })
  })

  test('and the first reason is the reported one', () => {
    const payments = new CfonbPayments('cfonb-160')
    payments.breakOff('first')
    payments.breakOff('second')
    expect(payments.finish().why).toBe('first')
  })
})
