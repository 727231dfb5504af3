// A payment file in order, as large as asked for.

export interface PaymentFileOptions {
  readonly transactions: number
  /** What the file says of its total; right by default. */
  readonly controlSum?: string
  /** Of the one who is paid. */
  readonly name?: string
  readonly iban?: string
  readonly messageId?: string
}

export function paymentFile({
  transactions,
  controlSum = `${transactions}.50`,
  name = 'ACME SARL',
  iban = 'FR7630006000011234567890189',
  messageId = 'MSG-1',
}: PaymentFileOptions): string {
  const one = (number: number) =>
    `<CdtTrfTxInf><PmtId><EndToEndId>E${number}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${number === 1 ? '1.50' : '1.00'}</InstdAmt></Amt><Cdtr><Nm>${name}</Nm></Cdtr><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Invoice ${number}</Ustrd></RmtInf></CdtTrfTxInf>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${messageId}</MsgId><NbOfTxs>${transactions}</NbOfTxs><CtrlSum>${controlSum}</CtrlSum></GrpHdr>
<PmtInf><ReqdExctnDt>2026-12-01</ReqdExctnDt><DbtrAcct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></DbtrAcct>
${Array.from({ length: transactions }, (_, index) => one(index + 1)).join('\n')}
</PmtInf></CstmrCdtTrfInitn></Document>
`
}
