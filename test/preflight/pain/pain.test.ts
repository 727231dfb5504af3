// pain.001 and pain.008: what is refused, by element, and what is only a warning.

import { describe, expect, test } from 'vitest'
import { check, codes, pain, twoBatches } from '../files-of-orders.ts'

const families = ['pain.001', 'pain.008'] as const

describe.each(families)('a %s in order', (family) => {
  test.each(['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'])(
    'passes in version %s',
    (version) => {
      expect(check(pain({ family, version }))).toMatchObject({
        verdict: 'pass',
        format: family,
        findings: [],
      })
    },
  )

  test.each<readonly [string, Parameters<typeof pain>[0]]>([
    ['with a control sum', { sum: '1977.85' }],
    ['with a control sum as XML Schema may write it', { sum: '+01977.8500' }],
    ['with a count as the schema may write it', { count: '003' }],
    ['with prefixes', { prefix: 'ns2:' }],
    ['on one line, or with blanks anywhere', { between: '\n   ' }],
    [
      'named by its whole identifier, as until version 2',
      { version: '02', root: `${family}.001.02` },
    ],
    ['with accounts that are no IBAN', { accountPlace: ['Othr', 'Id'] }],
    ['without a namespace', { namespace: '' }],
  ])('passes %s', (_, file) => {
    expect(check(pain({ family, ...file }))).toMatchObject({
      verdict: 'pass',
      format: family,
      findings: [],
    })
  })

  test('is described in one line', () => {
    const what = family === 'pain.001' ? 'transfers from' : 'debits to'
    expect(check(pain({ family })).summary).toBe(
      `${family}, 3 ${what} FR76…6778, FR76…0189, 1 977.85 EUR, for 2027-03-02 and 2027-03-05, MsgId MSG-0001`,
    )
  })

  test('keeps its first transfers, with amount and end-to-end id', () => {
    expect(check(pain({ family })).pain?.payments).toEqual([
      { endToEndId: 'E1', amount: 125_000_000n, name: 'NAME' },
      { endToEndId: 'E2', amount: 8_735_000n, name: 'NAME' },
      { endToEndId: 'E3', amount: 64_050_000n, name: 'NAME' },
    ])
  })
})

const batchSays = (what: string) =>
  pain().replace('<PmtInfId>B0</PmtInfId>', `<PmtInfId>B0</PmtInfId>${what}`)

/** Each case passes but for one thing: switching off the check that sees it fails the test. */
describe('a pain.001 is refused', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['a count that is one more', pain({ count: '4' }), ['COUNT']],
    ['a count that is one less', pain({ count: '2' }), ['COUNT']],
    ['a count that is no number', pain({ count: 'three' }), ['COUNT']],
    ['no count', pain().replace('<NbOfTxs>3</NbOfTxs>', ''), ['COUNT']],
    ['a control sum that is one cent more', pain({ sum: '1977.86' }), ['CONTROL-SUM']],
    ['a control sum that is no number', pain({ sum: '1977,85' }), ['CONTROL-SUM']],
    ['a wrong count of a batch', batchSays('<NbOfTxs>3</NbOfTxs>'), ['COUNT']],
    ['a wrong control sum of a batch', batchSays('<CtrlSum>1337.36</CtrlSum>'), ['CONTROL-SUM']],
    ['a decimal comma', pain({ batches: [{ orders: [{ amount: '1,00' }] }] }), ['AMOUNT']],
    ['an amount of zero', pain({ batches: [{ orders: [{ amount: '0.00' }] }] }), ['AMOUNT']],
    ['a negative amount', pain({ batches: [{ orders: [{ amount: '-1.00' }] }] }), ['AMOUNT']],
    [
      'a transfer without an amount',
      pain({ batches: [{}] }).replace('<InstdAmt Ccy="EUR">1.00</InstdAmt>', ''),
      ['AMOUNT'],
    ],
    ['no transfer', pain({ batches: [] }), ['NO-TRANSACTION']],
    [
      'the namespace of another message',
      pain({ namespace: 'urn:iso:std:iso:20022:tech:xsd:pain.008.001.02' }),
      ['NAMESPACE'],
    ],
    ['a name that no message has', pain({ root: 'Payments' }), ['FORMAT']],
    [
      'another message',
      '<Document><CstmrPmtStsRpt><GrpHdr><MsgId>1</MsgId></GrpHdr></CstmrPmtStsRpt></Document>',
      ['FORMAT'],
    ],
  ])('for %s', (_, file, expected) => {
    expect(codes(file)).toEqual(expected)
    expect(check(file).verdict).toBe('block')
  })

  test('saying what it says and what it holds', () => {
    expect(check(pain({ sum: '1977.86' })).findings[0]).toMatchObject({
      where: 'GrpHdr',
      text: 'it says a total of 1977.86 and its amounts add up to 1 977.85',
    })
    expect(check(batchSays('<NbOfTxs>3</NbOfTxs>')).findings[0]).toMatchObject({
      where: 'PmtInf B0',
      text: 'it says 3 transactions and holds 2',
    })
  })
})

test('a message with an unknown name is reported with the kind of its transfers', () => {
  expect(check(pain({ root: 'Payments' })).findings).toMatchObject([
    {
      where: 'file',
      message: { arguments: { looksLike: 'unnamed', detail: 'pain.001', place: { kind: 'file' } } },
    },
  ])
})

test.each([
  ['MsgId', pain({ messageId: 'X'.repeat(1025) })],
  ['IBAN', pain({ batches: [{ account: 'F'.repeat(1025) }] })],
  ['Id', pain({ batches: [{ account: 'F'.repeat(1025) }], accountPlace: ['Othr', 'Id'] })],
  ['InstdAmt', pain({ batches: [{ orders: [{ amount: `${'0'.repeat(1024)}1` }] }] })],
  ['EndToEndId', pain({ batches: [{ orders: [{ id: 'X'.repeat(1025) }] }] })],
])('a value that identifies payments is not cut without a word: %s', (element, file) => {
  expect(check(file)).toMatchObject({ verdict: 'block', payments: null })
  expect(check(file).findings).toContainEqual(
    expect.objectContaining({ code: 'TOO-LONG', where: element }),
  )
})

test('a value of 1,024 characters is not too long, and a name may be longer', () => {
  expect(codes(pain({ messageId: 'X'.repeat(1024) }))).toEqual([])
  const longName = pain().replaceAll('<Nm>NAME</Nm>', `<Nm>${'X'.repeat(3000)}</Nm>`)
  expect(codes(longName)).toEqual([])
  expect(check(longName).pain?.payments[0]?.name).toBe('X'.repeat(1024))
})

test('a file without a message id has none in its summary', () => {
  expect(check(pain({ messageId: '' })).pain?.messageId).toBe('')
})

test('an empty count or control sum is a wrong one', () => {
  const faults = (file: string) => check(file).findings.map(({ message: found }) => found)
  expect(faults(pain({ count: '' }))).toMatchObject([{ code: 'COUNT', arguments: { said: '' } }])
  expect(faults(pain({ sum: '' }))).toMatchObject([
    { code: 'CONTROL-SUM', arguments: { said: '' } },
  ])
})

test('what an order does not have is empty', () => {
  const bare = pain({ batches: [{}] })
    .replace(/<PmtId>.*<\/PmtId>/, '')
    .replace('<Nm>NAME</Nm>', '')
  expect(check(bare).pain?.payments).toEqual([{ endToEndId: '', amount: 100_000n, name: '' }])
})

test('orders outside of a message are not counted', () => {
  const outside = '<PmtInf><CdtTrfTxInf><Amt><InstdAmt>1</InstdAmt></Amt></CdtTrfTxInf></PmtInf>'
  expect(check(outside).format).toBe(null)
})

test('right counts and sums of batches pass', () => {
  expect(codes(batchSays('<NbOfTxs>2</NbOfTxs><CtrlSum>1337.350</CtrlSum>'))).toEqual([])
})

test('a wrong IBAN of the own account or another one is a warning, and stops nothing', () => {
  const [first, ...others] = twoBatches
  const wrongOwn = pain({
    batches: [{ ...first, account: 'FR7630004008230000123456779' }, ...others],
  })
  expect(check(wrongOwn)).toMatchObject({
    verdict: 'pass',
    findings: [],
    warnings: [
      { code: 'IBAN', arguments: { examples: [{ place: { unit: 'batch', number: 1 } }] } },
    ],
  })
  const orders = [{ account: 'DE89370400440532013001' }]
  expect(check(pain({ batches: [{ orders }] }))).toMatchObject({
    verdict: 'pass',
    findings: [],
    warnings: [
      { code: 'IBAN', arguments: { examples: [{ place: { unit: 'transaction', number: 1 } }] } },
    ],
  })
})

test('an account that is no IBAN is not judged as one', () => {
  const batches = [{ account: '12345', orders: [{ account: '67890' }] }]
  expect(codes(pain({ batches, accountPlace: ['Othr', 'Id'] }))).toEqual([])
})

test('amounts elsewhere in a transfer are not counted', () => {
  const decoys =
    '<RmtInf><Strd><RfrdDocAmt><DuePyblAmt Ccy="EUR">9</DuePyblAmt><InstdAmt Ccy="EUR">9</InstdAmt></RfrdDocAmt></Strd></RmtInf><!-- <InstdAmt Ccy="EUR">9</InstdAmt> -->'
  expect(
    codes(pain({ sum: '1977.85' }).replaceAll('</CdtTrfTxInf>', `${decoys}</CdtTrfTxInf>`)),
  ).toEqual([])
})

test('a line for people names a few accounts and dates, and how many more there are', () => {
  const batches = Array.from({ length: 9 }, (_, index) => ({
    account: `ACCOUNT-NUMBER-${index}`,
    date: `2027-03-0${index + 1}`,
  }))
  expect(check(pain({ batches, accountPlace: ['Othr', 'Id'] })).summary).toMatch(
    /ER-4 and 4 more, 9\.00 EUR, for 2027-03-01, .*2027-03-05 and 4 more, MsgId/,
  )
})
