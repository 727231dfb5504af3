// A statement that answers a payment file: what a bank would book for a pain.001, as camt.053.001.02. The
// sandbox bank sends it, so that a demo goes both ways. Pure.

import { formatAmount } from './values/amount.ts'
import type { PainSummary } from './pain/pain.ts'

export interface StatementRequest {
  readonly pain: PainSummary
  readonly statementId: string
  /** ISO date-time of the booking. */
  readonly bookedAt: string
}

const opening = 100_000_000_00000n

/**
 * Opening balance, one entry for each payment (as many as the check kept, the rest in one entry), closing
 * balance. They add up.
 */
export function statementFor({ pain, statementId, bookedAt }: StatementRequest): string {
  const day = bookedAt.slice(0, 10)
  const { currency, total, payments, accounts } = pain
  const told = payments.reduce((sum, payment) => sum + payment.amount, 0n)
  const entries = payments.map(({ amount, endToEndId, name }) =>
    entry({ amount, currency, day, endToEndId, name }),
  )
  if (total > told)
    entries.push(
      entry({
        amount: total - told,
        currency,
        day,
        endToEndId: 'NOTPROVIDED',
        name: 'other transfers of the file',
      }),
    )
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>${escape(statementId)}</MsgId><CreDtTm>${bookedAt.slice(0, 19)}</CreDtTm></GrpHdr>
    <Stmt>
      <Id>${escape(statementId)}</Id>
      <CreDtTm>${bookedAt.slice(0, 19)}</CreDtTm>
      <Acct><Id><IBAN>${escape(accounts[0] ?? 'FR7630006000011234567890189')}</IBAN></Id><Ccy>${currency}</Ccy></Acct>
${balance('OPBD', opening, currency, day)}
${balance('CLBD', opening - total, currency, day)}
${entries.join('\n')}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`
}

function balance(code: string, amount: bigint, currency: string, day: string): string {
  const sign = amount < 0n ? 'DBIT' : 'CRDT'
  const plain = decimal(amount < 0n ? -amount : amount)
  return `      <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${plain}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`
}

function entry(booked: {
  amount: bigint
  currency: string
  day: string
  endToEndId: string
  name: string
}): string {
  const { amount, currency, day, endToEndId, name } = booked
  return `      <Ntry>
        <Amt Ccy="${currency}">${decimal(amount)}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt>
        <BkTxCd><Prtry><Cd>06</Cd><Issr>CFONB</Issr></Prtry></BkTxCd>
        <NtryDtls><TxDtls><Refs><EndToEndId>${escape(endToEndId || 'NOTPROVIDED')}</EndToEndId></Refs><RltdPties><Cdtr><Nm>${escape(name || 'unknown')}</Nm></Cdtr></RltdPties></TxDtls></NtryDtls>
      </Ntry>`
}

function decimal(amount: bigint): string {
  return formatAmount(amount).replaceAll(' ', '')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
