// The reader for outboxes that check nothing: whatever a file holds, it says something and never throws.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPaymentsReader } from '../../src/preflight/payments-reader.ts'
import {
  abroad,
  bills,
  layouts,
  pain,
  paymentsOf,
  read,
  record,
  transfers,
  twoOrders,
} from './files-of-orders.ts'

const crlf = (records: readonly string[]) => Buffer.from(records.join('\r\n'), 'latin1')
const valid = [
  Buffer.from(pain()),
  Buffer.from(pain({ family: 'pain.008', messageId: '' })),
  crlf(transfers()),
  crlf(bills()),
  crlf(abroad()),
  ...Object.values(layouts).map(({ write }) => write(transfers()).subarray(0, 4000)),
]
const soundly = (bytes: Uint8Array, chunkBytes?: number) => {
  const got = read(bytes, chunkBytes)
  expect(got.why).not.toMatch(/reader failed/)
  expect(got.payments === null).toBe(got.kind !== 'payments')
  expect(got.why === '').toBe(got.kind === 'payments')
  expect(structuredClone(got)).toEqual(got)
  return got
}

describe('the reader of payments', () => {
  test.each([
    ['pain.001', pain(), 'pain.001'],
    ['pain.008', pain({ family: 'pain.008' }), 'pain.008'],
    ['CFONB 160', crlf(transfers()), 'cfonb-160'],
    ['bills', crlf(bills()), 'cfonb-160'],
    ['CFONB 320', crlf(abroad()), 'cfonb-320'],
  ])('knows a %s', (_, file, format) => {
    expect(paymentsOf(file).format).toBe(format)
  })

  test.each<readonly [string, string | Buffer]>([
    ['an empty file', ''],
    ['blanks', ' \r\n \u001a'],
    ['a table', '01;02;03\r\n'.repeat(40)],
    ['JSON', '{"payments": []}'],
    ['a zip archive', Buffer.from('504b030414000000', 'hex')],
    ['a PDF', '%PDF-1.7\n'],
    ['NUL bytes', Buffer.alloc(4096)],
    ['a statement (CFONB 120)', record(120, [[1, '01']])],
    ['restituted operations (CFONB 240)', record(240, [[1, '31']])],
    ['a bon à payer (CFONB 240)', `${record(240, [[1, '0300000162']])}\n`],
    [
      'a statement (camt.053)',
      '<Document><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr></BkToCstmrStmt></Document>',
    ],
    [
      'a status report (pain.002)',
      '<Document><CstmrPmtStsRpt><GrpHdr><MsgId>1</MsgId></GrpHdr></CstmrPmtStsRpt></Document>',
    ],
  ])('finds none in %s, which is no payment file', (_, file) => {
    const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
    expect(soundly(bytes)).toMatchObject({ kind: 'no-payments', payments: null })
  })

  test.each<readonly [string, string | Buffer, RegExp]>([
    ['a cut pain.001', pain().slice(0, 900), /well-formed/],
    ['a pain.001 with a bare ampersand', pain().replaceAll('SOCIETE', 'A & B SOCIETE'), /&/],
    ['a pain.001 with a DOCTYPE', pain({ declaration: '<!DOCTYPE a []>' }), /DOCTYPE/],
    ['a pain.001 with a NUL', pain().replace('SOCIETE', 'SOC\u0000ETE'), /NUL/],
    ['a CFONB 160 without its total', crlf(transfers().slice(0, -1)), /cut off/],
    [
      'a CFONB 160 with a decimal comma',
      Buffer.from(
        crlf(transfers()).toString('latin1').replace('0000000000125000', '0000000001250,00'),
        'latin1',
      ),
      /not an amount/,
    ],
    [
      'a CFONB 160 with NUL bytes in an order',
      Buffer.from(
        crlf(transfers()).toString('latin1').replace('FACT 1000', 'FACT\u00001000'),
        'latin1',
      ),
      /NUL/,
    ],
    ['a CFONB 160 without orders', crlf(transfers({ orders: [] })), /no order/],
    [
      'two CFONB 160 of which the second is cut',
      crlf([...transfers(), ...transfers().slice(0, 2)]),
      /cut off/,
    ],
    ['a CFONB 320 without its total', crlf(abroad().slice(0, -1)), /cut off/],
  ])('cannot compare %s, and says why', (_, file, why) => {
    const got = soundly(typeof file === 'string' ? Buffer.from(file) : file)
    expect(got).toMatchObject({ kind: 'unreadable', payments: null })
    expect(got.why).toMatch(why)
  })

  test('reads what a check would refuse, as long as it is whole', () => {
    expect(paymentsOf(crlf(transfers({ total: 1 }))).key).toBe(paymentsOf(crlf(transfers())).key)
    expect(paymentsOf(pain({ count: '9', sum: '9' })).key).toBe(paymentsOf(pain()).key)
  })

  test('gets through any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 600 }),
        (bytes, chunk) => {
          soundly(bytes, chunk)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('reads any bytes after the beginning of a payment file, or within one', () => {
    const anyFile = fc.constantFrom(...valid)
    fc.assert(
      fc.property(
        anyFile,
        fc.nat(),
        fc.uint8Array({ maxLength: 400 }),
        fc.nat(500),
        (file, place, other, over) => {
          const at = place % file.length
          soundly(Buffer.concat([file.subarray(0, at), other]))
          soundly(Buffer.concat([file.subarray(0, at), other, file.subarray(at + over)]))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('gets through every truncation of every kind of file', () => {
    for (const file of valid)
      for (let end = 0; end < file.length; end += file.length > 2000 ? 13 : 3)
        soundly(file.subarray(0, end), 4096)
  })

  test('says so when it is at its end before anything came', () => {
    expect(createPaymentsReader().finish()).toEqual({
      kind: 'no-payments',
      payments: null,
      why: 'it is empty',
    })
  })
})

describe('many orders', () => {
  test('are read in memory that does not grow with them', () => {
    const [header = '', one = '', , last = ''] = transfers({ orders: twoOrders })
    const reader = createPaymentsReader()
    const push = (from: number, to: number) => {
      for (let order = from; order < to; order += 1)
        // Each to an account of its own.
        reader.push(
          Buffer.from(`${one.slice(0, 91)}${String(order).padStart(11, '0')}${one.slice(102)}`),
        )
    }
    reader.push(Buffer.from(header))
    push(0, 20_000)
    const before = heapInUseBytes()
    push(20_000, 80_000)
    // 60,000 orders that were kept would be 5 MB at the very least.
    expect(heapInUseBytes() - before).toBeLessThan(2_000_000)
    reader.push(Buffer.from(last))
    const { payments } = reader.finish()
    expect(payments?.count).toBe(80_000)
    expect(payments?.key.length).toBeLessThan(200)
  })
})

/** Without garbage, so that the number means something on any machine. */
function heapInUseBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}

describe('what is cut', () => {
  const readBy = (bytes: Uint8Array, tolerant: boolean) => {
    const reader = createPaymentsReader({ tolerant })
    reader.push(bytes)
    return reader.finish()
  }
  /** As a daemon reads what nobody checks. */
  const cutOf = (bytes: Uint8Array) => {
    const strict = readBy(bytes, false)
    return strict.kind === 'unreadable' ? readBy(bytes, true).cut : strict.cut
  }

  test.each(['lines that end by CRLF', 'lines that end by CR', 'no line ends', 'EBCDIC', 'UTF-8'])(
    'is known of every beginning of CFONB, and of no whole file: %s',
    (name) => {
      for (const records of [transfers(), bills(), abroad()]) {
        const bytes = layouts[name]?.write(records) ?? Buffer.alloc(0)
        expect(cutOf(bytes)).toBeUndefined()
        const lastAt = bytes.length - (records.at(-1)?.length ?? 0) - 2
        for (let end = 12; end < lastAt; end += 11)
          expect(cutOf(bytes.subarray(0, end))).toMatchObject({ format: 'CFONB' })
      }
    },
  )

  test('is known of every beginning of XML, disturbed or not, and of no whole file', () => {
    const ways: readonly ((text: string) => Uint8Array)[] = [
      (text) => Buffer.from(text),
      (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      (text) => Buffer.from(text, 'utf16le'),
      (text) => Buffer.from(text.replaceAll('SOCIETE', 'É & Ù'), 'latin1'),
    ]
    const whole = pain({ declaration: '<?xml version="1.0"?>' })
    for (const write of ways) {
      const bytes = write(whole)
      expect(cutOf(bytes)).toBeUndefined()
      for (let end = 48; end < bytes.length; end += 31)
        expect(cutOf(bytes.subarray(0, end))).toMatchObject({ format: 'XML' })
    }
  })

  describe('is known of a file whose reading stopped early, by its first and last bytes', () => {
    const doctype = '<!DOCTYPE Document [<!ENTITY a "b">]>'
    const whole = pain({ declaration: doctype })
    const many = pain({
      declaration: doctype,
      batches: [{ orders: Array.from({ length: 2000 }, () => ({ account: 'FR14' })) }],
    })
    const known = { format: 'XML', line: 0, column: 0, open: '' }

    test.each<[string, string]>([
      ['a short one', whole],
      ['one that is longer than what is kept', many],
    ])('%s', (_, text) => {
      for (const chunkBytes of [1000, 70_000, text.length]) {
        const reading = (part: string, tolerant: boolean) => {
          const reader = createPaymentsReader({ tolerant })
          for (let at = 0; at < part.length; at += chunkBytes)
            reader.push(Buffer.from(part.slice(at, at + chunkBytes)))
          return reader.finish()
        }
        expect(reading(text, true).cut).toBeUndefined()
        expect(reading(text.slice(0, -20), true).cut).toEqual(known)
        expect(reading(text.slice(0, -20), false).cut).toBeUndefined()
      }
    })

    test('and not of what is broken', () => {
      expect(readBy(Buffer.from('<Document><a></b>'), true).cut).toBeUndefined()
    })
  })

  test.each([
    '<100 EUR and more',
    '<note>1 < 2',
    '<orders><a></orders>',
    '<see below>',
    '<html><body><p>one',
    '03/11/2026;a\n06/11/2026;b',
  ])('is nothing that began as payment orders: %s', (text) => {
    expect(readBy(Buffer.from(text), true)).toMatchObject({ kind: 'no-payments' })
    expect(cutOf(Buffer.from(text))).toBeUndefined()
  })
})
