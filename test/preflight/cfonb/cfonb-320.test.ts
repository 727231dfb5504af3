// CFONB 320, transfers abroad: what is refused, by record, and what is only a warning.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createCfonb320Reader } from '../../../src/preflight/cfonb/cfonb-320.ts'
import {
  abroad,
  check,
  codes,
  layouts,
  paymentsOf,
  read,
  twoOrdersAbroad,
} from '../files-of-orders.ts'

const file = (records: readonly string[]) => Buffer.from(records.join('\r\n'), 'latin1')
const change = (records: readonly string[], at: number, with_: (line: string) => string) =>
  records.map((line, index) => (index === at ? with_(line) : line))
const put = (at: number, text: string) => (line: string) =>
  line.slice(0, at - 1) + text + line.slice(at - 1 + text.length)
const numbered = (records: readonly string[]) =>
  records.map((line, index) => put(5, String(index + 1).padStart(6, '0'))(line))

describe('a CFONB 320 in order', () => {
  test.each([
    ['two orders', abroad()],
    ['orders without further information', abroad({ orders: [{}, {}] })],
    ['a cheque, which has no bank', abroad({ orders: [{ mode: '1', bank: false, account: '' }] })],
    [
      'a date and a currency for each order',
      abroad({
        date: '',
        currency: '',
        orders: [{ date: '20270303', currency: 'JPY', decimals: '0' }],
      }),
    ],
    [
      'a bank in between (06)',
      numbered(
        abroad().flatMap((line) => (line.startsWith('05') ? [line, put(1, '06')(line)] : [line])),
      ),
    ],
    ['two remittances, numbered through', numbered([...abroad(), ...abroad()])],
    ['two remittances, each numbered from 1', [...abroad(), ...abroad()]],
  ])('passes: %s', (_, records) => {
    expect(check(file(records))).toMatchObject({
      verdict: 'pass',
      format: 'cfonb-320',
      findings: [],
    })
  })

  test('is described in one line, by currency', () => {
    const orders = [
      { digits: 1000, decimals: '0', currency: 'JPY' },
      { digits: 1250, currency: 'USD' },
    ]
    expect(check(file(abroad({ currency: '', orders }))).summary).toBe(
      'CFONB 320, operation PI, 2 orders, 1 000.00 JPY, 12.50 USD, account FR76…6778, reference REMINTL0001',
    )
  })

  test.each(Object.entries(layouts))(
    'in %s is taken or not, as banks do',
    (_, { taken, write }) => {
      const { verdict, findings } = check(write(abroad({ orders: [{ label: 'CAFÉ' }, {}] })))
      expect(verdict).toBe(taken ? 'pass' : 'block')
      expect(findings.length > 0).toBe(!taken)
    },
  )
})

/** Each case passes but for one thing: switching off the check that sees it fails the test. */
describe('a CFONB 320 is refused', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a total that is one more', abroad({ total: 1_250_051 }), ['CONTROL-SUM']],
    [
      'an order that was lost',
      numbered(abroad().filter((_, at) => at < 4 || at > 6)),
      ['CONTROL-SUM'],
    ],
    ['a total that is no number', change(abroad(), 7, put(254, 'X')), ['AMOUNT']],
    ['a total that ends with a letter', change(abroad(), 7, put(271, 'X')), ['AMOUNT']],
    [
      'an amount that is no number',
      change(abroad(), 1, put(226, '00000001000,00')),
      ['AMOUNT', 'CONTROL-SUM'],
    ],
    ['no decimals', change(abroad(), 1, put(240, ' ')), ['AMOUNT']],
    [
      'an amount that is finer than any currency',
      abroad({ orders: [{ digits: 1, decimals: '6' }] }),
      ['AMOUNT'],
    ],
    ['no currency', abroad({ currency: '' }), ['NO-CURRENCY', 'NO-CURRENCY']],
    ['no total', abroad().slice(0, -1), ['TRUNCATED']],
    ['no orders', numbered(abroad({ orders: [] })), ['RECORD-ORDER', 'NO-TRANSACTION']],
    ['a bank without an order', change(abroad(), 1, put(1, '05')), ['RECORD-ORDER']],
    ['an unknown record', change(abroad(), 3, put(1, '09')), ['RECORD-ORDER']],
    [
      'an order behind the total',
      numbered([...abroad(), abroad()[1] ?? '']),
      ['RECORD-ORDER', 'TRUNCATED'],
    ],
    [
      'a number that is left out',
      change(abroad(), 3, put(5, '000005')),
      ['RECORD-NUMBER', 'RECORD-NUMBER'],
    ],
    ['a number that is not one', change(abroad(), 3, put(5, '      ')), ['RECORD-NUMBER']],
    ['a record of 319', change(abroad(), 2, (line) => line.slice(0, 319)), ['RECORD-LENGTH']],
    ['a record of 321', change(abroad(), 2, (line) => `${line} `), ['RECORD-LENGTH']],
    ['NUL bytes', change(abroad(), 2, put(300, '\u0000')), ['NUL']],
  ])('for %s', (_, records, expected) => {
    const { verdict, findings } = check(file(records))
    expect(verdict).toBe('block')
    for (const code of expected)
      expect(findings.filter((finding) => finding.code === code).length).toBeGreaterThan(0)
  })

  test('in an outbox that sends something else', async () => {
    const { createCheck } = await import('../../../src/preflight/check.ts')
    const run = createCheck({ expected: ['cfonb-160'] })
    run.push(file(abroad()))
    expect(run.finish()).toMatchObject({
      verdict: 'block',
      findings: [
        { code: 'WRONG-FOLDER', text: 'it is cfonb-320, and this virtual file takes cfonb-160' },
      ],
    })
  })
})

describe('a CFONB 320 passes with a warning', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['a wrong IBAN of its own', abroad({ account: 'FR7630004008230000123456779' }), 'IBAN'],
    [
      'a wrong IBAN of a beneficiary',
      abroad({ orders: [{ accountType: '1', account: 'DE89370400440532013001' }] }),
      'IBAN',
    ],
    ['a transfer without a bank', abroad({ orders: [{ bank: false }] }), 'BENEFICIARY-BANK'],
    ['a date that no calendar has', abroad({ date: '20270230' }), 'DATE'],
    [
      'a date of an order that does not exist',
      abroad({ date: '', orders: [{ date: '02032027' }] }),
      'DATE',
    ],
  ])('%s', (_, records, code) => {
    expect(check(file(records))).toMatchObject({
      verdict: 'pass',
      findings: [],
      warnings: expect.arrayContaining([expect.objectContaining({ code })]),
    })
  })
})

test('an amount in the currency of the debited account is counted in that one', () => {
  const orders = [{ digits: 100, qualifier: 'D', currency: 'USD' }]
  expect(paymentsOf(file(abroad({ currency: '', orders }))).currency).toBe('EUR')
})

describe('which record may follow which', () => {
  const codesOf = ['03', '04', '05', '06', '07', '08']
  const allowed: Readonly<Record<string, readonly string[]>> = {
    '03': ['04'],
    '04': ['04', '05', '06', '07', '08'],
    '05': ['04', '06', '07', '08'],
    '06': ['04', '07', '08'],
    '07': ['04', '07', '08'],
    '08': ['03'],
  }
  const pairs = codesOf.flatMap((before) => codesOf.map((code) => [before, code] as const))

  test.each(pairs)('a %s, then a %s', (before, code) => {
    const [header = '', order = '', bank = '', label = ''] = abroad()
    const lines: Readonly<Record<string, string>> = {
      ...{ '03': header, '04': order, '05': bank, '06': `06${bank.slice(2)}` },
      ...{ '07': label, '08': abroad().at(-1) ?? '' },
    }
    // What stands in front is in order.
    const front = before === '03' ? [] : before === '04' ? ['03'] : ['03', '04']
    const records = numbered([...front, before, code].map((one) => lines[one] ?? ''))
    const strange = check(file(records)).findings.filter((found) => found.code === 'RECORD-ORDER')
    expect(strange.map(({ where }) => where)).toEqual(
      allowed[before]?.includes(code) === true ? [] : [`record ${records.length}`],
    )
  })
})

describe('the numbers of records', () => {
  const numbersFrom = (start: number, ...more: readonly string[]) => {
    const records = abroad().slice(0, 3)
    return [String(start).padStart(6, '0'), ...more].map((number, at) =>
      put(5, number)(records[Math.min(at + 1, 2)] ?? ''),
    )
  }
  const wrong = (records: readonly string[]) =>
    check(file([abroad()[0] ?? '', ...records]))
      .findings.filter(({ code }) => code === 'RECORD-NUMBER')
      .map(({ where }) => where)

  test('begin again from 1 with a header alone', () => {
    expect(wrong(numbersFrom(2, '000003'))).toEqual([])
    expect(wrong(numbersFrom(2, '000001'))).toEqual(['record 3'])
    expect(wrong(numbersFrom(1, '000002'))).toEqual(['record 2'])
  })

  test.each(['000000', '000001'])('continue with %s after 999999', (next) => {
    const after = String(Number(next) + 1).padStart(6, '0')
    // Only the jump to 999999 is a fault.
    expect(wrong(numbersFrom(999_999, next, after))).toEqual(['record 2'])
  })
})

test('totals are kept of 300 currencies, which are more than there are', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const currencies = letters.flatMap((one) => letters.map((other) => `X${one}${other}`))
  const orders = currencies.slice(0, 302).map((currency) => ({ currency, digits: 100 }))
  const again = { currency: 'XAA', digits: 100 }
  const reader = createCfonb320Reader({ startsWithBom: false, charset: 'latin1' })
  reader.push(file(abroad({ currency: '', orders: [...orders, again] })))
  const { totals } = reader.finish().summary
  expect(totals).toHaveLength(300)
  expect(totals[0]).toEqual({ currency: 'XAA', total: 200_000n })
})

test('further information without an order is reported, and nothing fails', () => {
  const records = numbered([
    abroad()[0] ?? '',
    put(1, '07')(abroad()[1] ?? ''),
    ...abroad().slice(4),
  ])
  expect(codes(file(records))).toContain('RECORD-ORDER')
  expect(read(file(records)).why).toMatch(/cannot stand behind 03/)
})

describe('the key of transfers abroad', () => {
  const key = (...given: Parameters<typeof abroad>) => paymentsOf(file(abroad(...given))).key

  test('is the same with decimals written in another way', () => {
    expect(key({ orders: [{ digits: 1000, decimals: '2' }] })).toBe(
      key({ orders: [{ digits: 10, decimals: '0' }] }),
    )
  })

  test.each([
    ['amount', { digits: 1_000_001 }],
    ['decimals', { decimals: '1' }],
    ['account', { account: '000123456780' }],
    ['label', { label: '/INV/7780' }],
    ['currency', { currency: 'GBP' }],
  ])('is another with another %s', (_, other) => {
    const [first = {}, ...rest] = twoOrdersAbroad
    expect(key({ orders: [{ ...first, ...other }, ...rest] })).not.toBe(key())
  })

  test('does not depend on the bank of a beneficiary', () => {
    const other = change(abroad(), 2, put(20, 'ANOTHER BANK'))
    expect(paymentsOf(file(other)).key).toBe(key())
  })

  test('depends on each of several labels of an order', () => {
    const [header = '', order = '', bank = '', label = '', ...rest] = abroad()
    const labels = (...all: readonly string[]) =>
      paymentsOf(
        file(numbered([header, order, bank, ...all.map((one) => put(11, one)(label)), ...rest])),
      ).key
    expect(labels('A', 'B')).not.toBe(labels('A', 'C'))
    expect(labels('A', 'B')).not.toBe(labels('C', 'B'))
  })

  test('tells cheques apart by their names', () => {
    const cheque = (name: string) => key({ orders: [{ mode: '1', account: '', name }] })
    expect(cheque('ONE')).not.toBe(cheque('OTHER'))
  })

  test('does not depend on the day, which is compared separately', () => {
    expect(key({ date: '20270303' })).toBe(key())
    expect(paymentsOf(file(abroad({ date: '20270303' }))).dates).toBe('20270303')
  })
})

test('every truncation has a finding, and orders nothing else than the whole file', () => {
  for (const name of ['lines that end by CRLF', 'no line ends', 'trimmed lines', 'EBCDIC']) {
    const bytes = layouts[name]?.write(abroad()) ?? Buffer.alloc(0)
    const whole = paymentsOf(bytes)
    for (let end = 0; end < bytes.length; end += 1) {
      const part = bytes.subarray(0, end)
      const { payments, why } = read(part)
      expect(why).not.toMatch(/reader failed/)
      if (payments !== null) expect(payments).toEqual(whole)
      else expect(check(part).verdict).toBe('block')
    }
  }
})

/** Examples that are not part of the project: only where somebody has put them beside it. */
const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url))
const examples = ['samples/cfonb320', 'samples-bad'].flatMap((folder) =>
  existsSync(shared + folder)
    ? readdirSync(shared + folder)
        .filter((name) => folder.endsWith('320') || name.startsWith('cfonb320_'))
        .map((name) => `${folder}/${name}`)
    : [],
)

describe.skipIf(examples.length === 0)(
  'examples beside the project (skipped where there are none)',
  () => {
    test.each(examples)('%s', (name) => {
      const bytes = readFileSync(shared + name)
      expect(check(bytes).verdict).toBe(name.startsWith('samples-bad') ? 'block' : 'pass')
    })
  },
)
