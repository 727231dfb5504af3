// What is worth a look in a pain.001 or pain.008, read as files are: each warning has a file, and none stops
// it.

import { expect, test } from 'vitest'
import { createCheck } from '../../../src/preflight/check.ts'
import type { WarningCount } from '../../../src/wording/catalogue/file/payment-warnings.ts'

const today = '2026-11-30'

interface Wanted {
  readonly version?: string
  readonly date?: string
  readonly ids?: readonly string[]
  readonly own?: string
  readonly to?: string
  readonly agent?: string
  readonly address?: string
  readonly batchIds?: readonly string[]
  readonly currency?: string
}

function fileOf({
  version = 'pain.001.001.03',
  date = '<ReqdExctnDt>2026-12-01</ReqdExctnDt>',
  ids = ['E1'],
  own = 'FR1420041010050500013M02606',
  to = 'DE89370400440532013000',
  agent = '',
  address = '',
  batchIds = ['LOT-1'],
  currency = 'EUR',
}: Wanted): string {
  const orders = ids.map(
    (id) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${id}</EndToEndId></PmtId><Amt><InstdAmt Ccy="${currency}">1.00</InstdAmt></Amt>${agent}<Cdtr><Nm>N</Nm>${address}</Cdtr><CdtrAcct><Id><IBAN>${to}</IBAN></Id></CdtrAcct></CdtTrfTxInf>`,
  )
  const batches = batchIds.map(
    (id) =>
      `<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>${date}<DbtrAcct><Id><IBAN>${own}</IBAN></Id></DbtrAcct>${orders.join('')}</PmtInf>`,
  )
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}"><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId><NbOfTxs>${ids.length * batchIds.length}</NbOfTxs></GrpHdr>${batches.join('')}</CstmrCdtTrfInitn></Document>`
}

function check(text: string, day: string | null = today) {
  const run = createCheck({ expected: ['pain.001'], ...(day === null ? {} : { today: day }) })
  run.push(Buffer.from(text))
  return run.finish()
}
const on = (day: string) => `<ReqdExctnDt>${day}</ReqdExctnDt>`
const newDate = '<ReqdExctnDt><Dt>2026-12-01</Dt></ReqdExctnDt>'
const bank = (name: string, bic: string) =>
  `<CdtrAgt><FinInstnId><${name}>${bic}</${name}></FinInstnId></CdtrAgt>`
const address = (parts: string) => `<PstlAdr>${parts}</PstlAdr>`

test.each<[string, Wanted, readonly string[]]>([
  ['nothing to say', {}, []],
  ['a wrong IBAN of its own', { own: 'FR1420041010050500013M02607' }, ['IBAN']],
  ['a wrong IBAN of a beneficiary', { to: 'DE89370400440532013001' }, ['IBAN']],
  ['an IBAN of another length', { to: 'DE8937040044053201300' }, ['IBAN']],
  ['an old version', { version: 'pain.001.001.02' }, ['VERSION-RETIRED']],
  ['a BIC that is none', { agent: bank('BIC', 'BNPA') }, ['BIC']],
  ['a BIC of its version', { agent: bank('BIC', 'BNPAFRPP') }, []],
  ['a BICFI under version 3', { agent: bank('BICFI', 'BNPAFRPP') }, ['VERSION']],
  [
    'a BIC under version 9',
    { version: 'pain.001.001.09', date: newDate, agent: bank('BIC', 'BNPAFRPP') },
    ['VERSION'],
  ],
  ['the date of version 9 under version 3', { date: newDate }, ['VERSION']],
  ['the date of version 3 under version 9', { version: 'pain.001.001.09' }, ['VERSION']],
  [
    'version 9 as it should be',
    { version: 'pain.001.001.09', date: newDate, agent: bank('BICFI', 'BNPAFRPP') },
    [],
  ],
  ['yesterday', { date: on('2026-11-29') }, ['DATE-PAST']],
  ['today', { date: on(today) }, []],
  ['a year ahead', { date: on('2027-11-30') }, []],
  ['a year and a day ahead', { date: on('2027-12-01') }, ['DATE-FAR']],
  ['an id twice', { ids: ['E1', 'E2', 'E1'] }, ['END-TO-END-ID-TWICE']],
  ['an id twice, in two batches', { batchIds: ['A', 'B'] }, ['END-TO-END-ID-TWICE']],
  ['no id, twice', { ids: ['NOTPROVIDED', 'NOTPROVIDED'] }, []],
  ['a batch twice', { batchIds: ['A', 'A'], ids: ['NOTPROVIDED'] }, ['BATCH-ID-TWICE']],
  ['dollars in SEPA', { currency: 'USD' }, ['SEPA-CURRENCY']],
  [
    'an address of lines alone',
    { address: address('<AdrLine>X</AdrLine>') },
    ['ADDRESS-UNSTRUCTURED'],
  ],
  [
    'an address of lines alone of a bank, which is not a party',
    {
      agent: `<CdtrAgt><FinInstnId><BIC>BNPAFRPP</BIC>${address('<AdrLine>X</AdrLine>')}</FinInstnId></CdtrAgt>`,
    },
    [],
  ],
  [
    'a hybrid address',
    { address: address('<TwnNm>LILLE</TwnNm><Ctry>FR</Ctry><AdrLine>X</AdrLine>') },
    [],
  ],
])('with %s', (_, wanted, codes) => {
  const { verdict, findings, warnings } = check(fileOf(wanted))
  expect([verdict, findings]).toEqual(['pass', []])
  expect(warnings.map(({ code }) => code)).toEqual(codes)
})

test('the day of execution decides about addresses, and the present one where that is past', () => {
  const lines = address('<AdrLine>X</AdrLine>')
  const codes = (date: string, day: string | null) =>
    check(fileOf({ date, address: lines }), day).warnings.map(({ code }) => code)
  expect(codes(on('2026-11-16'), '2026-11-10')).toEqual(['ADDRESS-UNSTRUCTURED'])
  expect(codes(on('2026-11-13'), '2026-11-10')).toEqual([])
  expect(codes(on('2026-11-13'), '2026-11-16')).toEqual(['DATE-PAST', 'ADDRESS-UNSTRUCTURED'])
  expect(codes('', '2026-11-16')).toEqual(['ADDRESS-UNSTRUCTURED'])
  expect(codes(on('2020-01-01'), null)).toEqual([])
  expect(codes(on('2026-12-01'), null)).toEqual(['ADDRESS-UNSTRUCTURED'])
  expect(codes('', null)).toEqual([])
})

test('the place is the transaction with its ids, or the batch', () => {
  const to = check(fileOf({ ids: ['E1', 'E2'], to: 'DE89370400440532013001' })).warnings[0]
  expect((to?.arguments as WarningCount).examples[1]?.place).toEqual({
    unit: 'transaction',
    number: 2,
    batchId: 'LOT-1',
    endToEndId: 'E2',
  })
  const own = check(fileOf({ own: 'FR1420041010050500013M02607' })).warnings[0]
  expect((own?.arguments as WarningCount).examples[0]?.place).toMatchObject({
    unit: 'batch',
    number: 1,
  })
  expect((own?.arguments as WarningCount).examples[0]?.value).toBe('FR14…2607')
})

test('elements before the batches belong to no batch and no transaction', () => {
  const party = '<InitgPty><Id><OrgId><AnyBIC>BNPAFRPP</AnyBIC></OrgId></Id></InitgPty>'
  const [version] = check(fileOf({}).replace('</GrpHdr>', `${party}</GrpHdr>`)).warnings
  expect(version?.code).toBe('VERSION')
  expect((version?.arguments as WarningCount).examples[0]?.place).toEqual({
    unit: 'batch',
    number: 0,
    batchId: '',
    endToEndId: '',
  })
})

test('a transaction is counted only in its batch, and not where its name occurs elsewhere', () => {
  const decoy = '<SplmtryData><Envlp><CdtTrfTxInf/></Envlp></SplmtryData>'
  const file = fileOf({ ids: ['E1', 'E2'], to: 'DE89370400440532013001' })
  const [iban] = check(file.replace('</Cdtr>', `</Cdtr>${decoy}`)).warnings
  expect((iban?.arguments as WarningCount).examples.map(({ place }) => place.number)).toEqual([
    1, 2,
  ])
})

test('the account of a later batch belongs to that batch, not to the transaction before it', () => {
  const wanted = { batchIds: ['A', 'B'], ids: ['NOTPROVIDED'], own: 'FR1420041010050500013M02607' }
  const [iban] = check(fileOf(wanted)).warnings
  expect((iban?.arguments as WarningCount).examples.map(({ place }) => place)).toMatchObject([
    { unit: 'batch', number: 1, batchId: 'A' },
    { unit: 'batch', number: 2, batchId: 'B' },
  ])
})

test('an id that comes twice is reported without the id', () => {
  const [twice] = check(fileOf({ ids: ['E1', 'E1'] })).warnings
  expect((twice?.arguments as WarningCount).examples[0]).toMatchObject({
    value: '',
    place: { number: 2, endToEndId: 'E1' },
  })
})

test('warnings in a flood take no room from what stops the file', () => {
  const many = fileOf({ ids: Array.from({ length: 500 }, () => 'E1'), to: 'DE00' })
  const { verdict, findings } = check(many.replace('<NbOfTxs>500', '<NbOfTxs>501'))
  expect(verdict).toBe('block')
  expect(findings.map(({ code }) => code)).toEqual(['COUNT'])
})
