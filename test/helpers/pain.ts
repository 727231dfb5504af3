// A pain.001 as an ERP writes it, small, for tests that want the same payments in other bytes.

export interface PainWanted {
  readonly messageId: string
  /** Seconds after midnight in CreDtTm: changes the bytes, not the payments. */
  readonly createdAt?: number
  readonly amounts?: readonly string[]
  readonly account?: string
}

const cents = (amount: string) => BigInt(amount.replace('.', ''))

export function painOf({
  messageId,
  createdAt = 0,
  amounts = ['640.50', '12.00'],
  account = 'FR7630006000011234567890189',
}: PainWanted): string {
  const total = amounts.reduce((sum, amount) => sum + cents(amount), 0n).toString()
  const sum = `${total.slice(0, -2)}.${total.slice(-2)}`
  const transactions = amounts.map(
    (amount, index) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>E${index}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></CdtTrfTxInf>`,
  )
  const time = new Date(Date.UTC(2026, 10, 24) + createdAt * 1000).toISOString().slice(0, 19)
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${time}</CreDtTm><NbOfTxs>${amounts.length}</NbOfTxs><CtrlSum>${sum}</CtrlSum></GrpHdr>
<PmtInf><PmtInfId>1</PmtInfId><ReqdExctnDt>2026-11-25</ReqdExctnDt><DbtrAcct><Id><IBAN>${account}</IBAN></Id></DbtrAcct>
${transactions.join('\n')}
</PmtInf></CstmrCdtTrfInitn></Document>
`
}
