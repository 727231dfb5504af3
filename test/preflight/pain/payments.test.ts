// The key of pain.001 and pain.008: what must not change it, and what always must.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PainPayments } from '../../../src/preflight/pain/payments.ts'
import {
  check,
  pain,
  type PainBatch,
  type PainFile,
  paymentsOf,
  read,
  sameness,
  twoBatches,
} from '../files-of-orders.ts'

const families = ['pain.001', 'pain.008'] as const
const withBatches = (change: (batch: PainBatch) => PainBatch) => twoBatches.map(change)
const spelled = (spell: (account: string) => string) =>
  withBatches(({ account = '', orders = [], ...batch }) => ({
    ...batch,
    account: spell(account),
    orders: orders.map((order) => ({ ...order, account: spell(order.account ?? '') })),
  }))
const amounts = (spell: (amount: string) => string) =>
  withBatches(({ orders = [], ...batch }) => ({
    ...batch,
    orders: orders.map((order) => ({ ...order, amount: spell(order.amount ?? '') })),
  }))

/** With a message id, and without: then the orders are the key. */
describe.each(
  families.flatMap((family) => ['MSG-0001', ''].map((messageId) => ({ family, messageId }))),
)('the key of a $family with the message id “$messageId”', ({ family, messageId }) => {
  const file = (change: PainFile = {}) => pain({ family, messageId, ...change })

  test.each<readonly [string, PainFile]>([
    ['another time of making', { created: '2027-03-01T09:00:00' }],
    ['its batches in another order', { batches: [...twoBatches].reverse() }],
    ['a prefix', { prefix: 'ns2:' }],
    ['another version', { version: '03' }],
    ['the name of version 2', { version: '02', root: `${family}.001.02` }],
    [
      'a German namespace',
      { namespace: `urn:iso:std:iso:20022:tech:xsd:${family}.003.03`, version: '03' },
    ],
    [
      'a Swiss namespace',
      {
        namespace: `http://www.six-interbank-clearing.com/de/${family}.001.03.ch.02.xsd`,
        version: '03',
      },
    ],
    ['no namespace', { namespace: '' }],
    ['blanks between its elements', { between: '\r\n\t  ' }],
    ['comments between its elements', { between: '<!-- again -->' }],
    ['no declaration', { declaration: '' }],
    [
      'another spelling of its accounts',
      { batches: spelled((account) => account.toLowerCase().replace(/(.{4})/g, '$1 ')) },
    ],
    [
      'another spelling of its amounts',
      { batches: amounts((amount) => `+00${Number(amount).toFixed(4)}`) },
    ],
    ['a control sum', { sum: '1977.85' }],
    ['a message that has another name', { root: 'Payments' }],
  ])('is the same with %s', (_, change) => {
    expect(sameness(file(change))).toBe(sameness(file()))
  })

  test.each<readonly [string, (text: string) => Buffer]>([
    ['a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['CRLF', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['ISO-8859-1', (text) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
    ['UTF-16LE', (text) => Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    [
      'UTF-16BE',
      (text) => Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le').swap16(),
    ],
  ])('is the same in %s', (_, write) => {
    const accented = file({ batches: [{ orders: [{ id: 'É1', account: 'FR14' }] }], between: '\n' })
    expect(sameness(write(accented))).toBe(sameness(accented))
  })

  test('is the same with a batch split in two', () => {
    const split = twoBatches.flatMap(({ orders = [], ...batch }) =>
      orders.map((order) => ({ ...batch, orders: [order] })),
    )
    expect(sameness(file({ batches: split }))).toBe(sameness(file()))
  })

  test.each<readonly [string, PainFile]>([
    ['an amount', { batches: amounts((amount) => (amount === '87.35' ? '87.36' : amount)) }],
    [
      'its own account',
      { batches: withBatches((batch) => ({ ...batch, account: 'FR7630006000011234567890189' })) },
    ],
    ['one order less', { batches: twoBatches.slice(0, 1) }],
    [
      'one order more',
      { batches: [...twoBatches, { account: 'FR7630006000011234567890189', date: '2027-03-05' }] },
    ],
    ['its message id', { messageId: 'MSG-0002' }],
  ])('is another with %s', (_, change) => {
    expect(sameness(file(change))).not.toBe(sameness(file()))
  })

  test.each([[['IBAN']], [['Othr', 'Id']], [['BBAN']], [['PrtryAcct', 'Id']]])(
    'is of accounts, wherever they stand (%j)',
    (accountPlace) => {
      const batches = [{ account: '30004 00823 00001234567', orders: [{ account: '12' }] }]
      expect(paymentsOf(file({ accountPlace, batches })).accounts).toEqual([
        '300040082300001234567',
      ])
    },
  )
})

describe('without a message id', () => {
  const file = (change: PainFile = {}) => pain({ messageId: '', ...change })
  const order = { account: 'DE89370400440532013000', amount: '5', id: 'E1' }
  const one = (change: object, date = '2027-03-02') =>
    sameness(file({ batches: [{ account: 'FR14', date, orders: [{ ...order, ...change }] }] }))

  test.each([
    ['account', { account: 'DE89370400440532013001' }],
    ['amount', { amount: '5.01' }],
    ['end-to-end id', { id: 'E2' }],
  ])('another %s of an order is another file', (_, change) => {
    expect(one(change)).not.toBe(one({}))
  })

  test.each(families)('the other account of a %s tells orders apart, or the name', (family) => {
    const key = (account: string) =>
      sameness(file({ family, batches: [{ account: 'FR14', orders: [{ account }] }] }))
    expect(key('DE89370400440532013000')).not.toBe(key('DE89370400440532013001'))
    const named = (name: string) =>
      sameness(file({ family, batches: [{ account: 'FR14' }] }).replace('<Nm>NAME', `<Nm>${name}`))
    expect(named('ONE')).not.toBe(named('OTHER'))
  })

  test('the name plays no part where there is an account', () => {
    const named = (name: string) =>
      sameness(
        file({ batches: [{ account: 'FR14', orders: [order] }] }).replace(
          '<Nm>NAME',
          `<Nm>${name}`,
        ),
      )
    expect(named('ONE')).toBe(named('OTHER'))
  })

  test('another date is another file, and an empty id is no id', () => {
    expect(one({}, '2027-03-03')).not.toBe(one({}))
    expect(sameness(file().replace('<GrpHdr>', '<GrpHdr><MsgId> </MsgId>'))).toBe(sameness(file()))
  })

  test('there is no reference to compare, and the dates count', () => {
    expect(paymentsOf(file())).toMatchObject({
      reference: '',
      referenceKeys: [],
      dates: '2027-03-02*2 2027-03-05*1',
    })
  })

  test('any orders make the same key in any order, and two equal ones are two', () => {
    const anOrder = fc.record({
      account: fc.stringMatching(/^[A-Z0-9]{4,20}$/),
      amount: fc.integer({ min: 1, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2)),
      id: fc.stringMatching(/^[A-Z0-9]{1,8}$/),
    })
    const permuted = fc
      .array(anOrder, { minLength: 1, maxLength: 6 })
      .chain((orders) =>
        fc.tuple(
          fc.constant(orders),
          fc.shuffledSubarray(orders, { minLength: orders.length, maxLength: orders.length }),
        ),
      )
    fc.assert(
      fc.property(permuted, ([orders, others]) => {
        const same = sameness(file({ batches: [{ orders }] }))
        expect(sameness(file({ batches: [{ orders: others }] }))).toBe(same)
        const [twice = {}] = orders
        expect(sameness(file({ batches: [{ orders: [...orders, twice] }] }))).not.toBe(same)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what is known of pain payments', () => {
  test.each(families)(
    '%s: message id, count, total, currency and accounts; the id distinct',
    (family) => {
      expect(paymentsOf(pain({ family }))).toEqual({
        format: family,
        key: `["${family}","MSG-0001",3,"197785000",["FR7630004008230000123456778","FR7630006000011234567890189"]]`,
        dates: null,
        referenceKeys: [
          `["${family}","FR7630004008230000123456778","MSG-0001"]`,
          `["${family}","FR7630006000011234567890189","MSG-0001"]`,
        ],
        referenceStrength: 'distinct',
        reference: 'MSG-0001',
        count: 3,
        total: '1977.85',
        currency: 'EUR',
        accounts: ['FR7630004008230000123456778', 'FR7630006000011234567890189'],
      })
    },
  )

  test('the same message id from the same account with another total shares its reference, not its key', () => {
    const [first] = twoBatches
    const one = paymentsOf(pain({ batches: [{ ...first }] }))
    const both = paymentsOf(pain())
    expect(both.referenceKeys).toEqual(expect.arrayContaining([...one.referenceKeys]))
    expect(both.key).not.toBe(one.key)
  })

  test('a message without an account of its own has a reference all the same', () => {
    expect(paymentsOf(pain({ batches: [{}] }))).toMatchObject({
      accounts: [],
      referenceKeys: ['["pain.001","","MSG-0001"]'],
    })
  })

  test('several currencies', () => {
    const batches = [{ orders: [{ currency: 'EUR' }, { currency: 'CHF' }] }]
    expect(paymentsOf(pain({ batches })).currency).toBe('CHF, EUR')
  })

  test('a result may be sent to another thread', () => {
    expect(structuredClone(check(pain()))).toEqual(check(pain()))
  })
})

describe('a pain.001 is not compared', () => {
  test.each<readonly [string, string, RegExp]>([
    ['that is cut off', pain().slice(0, -1), /well-formed/],
    [
      'with an amount that cannot be read',
      pain({ batches: [{ orders: [{ amount: '1,00' }] }] }),
      /amounts/,
    ],
    [
      'with a transfer that has no amount',
      pain({ batches: [{}] }).replace(/<InstdAmt.*<\/InstdAmt>/, ''),
      /amount/,
    ],
    ['without a transfer', pain({ batches: [] }), /no transaction/],
    [
      'that holds two messages',
      `<M>${pain({ declaration: '' })}${pain({ declaration: '', messageId: 'MSG-0002' })}</M>`,
      /two messages/,
    ],
  ])('%s', (_, file, why) => {
    const got = read(file)
    expect(got.kind).toBe('unreadable')
    expect(got.why).toMatch(why)
  })

  test('that names more accounts than can be kept', () => {
    const payments = new PainPayments()
    for (let index = 0; index <= 10_000; index += 1) payments.takeAccount(String(index))
    payments.takeOrder({ other: 'A', amount: 1n, endToEndId: '' })
    expect(payments.finish('pain.001').payments).toBeNull()
  })
})

test('wrong sums stop no comparison: it is the orders that count', () => {
  expect(sameness(pain({ count: '99', sum: '1' }))).toBe(sameness(pain()))
})

test.each(families)('every truncation of a %s is refused and orders nothing', (family) => {
  const bytes = Buffer.from(pain({ family }))
  for (let end = 0; end < bytes.length; end += 1) {
    const part = bytes.subarray(0, end)
    expect(read(part, 4096).payments).toBeNull()
    expect(read(part, 4096).why).not.toMatch(/reader failed/)
    expect(check(part).verdict).toBe('block')
  }
})
