import { expect, test } from 'vitest'
import { statementFor } from '../../src/preflight/statement.ts'
import { parseAmount } from '../../src/preflight/values/amount.ts'
import { check, pain, twoBatches } from './files-of-orders.ts'

function statementOf(file: string, statementId = 'STMT-1'): string {
  const { pain: summary } = check(file)
  if (summary === null) throw new Error('it is no pain.001')
  return statementFor({ pain: summary, statementId, bookedAt: '2026-11-30T09:15:00.123Z' })
}
const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, one = '']) => one)
const scaled = (text: string | undefined) => parseAmount(text ?? '') ?? 0n

test('opening balance, entries and closing balance add up', () => {
  const statement = statementOf(pain())
  const balances = all(statement, /<Bal>.*?<Amt Ccy="EUR">([\d.]+)</g)
  const entries = all(statement, /<Ntry>\s*<Amt Ccy="EUR">([\d.]+)</g)
  expect(entries).toEqual(['1250.00', '87.35', '640.50'])
  expect(balances).toEqual(['100000000.00', '99998022.15'])
  const booked = entries.reduce((sum, entry) => sum + scaled(entry), 0n)
  expect(scaled(balances[0]) - scaled(balances[1])).toBe(booked)
})

test('each entry names its payment, and the statement its account and its day', () => {
  const statement = statementOf(pain())
  expect(all(statement, /<EndToEndId>(.*?)</g)).toEqual(['E1', 'E2', 'E3'])
  expect(all(statement, /<IBAN>(.*?)</g)).toEqual([twoBatches[0]?.account])
  expect(new Set(all(statement, /<Dt>([^<]+)</g))).toEqual(new Set(['2026-11-30']))
  expect(all(statement, /<CreDtTm>(.*?)</g)).toEqual(['2026-11-30T09:15:00', '2026-11-30T09:15:00'])
})

test('payments beyond those that the check kept are booked as one entry', () => {
  const orders = Array.from({ length: 2_000 }, (_, index) => ({ amount: '1.00', id: `E${index}` }))
  const statement = statementOf(
    pain({ batches: [{ account: 'FR7630004008230000123456778', orders }] }),
  )
  const entries = all(statement, /<Ntry>\s*<Amt Ccy="EUR">([\d.]+)</g)
  expect(entries.length).toBeLessThan(2_000)
  expect(entries.reduce((sum, entry) => sum + scaled(entry), 0n)).toBe(scaled('2000.00'))
  expect(statement).toContain('<Nm>other transfers of the file</Nm>')
})

test('a total above the opening balance is a debit balance', () => {
  const statement = statementOf(pain({ batches: [{ orders: [{ amount: '100000001.00' }] }] }))
  expect(all(statement, /<CdtDbtInd>(.*?)<\/CdtDbtInd><Dt>/g)).toEqual(['CRDT', 'DBIT'])
  expect(statement).toContain('<Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt>')
})

test('names, ids and references cannot break the XML', () => {
  const statement = statementOf(
    pain({ batches: [{ orders: [{ id: 'A&amp;B&lt;C&gt;' }] }] }),
    '<&>',
  )
  expect(all(statement, /<EndToEndId>(.*?)<\/EndToEndId>/g)).toEqual(['A&amp;B&lt;C&gt;'])
  expect(all(statement, /<MsgId>(.*?)<\/MsgId>/g)).toEqual(['&lt;&amp;&gt;'])
})
