// Writes samples/: the files that the demo drops and that the sandbox bank offers. Invented parties, right
// control digits; the same bytes at every run, so that a test can tell when they are stale.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A French IBAN with its RIB key and control digits right. */
function iban(bank: string, branch: string, account: string): string {
  const key = String(
    97 - ((89 * Number(bank) + 15 * Number(branch) + 3 * Number(account)) % 97),
  ).padStart(2, '0')
  const bban = `${bank}${branch}${account}${key}`
  const check = 98 - Number(BigInt(`${bban}152700`) % 97n)
  return `FR${String(check).padStart(2, '0')}${bban}`
}

const ours = iban('30006', '00001', '12345678901')
const payees = [
  'Menuiserie du Lac',
  'Atelier Brunet',
  'Imprimerie des Halles',
  'Transports Ferrand',
  'Papeterie Colbert',
  'Garage de la Gare',
]
const cents = (index: number) => 4_500 + ((index * 7_919) % 250_000)
const euros = (amount: number) =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
const sum = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => cents(from + index)).reduce((a, b) => a + b, 0)

interface Run {
  readonly id: string
  readonly count: number
  readonly from: number
}

function transfers({ id, count, from }: Run, version: '03' | '09'): string {
  const bic = version === '03' ? 'BIC' : 'BICFI'
  const date = version === '03' ? '2027-03-02' : '<Dt>2027-03-02</Dt>'
  const total = euros(sum(count, from))
  const one = (index: number) => `      <CdtTrfTxInf>
        <PmtId><EndToEndId>${id}-${String(index + 1).padStart(4, '0')}</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="EUR">${euros(cents(from + index))}</InstdAmt></Amt>
        <CdtrAgt><FinInstnId><${bic}>BANQFRPPXXX</${bic}></FinInstnId></CdtrAgt>
        <Cdtr><Nm>${payees[index % payees.length]}</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>${iban('30006', '00002', String(20_000_000_000 + from + index).padStart(11, '0'))}</IBAN></Id></CdtrAcct>
        <RmtInf><Ustrd>Facture ${1000 + from + index}</Ustrd></RmtInf>
      </CdtTrfTxInf>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>${id}</MsgId><CreDtTm>2027-03-01T08:30:00</CreDtTm><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum>
      <InitgPty><Nm>Les Ateliers Dumont</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>${id}-1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum>
      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>
      <ReqdExctnDt>${date}</ReqdExctnDt>
      <Dbtr><Nm>Les Ateliers Dumont</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>${ours}</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><${bic}>BANQFRPPXXX</${bic}></FinInstnId></DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
${Array.from({ length: count }, (_, index) => one(index)).join('\n')}
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`
}

function debits({ id, count, from }: Run, version: '02' | '08'): string {
  const bic = version === '02' ? 'BIC' : 'BICFI'
  const total = euros(sum(count, from))
  const one = (index: number) => `      <DrctDbtTxInf>
        <PmtId><EndToEndId>${id}-${String(index + 1).padStart(4, '0')}</EndToEndId></PmtId>
        <InstdAmt Ccy="EUR">${euros(cents(from + index))}</InstdAmt>
        <DrctDbtTx><MndtRltdInf><MndtId>MANDAT-${from + index}</MndtId><DtOfSgntr>2026-01-15</DtOfSgntr></MndtRltdInf></DrctDbtTx>
        <DbtrAgt><FinInstnId><${bic}>BANQFRPPXXX</${bic}></FinInstnId></DbtrAgt>
        <Dbtr><Nm>${payees[index % payees.length]}</Nm></Dbtr>
        <DbtrAcct><Id><IBAN>${iban('30006', '00003', String(30_000_000_000 + from + index).padStart(11, '0'))}</IBAN></Id></DbtrAcct>
      </DrctDbtTxInf>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.${version}">
  <CstmrDrctDbtInitn>
    <GrpHdr>
      <MsgId>${id}</MsgId><CreDtTm>2027-03-01T09:00:00</CreDtTm><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum>
      <InitgPty><Nm>Les Ateliers Dumont</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>${id}-1</PmtInfId><PmtMtd>DD</PmtMtd><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum>
      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp></PmtTpInf>
      <ReqdColltnDt>2027-03-10</ReqdColltnDt>
      <Cdtr><Nm>Les Ateliers Dumont</Nm></Cdtr>
      <CdtrAcct><Id><IBAN>${ours}</IBAN></Id></CdtrAcct>
      <CdtrAgt><FinInstnId><${bic}>BANQFRPPXXX</${bic}></FinInstnId></CdtrAgt>
      <CdtrSchmeId><Id><PrvtId><Othr><Id>FR72ZZZ123456</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
${Array.from({ length: count }, (_, index) => one(index)).join('\n')}
    </PmtInf>
  </CstmrDrctDbtInitn>
</Document>
`
}

/** A record of fields at 1-based positions, blanks elsewhere. */
function record(length: number, fields: readonly (readonly [number, string])[]): string {
  const line = Array.from({ length }, () => ' ')
  for (const [position, text] of fields)
    [...text].forEach((character, index) => (line[position - 1 + index] = character))
  return line.join('')
}

function orders160({ id, count, from }: Run): string[] {
  const digits = (value: number, width: number) => String(value).padStart(width, '0')
  const header = record(160, [
    [1, '0302'],
    [13, '123456'],
    [26, '02037'],
    [31, 'LES ATELIERS DUMONT'],
    [55, id],
    [81, 'E'],
    [87, '00001'],
    [92, '12345678901'],
    [150, '30006'],
  ])
  const lines = Array.from({ length: count }, (_, index) =>
    record(160, [
      [1, '0602'],
      [13, '123456'],
      [19, `REF${digits(from + index, 9)}`],
      [31, (payees[index % payees.length] ?? '').toUpperCase()],
      [55, 'BANQUE DE FRANCE'],
      [87, '00002'],
      [92, digits(20_000_000_000 + index, 11)],
      [103, digits(cents(from + index), 16)],
      [119, `FACTURE ${1000 + from + index}`],
      [150, '30006'],
    ]),
  )
  const total = record(160, [
    [1, '0802'],
    [13, '123456'],
    [103, digits(sum(count, from), 16)],
  ])
  return [header, ...lines, total]
}

/** The last digit of an amount carries its sign (credit `{A…I`, debit `}J…R`). */
function overpunched(amount: number): string {
  const text = String(Math.abs(amount)).padStart(14, '0')
  const last = Number(text.at(-1))
  return text.slice(0, -1) + (amount < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI').charAt(last)
}

function statement120(): string[] {
  const place = [
    [3, '30006'],
    [12, '00001'],
    [17, 'EUR2'],
    [22, '12345678901'],
  ] as const
  const balance = (code: string, date: string, amount: number) =>
    record(120, [[1, code], ...place, [35, date], [91, overpunched(amount)]])
  const movements = [-125_050, 98_000, -4_599]
  const lines = movements.map((amount, index) =>
    record(120, [
      [1, '04'],
      ...place,
      [33, amount < 0 ? '06' : '05'],
      [35, '020327'],
      [43, '020327'],
      [49, `MOUVEMENT ${index + 1}`],
      [82, '0000000'],
      [91, overpunched(amount)],
    ]),
  )
  const opening = 1_000_000
  return [
    balance('01', '010327', opening),
    ...lines,
    balance('07', '020327', opening + movements.reduce((a, b) => a + b, 0)),
  ]
}

function operations240(): string[] {
  const amounts = [45_000, 12_990]
  const place = [
    [17, 'E'],
    [22, '30006'],
    [27, '00001'],
    [32, '12345678901'],
  ] as const
  const amount = (value: number) => String(value).padStart(12, '0')
  const number = (value: number) => String(value).padStart(6, '0')
  const header = record(240, [
    [1, '31'],
    [3, number(1)],
    [9, '20'],
    [11, '010327'],
    ...place,
    [43, 'LES ATELIERS DUMONT'],
  ])
  const lines = amounts.map((value, index) =>
    record(240, [
      [1, '34'],
      [3, number(index + 2)],
      [9, '20'],
      [11, '020327'],
      ...place,
      [43, (payees[index] ?? '').toUpperCase()],
      [229, amount(value)],
    ]),
  )
  const total = record(240, [
    [1, '39'],
    [3, number(amounts.length + 2)],
    [9, '20'],
    [11, '020327'],
    [22, '30006'],
    [27, '00001'],
    [32, '12345678901'],
    [229, amount(amounts.reduce((a, b) => a + b, 0))],
  ])
  return [header, ...lines, total]
}

function statement053(): string {
  const entry = (index: number) => `      <Ntry>
        <Amt Ccy="EUR">${euros(cents(index))}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2027-03-02</Dt></BookgDt><ValDt><Dt>2027-03-02</Dt></ValDt>
        <BkTxCd><Prtry><Cd>05</Cd><Issr>CFONB</Issr></Prtry></BkTxCd>
        <NtryDtls><TxDtls><Refs><EndToEndId>CLIENT-${index}</EndToEndId></Refs><RltdPties><Dbtr><Nm>${payees[index % payees.length]}</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>
      </Ntry>`
  const balance = (code: string, amount: number, day: string) =>
    `      <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${euros(amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>RELEVE-20270302</MsgId><CreDtTm>2027-03-03T05:00:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>RELEVE-20270302-1</Id><ElctrncSeqNb>61</ElctrncSeqNb><CreDtTm>2027-03-03T05:00:00</CreDtTm>
      <Acct><Id><IBAN>${ours}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', 1_000_000, '2027-03-01')}
${balance('CLBD', 1_000_000 + sum(4), '2027-03-02')}
${[0, 1, 2, 3].map(entry).join('\n')}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`
}

/** Path below samples/ → content. */
export function samples(): ReadonlyMap<string, string> {
  return new Map([
    [
      'outbox/VIREMENTS/fournisseurs-2027-03.xml',
      transfers({ id: 'FOURN-2027-03', count: 5, from: 0 }, '03'),
    ],
    [
      'outbox/VIREMENTS/salaires-2027-02.xml',
      transfers({ id: 'PAIE-2027-02', count: 240, from: 100 }, '09'),
    ],
    [
      'outbox/PRELEVEMENTS/abonnements-02.xml',
      debits({ id: 'ABO-2027-03', count: 12, from: 400 }, '02'),
    ],
    [
      'outbox/PRELEVEMENTS/abonnements-08.xml',
      debits({ id: 'ABO-2027-04', count: 3, from: 500 }, '08'),
    ],
    [
      'outbox/VIREMENTS_CFONB/virements.txt',
      `${orders160({ id: 'REM0001', count: 4, from: 600 }).join('\r\n')}\r\n`,
    ],
    [
      'outbox/VIREMENTS_CFONB/virements-sans-lignes.txt',
      orders160({ id: 'REM0002', count: 7, from: 700 }).join(''),
    ],
    ['bank/RELEVES/releve-2027-03-02.xml', statement053()],
    ['bank/RELEVES_CFONB/releve-120.txt', `${statement120().join('\r\n')}\r\n`],
    ['bank/RELEVES_CFONB/operations-240.txt', `${operations240().join('\r\n')}\r\n`],
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../samples/', import.meta.url))
  for (const [path, content] of samples()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}
