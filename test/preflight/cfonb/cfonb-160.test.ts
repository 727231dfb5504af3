// CFONB 160: what is refused, by record, and what is only a warning.

import { describe, expect, test } from 'vitest'
import {
  bills,
  check,
  codes,
  layouts,
  paymentsOf,
  read,
  record,
  transfers,
  twoOrders,
} from '../files-of-orders.ts'

const file = (records: readonly string[]) => Buffer.from(records.join('\r\n'), 'latin1')
const change = (records: readonly string[], at: number, with_: (line: string) => string) =>
  records.map((line, index) => (index === at ? with_(line) : line))
const put = (at: number, text: string) => (line: string) =>
  line.slice(0, at - 1) + text + line.slice(at - 1 + text.length)

describe('a CFONB 160 in order', () => {
  test.each([
    ['transfers', transfers()],
    ['transfers with second lines (07)', transfers({ orders: [{ second: 'MORE' }, {}] })],
    ['debits', transfers({ operation: '08' })],
    ['bills', bills()],
    ['two sequences', [...transfers(), ...transfers({ date: '05037' })]],
    ['two sequences of bills', [...bills(), ...bills()]],
    ['a total of zero', transfers({ orders: [{ cents: 0 }] })],
  ])('passes: %s', (_, records) => {
    expect(check(file(records))).toMatchObject({
      verdict: 'pass',
      format: 'cfonb-160',
      findings: [],
    })
  })

  test('is described in one line', () => {
    expect(check(file(transfers())).summary).toBe(
      'CFONB 160, operation 02, 2 orders, 1 337.35 EUR, account 3000…4567, reference REM0001',
    )
  })

  test.each(Object.entries(layouts))(
    'in %s is taken or not, as banks do',
    (_, { taken, write }) => {
      const orders = [{ label: 'ÉCHÉANCE' }, ...twoOrders]
      const { verdict, findings } = check(write(transfers({ orders })))
      expect(verdict).toBe(taken ? 'pass' : 'block')
      expect(findings.every(({ code }) => ['RECORD-LENGTH', 'BOM'].includes(code))).toBe(true)
      expect(findings.length > 0).toBe(!taken)
    },
  )
})

/** Each case passes but for one thing: switching off the check that sees it fails the test. */
describe('a CFONB 160 is refused', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a total that is one cent more', transfers({ total: 133_736 }), ['CONTROL-SUM']],
    ['a total of bills that is one cent more', bills({ total: 133_736 }), ['CONTROL-SUM']],
    [
      'a wrong total of the first of two sequences, which the second makes up for',
      [...transfers({ total: 133_736 }), ...transfers({ total: 133_734 })],
      ['CONTROL-SUM', 'CONTROL-SUM'],
    ],
    ['an order that was lost', transfers().filter((_, at) => at !== 2), ['CONTROL-SUM']],
    [
      'an order that is there twice',
      change(transfers(), 2, (line) => `${line}\r\n${line}`),
      ['CONTROL-SUM'],
    ],
    ['no total', transfers().slice(0, -1), ['TRUNCATED']],
    ['no header', transfers().slice(1), ['FORMAT']],
    ['no orders', transfers({ orders: [] }), ['NO-TRANSACTION']],
    [
      'an order behind the total',
      [...transfers(), transfers()[1] ?? ''],
      ['RECORD-ORDER', 'TRUNCATED'],
    ],
    [
      'a second line without a first',
      change(transfers(), 1, put(1, '07')),
      ['RECORD-ORDER', 'CONTROL-SUM'],
    ],
    [
      'an unknown record',
      change(transfers(), 2, put(1, '09')),
      ['RECORD-ORDER', 'RECORD-ORDER', 'CONTROL-SUM'],
    ],
    [
      'a decimal comma',
      change(transfers(), 1, put(103, '0000000001250,00')),
      ['AMOUNT', 'CONTROL-SUM'],
    ],
    ['a blank amount', change(transfers(), 1, put(103, ' '.repeat(16))), ['AMOUNT', 'CONTROL-SUM']],
    [
      'a negative amount',
      change(transfers(), 1, put(103, '-000000000012500')),
      ['AMOUNT', 'CONTROL-SUM'],
    ],
    ['a total that is no number', change(transfers(), 3, put(103, 'X')), ['AMOUNT', 'CONTROL-SUM']],
    ['an operation that is none', transfers({ operation: '0A' }), ['NO-OPERATION']],
    ['a bill with a wrong number', change(bills(), 1, put(5, '00000003')), ['RECORD-NUMBER']],
    ['bills without numbers', change(bills(), 2, put(5, '        ')), ['RECORD-NUMBER']],
    ['a record of 159', change(transfers(), 1, (line) => line.slice(0, 159)), ['RECORD-LENGTH']],
    ['a record of 161', change(transfers(), 1, (line) => `${line} `), ['RECORD-LENGTH']],
    [
      'a record with text behind it',
      change(transfers(), 1, (line) => `${line}X`),
      ['RECORD-ORDER', 'RECORD-ORDER'],
    ],
    ['an indented record', change(transfers(), 1, (line) => ` ${line}`), ['RECORD-LENGTH']],
    ['NUL bytes', change(transfers(), 1, put(119, '\u0000')), ['NUL']],
    ['NUL bytes behind the end', [...transfers(), '\u0000'.repeat(50)], ['NUL']],
  ])('for %s', (_, records, expected) => {
    const { verdict, findings } = check(file(records))
    expect(verdict).toBe('block')
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...expected]))
    for (const code of expected)
      expect(findings.some((finding) => finding.code === code)).toBe(true)
  })

  test('for lines that end here and there only', () => {
    const [first, second, third, last] = transfers()
    expect(codes(Buffer.from(`${first}\r\n${second}${third}\r\n${last}`))).toEqual([
      'RECORD-LENGTH',
    ])
  })

  test('saying which record, and how long it is', () => {
    const short = change(transfers(), 2, (line) => line.slice(0, 150))
    expect(check(file(short)).findings[0]).toMatchObject({
      where: 'record 3',
      text: 'it has 150 characters where 160 are needed',
    })
    expect(check(file(transfers({ total: 5 }))).findings[0]).toMatchObject({
      where: 'record 4',
      text: 'it says a total of 0.05 and its orders add up to 1 337.35',
    })
  })

  test('with no more faults than anybody reads', () => {
    const records = Array.from({ length: 500 }, () => record(160, [[1, '09']]))
    const { findings } = check(file([...transfers().slice(0, 1), ...records]))
    expect(findings.filter(({ level }) => level === 'block')).toHaveLength(50)
  })
})

test('an operation that changes within a sequence is a warning, and stops nothing', () => {
  expect(check(file(change(transfers(), 1, put(3, '27'))))).toMatchObject({
    verdict: 'pass',
    findings: [],
    warnings: [
      { code: 'OPERATION', arguments: { count: 1, examples: [{ place: { number: 2 } }] } },
    ],
  })
})

describe('every truncation of a CFONB 160', () => {
  test.each([
    ['transfers', transfers({ orders: [{ label: 'ÉCHÉANCE', second: 'MORE' }, ...twoOrders] })],
    ['bills', bills()],
  ])('of %s has a finding, and orders nothing else than the whole file', (_, records) => {
    for (const name of [
      'lines that end by CRLF',
      'no line ends',
      'trimmed lines',
      'UTF-8',
      'EBCDIC',
    ]) {
      const bytes = layouts[name]?.write(records) ?? Buffer.alloc(0)
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

  test('of one that is cut within its last record is refused', () => {
    const bytes = layouts['no line ends']?.write(transfers()) ?? Buffer.alloc(0)
    for (let end = 1; end < bytes.length; end += 1)
      expect(check(bytes.subarray(0, end)).verdict, `${end} of ${bytes.length}`).toBe('block')
  })
})

describe('the currency of a CFONB 160', () => {
  test.each([
    ['E', 'EUR'],
    [' ', 'EUR'],
    ['F', 'FRF'],
    ['X', ''],
  ])('%j is %j', (code, currency) => {
    expect(paymentsOf(file(transfers({ currency: code }))).currency).toBe(currency)
  })
})

describe('the key of a CFONB 160', () => {
  const key = (records: readonly string[]) => paymentsOf(file(records)).key

  test('tells orders without an account apart by the names of their beneficiaries', () => {
    const cheque = (name: string) => key(transfers({ orders: [{ account: '', name, cents: 100 }] }))
    expect(cheque('ONE')).not.toBe(cheque('OTHER'))
  })

  test('tells debits from transfers, and no debit from another', () => {
    const of = (operation: string) => key(transfers({ operation }))
    expect(of('08')).not.toBe(of('02'))
    expect(of('85')).toBe(of('08'))
    expect(of('27')).toBe(of('02'))
  })

  test('comes with the references of all sequences, and the first one for people', () => {
    const payments = paymentsOf(
      file([
        ...transfers({ reference: '' }),
        ...transfers({ reference: 'REM0002' }),
        ...transfers({ reference: 'REM0003' }),
      ]),
    )
    expect(payments.reference).toBe('REM0002')
    expect(payments.referenceKeys).toHaveLength(2)
  })

  test('does not depend on the name where there is an account', () => {
    const named = (name: string) => key(transfers({ orders: [{ ...twoOrders[0], name }] }))
    expect(named('ONE')).toBe(named('OTHER'))
  })

  test('does not depend on how an account is aligned, or on blanks in place of its bank', () => {
    const own = (account: string) => paymentsOf(file(transfers({ account }))).accounts
    expect(own('300040082300001234567')).toEqual(['30004 00823 00001234567'])
    expect(own('          00001234567')).toEqual(['00001234567'])
  })

  test('tells bills apart by the reference of the drawer and by that of the drawee', () => {
    const drawer = (at: number, text: string) => key(change(bills(), 1, put(at, text)))
    expect(drawer(151, 'REF-A     ')).not.toBe(drawer(151, 'REF-B     '))
    expect(drawer(21, 'REF-A     ')).not.toBe(drawer(21, 'REF-B     '))
    expect(drawer(151, '  REF-A   ')).toBe(drawer(151, 'REF-A     '))
    expect(drawer(21, '  REF-A   ')).toBe(drawer(21, 'REF-A     '))
    expect(drawer(21, 'REF-A     ')).not.toBe(drawer(151, 'REF-A     '))
  })
})

describe('which record may follow which', () => {
  const codesOf = ['03', '06', '07', '08']
  const allowed: Readonly<Record<string, readonly string[]>> = {
    '03': ['06', '08'],
    '06': ['06', '07', '08'],
    '07': ['06', '07', '08'],
    '08': ['03'],
  }
  const pairs = codesOf.flatMap((before) => codesOf.map((code) => [before, code] as const))

  test.each(pairs)('a %s, then a %s', (before, code) => {
    const [header = '', order = '', , total = ''] = transfers()
    const lines: Readonly<Record<string, string>> = {
      '03': header,
      '06': order,
      '07': `07${order.slice(2)}`,
      '08': total,
    }
    // What stands in front is in order.
    const front = before === '03' ? [] : before === '07' ? ['03', '06'] : ['03']
    const records = [...front, before, code].map((one) => lines[one] ?? '')
    const strange = check(file(records)).findings.filter((found) => found.code === 'RECORD-ORDER')
    expect(strange.map(({ where }) => where)).toEqual(
      allowed[before]?.includes(code) === true ? [] : [`record ${records.length}`],
    )
  })
})
