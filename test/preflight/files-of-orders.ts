// Payment files of the tests, built field by field from the layouts: pain.001 and pain.008 of any version,
// CFONB 160 with its bills of exchange, CFONB 320, and the ways in which programs and hosts lay out records.

import { createCheck, formats, type CheckResult } from '../../src/preflight/check.ts'
import { createPaymentsReader, type PaymentsRead } from '../../src/preflight/payments-reader.ts'
import type { PaymentsIdentity } from '../../src/journey/payments.ts'
import { toPage } from '../../src/pesit/data/code-page.ts'

type Place = readonly [from: number, value: string]

/** A record with these values at these positions, counted from 1 as the layouts print them. */
export function record(length: number, places: readonly Place[]): string {
  return places.reduce(
    (line, [from, value]) => line.slice(0, from - 1) + value + line.slice(from - 1 + value.length),
    ' '.repeat(length),
  )
}

export interface Order160 {
  readonly account?: string
  readonly name?: string
  readonly cents?: number
  readonly label?: string
  readonly second?: string
  /** Due date of a bill. */
  readonly date?: string
}

export interface Sequence160 {
  readonly operation?: string
  /** Bank, branch and number. */
  readonly account?: string
  readonly reference?: string
  readonly date?: string
  readonly currency?: string
  readonly total?: number
  readonly orders?: readonly Order160[]
}

const digits = (value: number, length: number) => String(value).padStart(length, '0')
const sumOf = (orders: readonly Order160[]) =>
  orders.reduce((sum, { cents = 100 }) => sum + cents, 0)

export const twoOrders: readonly Order160[] = [
  { account: '20041010050500013M026', name: 'DUPRE SARL', cents: 125_000, label: 'FACT 1000' },
  { account: '30002005500000157841Z', name: 'ATELIERS DU NORD', cents: 8735, label: 'FACT 1001' },
]

export function transfers(sequence: Sequence160 = {}): readonly string[] {
  const { operation = '02', account = '300040082300001234567', orders = twoOrders } = sequence
  const common: readonly Place[] = [
    [3, operation],
    [13, '123456'],
  ]
  const rib = (text: string): readonly Place[] => [
    [150, text.slice(0, 5)],
    [87, text.slice(5, 10)],
    [92, text.slice(10, 21)],
  ]
  const lines = orders.flatMap((order, index) => {
    const { account: to = '', name = 'NAME', cents = 100, label = '', second } = order
    const places = [...common, ...rib(to), [19, digits(index, 12)], [31, name]] as const
    const first = record(160, [...places, [1, '06'], [103, digits(cents, 16)], [119, label]])
    if (second === undefined) return [first]
    return [first, record(160, [...places, [1, '07'], [103, digits(0, 16)], [119, second]])]
  })
  const { date = '02037', reference = 'REM0001', currency = 'E' } = sequence
  const { total = sumOf(orders) } = sequence
  return [
    record(160, [
      ...common,
      ...rib(account),
      [1, '03'],
      [26, date],
      [31, 'SOCIETE EXEMPLE'],
      [55, reference],
      [81, currency],
    ]),
    ...lines,
    record(160, [...common, [1, '08'], [103, digits(total, 16)]]),
  ]
}

export function bills(sequence: Sequence160 = {}): readonly string[] {
  const {
    account = '300040082300001234567',
    orders = twoOrders,
    reference = 'LCR0000001',
  } = sequence
  const rib = (text: string): readonly Place[] => [
    [82, text.slice(0, 5)],
    [87, text.slice(5, 10)],
    [92, text.slice(10, 21)],
  ]
  const { date = '020327', total = sumOf(orders) } = sequence
  return [
    record(160, [[1, '0360'], ...rib(account), [25, date], [81, 'E'], [151, reference]]),
    ...orders.map(({ account: to = '', cents = 100, label = '', date: due = '310527' }) =>
      record(160, [
        [1, '0660'],
        ...rib(to),
        [31, 'DRAWEE'],
        [103, digits(cents, 12)],
        [119, due],
        [151, label.slice(0, 10)],
      ]),
    ),
    record(160, [
      [1, '0860'],
      [103, digits(total, 12)],
    ]),
  ].map((line, index) => line.slice(0, 4) + digits(index + 1, 8) + line.slice(12))
}

export interface Order320 {
  readonly account?: string
  readonly accountType?: string
  readonly name?: string
  readonly digits?: number
  readonly decimals?: string
  readonly currency?: string
  readonly date?: string
  readonly qualifier?: string
  readonly mode?: string
  readonly bank?: boolean
  readonly label?: string
}

export interface Remittance320 {
  readonly account?: string
  readonly reference?: string
  /** Of all orders (kinds 1 and 2); '' where each has its own. */
  readonly date?: string
  readonly currency?: string
  readonly total?: number
  readonly orders?: readonly Order320[]
}

export const twoOrdersAbroad: readonly Order320[] = [
  { account: '000123456789', name: 'SUPPLIES INC', digits: 1_000_000, label: '/INV/7788' },
  { account: '000987654321', name: 'PARTS LTD', digits: 250_050, label: '/INV/7789' },
]

export function abroad(remittance: Remittance320 = {}): readonly string[] {
  const { account = 'FR7630004008230000123456778', reference = 'REMINTL0001' } = remittance
  const { date = '20270302', currency = 'USD', orders = twoOrdersAbroad } = remittance
  const zones = orders.reduce((sum, order) => sum + (order.digits ?? 100), 0)
  const lines = orders.flatMap((order) => [
    record(320, [
      [1, '04PI'],
      [11, order.accountType ?? '0'],
      [12, order.account ?? ''],
      [46, order.name ?? 'NAME'],
      [221, order.qualifier ?? 'T'],
      [226, digits(order.digits ?? 100, 14)],
      [240, order.decimals ?? '2'],
      [247, order.mode ?? '0'],
      [310, order.date ?? ''],
      [318, order.currency ?? ''],
    ]),
    ...(order.bank === false
      ? []
      : [
          record(320, [
            [1, '05PI'],
            [151, 'CHASUS33XXX'],
          ]),
        ]),
    ...(order.label === undefined
      ? []
      : [
          record(320, [
            [1, '07PI'],
            [11, order.label],
          ]),
        ]),
  ])
  return [
    record(320, [
      [1, '03PI'],
      [11, '20270301'],
      [19, 'SOCIETE EXEMPLE'],
      [173, reference],
      [200, '1'],
      [201, account],
      [235, 'EUR'],
      [309, '1'],
      [310, date],
      [318, currency],
    ]),
    ...lines,
    record(320, [
      [1, '08PI'],
      [254, digits(remittance.total ?? zones, 18)],
    ]),
  ].map((line, index) => line.slice(0, 4) + digits(index + 1, 6) + line.slice(10))
}

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const lines = (records: readonly string[], end: string) =>
  records.map((line) => line + end).join('')
const ebcdic = (records: readonly string[]) =>
  records.map((line) => Buffer.from(toPage(latin1(line), '1147', 'latin1')))

/** The same records as programs write them, each with whether a bank takes them like that. */
export const layouts: Readonly<
  Record<string, { readonly taken: boolean; write(records: readonly string[]): Buffer }>
> = {
  'lines that end by CRLF': { taken: true, write: (all) => latin1(lines(all, '\r\n')) },
  'lines that end by LF': { taken: true, write: (all) => latin1(lines(all, '\n')) },
  'lines that end by CR': { taken: true, write: (all) => latin1(lines(all, '\r')) },
  'no line end behind the last': { taken: true, write: (all) => latin1(all.join('\r\n')) },
  'no line ends': { taken: true, write: (all) => latin1(all.join('')) },
  'no line ends, then one': { taken: true, write: (all) => latin1(`${all.join('')}\n`) },
  'blank lines between': { taken: true, write: (all) => latin1(all.join('\r\n\r\n')) },
  'a last line of blanks': {
    taken: true,
    write: (all) => latin1(lines([...all, ' '.repeat(all[0]?.length ?? 0)], '\r\n')),
  },
  'a final Ctrl-Z': { taken: true, write: (all) => latin1(`${lines(all, '\r\n')}\u001a`) },
  'no line ends, then Ctrl-Z': { taken: true, write: (all) => latin1(`${all.join('')}\u001a`) },
  'a last block filled with blanks': {
    taken: true,
    write: (all) => latin1(all.join('').padEnd(32_760)),
  },
  'trimmed lines': {
    taken: false,
    write: (all) =>
      latin1(
        lines(
          all.map((line) => line.trimEnd()),
          '\r\n',
        ),
      ),
  },
  'padded lines': {
    taken: false,
    write: (all) =>
      latin1(
        lines(
          all.map((line) => line.padEnd(400)),
          '\r\n',
        ),
      ),
  },
  'padded records': {
    taken: false,
    write: (all) => latin1(all.map((line) => `${line}   `).join('')),
  },
  'a byte order mark': {
    taken: false,
    write: (all) => Buffer.concat([Buffer.from('\ufeff'), latin1(lines(all, '\r\n'))]),
  },
  'UTF-8': { taken: false, write: (all) => Buffer.from(lines(all, '\r\n')) },
  'UTF-8 without line ends': { taken: false, write: (all) => Buffer.from(all.join('')) },
  EBCDIC: { taken: true, write: (all) => Buffer.concat(ebcdic(all)) },
  'EBCDIC with lines': {
    taken: true,
    write: (all) => Buffer.concat(ebcdic(all).flatMap((line) => [line, Buffer.from([0x15])])),
  },
}

export interface PainOrder {
  readonly account?: string
  readonly amount?: string
  readonly currency?: string
  readonly id?: string
}

export interface PainBatch {
  readonly account?: string
  readonly date?: string
  readonly orders?: readonly PainOrder[]
}

export interface PainFile {
  readonly family?: 'pain.001' | 'pain.008'
  /** The last two digits. */
  readonly version?: string
  readonly namespace?: string
  readonly root?: string
  readonly prefix?: string
  readonly messageId?: string
  readonly created?: string
  readonly batches?: readonly PainBatch[]
  readonly count?: string
  readonly sum?: string | null
  /** Between the elements. */
  readonly between?: string
  /** Where the number of an account stands, for those that are no IBAN. */
  readonly accountPlace?: readonly string[]
  readonly declaration?: string
}

export const twoBatches: readonly PainBatch[] = [
  {
    account: 'FR7630004008230000123456778',
    date: '2027-03-02',
    orders: [
      { account: 'FR1420041010050500013M02606', amount: '1250.00', id: 'E1' },
      { account: 'DE89370400440532013000', amount: '87.35', id: 'E2' },
    ],
  },
  {
    account: 'FR7630006000011234567890189',
    date: '2027-03-05',
    orders: [{ account: 'FR1420041010050500013M02606', amount: '640.5', id: 'E3' }],
  },
]

export function pain(file: PainFile = {}): string {
  const { family = 'pain.001', version = '09', prefix = '', batches = twoBatches } = file
  const { between = '', created = '2027-03-01T08:00:00' } = file
  const element = (name: string, content: string, attributes = '') =>
    `<${prefix}${name}${attributes}>${between}${content}${between}</${prefix}${name}>`
  const value = (name: string, text: string, attributes = '') =>
    `<${prefix}${name}${attributes}>${text}</${prefix}${name}>${between}`
  const account = (name: string, number: string) => {
    const places = file.accountPlace ?? ['IBAN']
    const inner = places.reduceRight(
      (content, place, index) =>
        index === places.length - 1 ? value(place, number) : element(place, content),
      '',
    )
    return element(name, element('Id', inner))
  }
  const [own, other] = family === 'pain.001' ? ['Dbtr', 'Cdtr'] : ['Cdtr', 'Dbtr']
  const dateOf = (date: string) => {
    if (family === 'pain.008') return value('ReqdColltnDt', date)
    const hasChoice = Number(version) >= 8
    return hasChoice ? element('ReqdExctnDt', value('Dt', date)) : value('ReqdExctnDt', date)
  }
  const orderOf = ({ account: to, amount = '1.00', currency = 'EUR', id = 'E' }: PainOrder) => {
    const instructed = value('InstdAmt', amount, ` Ccy="${currency}"`)
    const tag = family === 'pain.001' ? 'CdtTrfTxInf' : 'DrctDbtTxInf'
    return element(
      tag,
      element('PmtId', value('EndToEndId', id)) +
        (family === 'pain.001' ? element('Amt', instructed) : instructed) +
        element(other, value('Nm', 'NAME')) +
        (to === undefined ? '' : account(`${other}Acct`, to)),
    )
  }
  const batchOf = (
    { account: from = '', date = '2027-03-02', orders = [{}] }: PainBatch,
    index: number,
  ) =>
    element(
      'PmtInf',
      value('PmtInfId', `B${index}`) +
        dateOf(date) +
        element(own, value('Nm', 'SOCIETE')) +
        (from === '' ? '' : account(`${own}Acct`, from)) +
        orders.map(orderOf).join(''),
    )
  const all = batches.flatMap(({ orders = [{}] }) => orders)
  const message = family === 'pain.001' ? 'CstmrCdtTrfInitn' : 'CstmrDrctDbtInitn'
  const { messageId = 'MSG-0001', count = String(all.length), sum = null } = file
  const header = element(
    'GrpHdr',
    (messageId === '' ? '' : value('MsgId', messageId)) +
      value('CreDtTm', created) +
      value('NbOfTxs', count) +
      (sum === null ? '' : value('CtrlSum', sum)),
  )
  const { namespace = `urn:iso:std:iso:20022:tech:xsd:${family}.001.${version}` } = file
  const xmlns = ` xmlns${prefix === '' ? '' : `:${prefix.slice(0, -1)}`}="${namespace}"`
  const { declaration = '<?xml version="1.0" encoding="UTF-8"?>\n' } = file
  return (
    declaration +
    element(
      'Document',
      element(file.root ?? message, header + batches.map(batchOf).join('')),
      namespace === '' ? '' : xmlns,
    )
  )
}

/** Read as an outbox reads that checks nothing; in chunks that cut records and characters anywhere. */
export function read(file: string | Uint8Array, chunkBytes = 97): PaymentsRead {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const reader = createPaymentsReader()
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.subarray(at, at + chunkBytes))
  return reader.finish()
}

/** @throws when it is no whole set of payment orders. */
export function paymentsOf(file: string | Uint8Array, chunkBytes?: number): PaymentsIdentity {
  const { payments, why } = read(file, chunkBytes)
  if (payments === null) throw new Error(`no payments: ${why}`)
  return payments
}

/** What tells two files apart. */
export function sameness(file: string | Uint8Array): string {
  const { key, dates } = paymentsOf(file)
  return JSON.stringify([key, dates])
}

export function check(file: string | Uint8Array, chunkBytes = 997): CheckResult {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const run = createCheck({ expected: formats })
  for (let at = 0; at < bytes.length; at += chunkBytes)
    run.push(bytes.subarray(at, at + chunkBytes))
  return run.finish()
}

export function codes(file: string | Uint8Array): readonly string[] {
  return check(file).findings.map(({ code }) => code)
}
