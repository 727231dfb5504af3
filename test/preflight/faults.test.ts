// What is said of a file that is refused: the place, what is there, and what would be right. And what the
// lexical rules of the schema allow is taken, however odd it looks.

import { describe, expect, test } from 'vitest'
import { mainFault } from '../../src/preflight/check.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { toPage } from '../../src/pesit/data/code-page.ts'
import { abroad, bills, check, layouts, pain, record, transfers } from './files-of-orders.ts'

/** As a person reads it. */
function said(file: string | Uint8Array, chunkBytes?: number): string {
  const first = mainFault(check(file, chunkBytes))
  if (first?.message === undefined || first.message === null) return first?.text ?? 'in order'
  const { code, arguments: values } = first.message
  const named = message(code, { ...values, name: 'x' } as never)
  return sentenceOf(named, { zone: 'Europe/Paris' })
}

const paying = (amount: string) => pain({ batches: [{ orders: [{ amount }] }] })
const one = { batches: [{ orders: [{ amount: '1.00' }] }] }
const named = (name: string) => pain({ between: '\n' }).replaceAll('SOCIETE', name)

describe('what the schema allows is in order', () => {
  test.each([
    ...['.50', '5.', '+5.00', '005.00', ' 5.00 ', '\n5.00\t', '5.12300000', '0.00001'],
    ...[
      '5<!-- x -->.00',
      '5<?x?>.00',
      '<![CDATA[5]]>.00',
      '5<![CDATA[.0]]>0',
      '&#53;.00',
      '&#x35;',
    ],
    '12345678901234567.8',
  ])('an amount written %j', (amount) => {
    expect(said(paying(amount))).toBe('in order')
  })

  test.each(['1', '1.', '+1.00', ' 01.0 ', '1.00000000000000000'])('a total of %j', (sum) => {
    expect(said(pain({ ...one, sum }))).toBe('in order')
  })

  test.each(['1', '01', '000000000000001'])('a count of %j', (count) => {
    expect(said(pain({ ...one, count }))).toBe('in order')
  })

  test.each(['2027-03-02', '2026-11-30Z', '2026-11-30+01:00', '2028-02-29', ' 2027-03-02 '])(
    'a date of %j',
    (date) => {
      const batches = [{ date, orders: [{ amount: '1.00' }] }]
      expect(said(pain({ version: '03', batches }))).toBe('in order')
    },
  )

  test.each([
    ['an ampersand in CDATA', named('<![CDATA[A & B & C & D & E & F]]>')],
    ['an ampersand in a comment', named('<!-- R&D & more & more & more -->X')],
    ['references', named('&amp; &#8364; &#x20AC; &#x000000000000000000026; &lt;')],
    ['single quotes', pain({ declaration: "<?xml version='1.0' encoding='UTF-8'?>" })],
    ['a prefix', pain({ prefix: 'ns2:' })],
    ['xml:space', pain().replace('<Document', '<Document xml:space="preserve"')],
    ['an instruction inside', named('<?x y & z?>X')],
    ['a namespace of its own inside', pain().replace('<GrpHdr>', '<GrpHdr xmlns:a="b">')],
    ['ISO 8859-15', pain({ declaration: '<?xml version="1.0" encoding="ISO-8859-15"?>' })],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${pain({ declaration: '' })}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(pain({ declaration: '' }), 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(pain({ declaration: '' }), 'utf16le').swap16()],
    ['pain.001.001.02', pain({ version: '02', root: 'pain.001.001.02' })],
  ])('%s', (_, file) => {
    for (const chunkBytes of [1, 7, 997, 100_000])
      expect(check(file, chunkBytes).findings).toEqual([])
  })
})

describe('what the schema does not allow is refused', () => {
  test.each([
    [
      '19,99',
      /^x was not sent: “19,99” is not an amount above zero: the decimal separator is a point \(transaction 1\)\./,
    ],
    ['-5.00', /amounts have no minus sign/],
    ['5.123456', /18 digits are allowed, and 5 of them/],
    ['1234567890123456789', /18 digits/],
    ['123456789012345678.9', /18 digits/],
    ['5\u00a0', /is not an amount/],
    ['1e3', /“1e3” is not an amount/],
    ['INF', /is not an amount/],
    ['1 000.00', /is not an amount/],
    ['0', /is not an amount above zero/],
    ['', /it has no amount/],
  ])('an amount written %j', (amount, sentence) => {
    expect(said(paying(amount))).toMatch(sentence)
  })

  test.each(['+1', '1.0', '1e0', '0000000000000001', 'x', '-1', ''])('a count of %j', (count) => {
    expect(said(pain({ ...one, count }))).toMatch(
      /NbOfTxs is “.*”, which is no number of 1 to 15 digits \(GrpHdr\)/,
    )
  })

  test.each(['1,00', '1e0', ''])('a total of %j', (sum) => {
    expect(said(pain({ ...one, sum }))).toMatch(
      /it says a total of .* and its amounts add up to 1\.00 \(GrpHdr\)/,
    )
  })

  test.each([
    '2027-3-2',
    '02/03/2027',
    '2027-02-30',
    '2027-13-01',
    '2027-03-02T10:00:00',
    '2027-03-02+15:00',
  ])('a date of %j', (date) => {
    const batches = [{ date, orders: [{ amount: '1.00' }] }]
    expect(said(pain({ version: '03', batches }))).toMatch(/is no date.*\(PmtInf B0\)/)
  })
})

describe('a fault is reported with its place', () => {
  test.each<readonly [string, string | Uint8Array, RegExp]>([
    [
      'a bare ampersand',
      named('DUPONT & FILS'),
      /bare & where &amp; is needed, in “.*DUPONT & FILS.*” \(line \d+, column 12\)/,
    ],
    [
      'an entity',
      named('SOCI&eacute;TE'),
      /&eacute; is an entity that is declared nowhere.* \(line \d+, column 9\)/,
    ],
    [
      'a control character',
      named('SOC\u0001IETE'),
      /control character U\+0001.* \(line \d+, column 8\)/,
    ],
    ['a reference to one', named('SOC&#1;IETE'), /control character &#1;.* \(line \d+, column 8\)/],
    [
      'Latin-1 under UTF-8',
      Buffer.from(named('SOCIÉTE'), 'latin1'),
      /not in the encoding that it declares \(utf-8\) \(line \d+, column 9\)/,
    ],
    [
      'an encoding nobody knows',
      pain({ declaration: '<?xml version="1.0" encoding="IBM1147"?>' }),
      /encoding ibm1147, which is not known/,
    ],
    [
      'NULs behind the end',
      pain() + '\0'.repeat(100),
      /NUL bytes behind its end, from byte \d+ on: a power cut/,
    ],
    [
      'NULs where the end was',
      pain().slice(0, 600) + '\0'.repeat(9000),
      /NUL bytes where its end should be, from byte 601 on/,
    ],
    ['NULs within', pain().replace('SOCIETE', 'SOC\0IETE'), /NUL bytes within, from byte/],
    [
      'a cut',
      pain({ between: '\n' }).slice(0, -60),
      /it is cut off, <.*> has no end tag \(line \d+, column \d+\)/,
    ],
    ['a blank line before', `\n${pain()}`, /stands before its declaration.*\(line 2/],
    ['two marks', `\ufeff\ufeff${pain()}`, /two byte order marks/],
    [
      'which batch has the wrong count',
      pain().replace('<PmtInfId>B1</PmtInfId>', '<PmtInfId>B1</PmtInfId><NbOfTxs>7</NbOfTxs>'),
      /it says 7 transactions and holds 1 \(PmtInf B1\)/,
    ],
    [
      'which batch has the wrong total',
      pain().replace('<PmtInfId>B0</PmtInfId>', '<PmtInfId>B0</PmtInfId><CtrlSum>7</CtrlSum>'),
      /it says a total of 7 and its amounts add up to 1 337\.35 \(PmtInf B0\)/,
    ],
  ])('%s', (_, file, sentence) => {
    for (const chunkBytes of [97, 997, 100_000]) expect(said(file, chunkBytes)).toMatch(sentence)
  })

  const shifted = (all: readonly string[]) => all.map((line) => `1${line}`).join('\r\n')
  const longer = ([head = '', second = '', ...rest]: readonly string[], end: string) =>
    [head, `${second.slice(0, 60)}X${second.slice(60)}`, ...rest].join(end)

  test.each([
    ['160', transfers(), 4],
    ['320', abroad(), 6],
  ] as const)('in CFONB %s', (length, records, _) => {
    expect(said(layouts['a byte order mark']?.write(records) ?? '')).toMatch(
      /begins with a byte order mark.*Have it written without the mark/,
    )
    expect(said(`\r\n${records.join('\r\n')}`)).toMatch(/begins with a blank line/)
    expect(said(` ${records.join('')}`)).toMatch(
      /shifted: 1 character \(blanks\) stand before its first record/,
    )
    expect(said(shifted(records))).toMatch(/shifted: 1 character stand before its first record/)
    expect(said(longer(records, '\r\n'))).toMatch(
      new RegExp(
        `it has ${Number(length) + 1} characters where ${length} are needed \\(record 2\\)`,
      ),
    )
    expect(said(records.map((line) => line.trimEnd().slice(0, -1)).join('\r\n'))).toMatch(
      /characters where \d+ are needed \(record 1\)/,
    )
    expect(check(layouts['EBCDIC']?.write(records) ?? '').verdict).toBe('pass')
  })

  test('a wrong number, with the one that comes next', () => {
    const [head = '', order = '', ...rest] = bills()
    const wrong = [head, order.slice(0, 4) + '00000007' + order.slice(12), ...rest]
    expect(said(wrong.join('\r\n'))).toMatch(
      /its number is 00000007 where 2 comes next \(record 2\)/,
    )
    const [first = '', second = '', ...others] = abroad()
    const other = [first, `${second.slice(0, 4)}000009${second.slice(10)}`, ...others]
    expect(said(other.join(''))).toMatch(/its number is 000009 where 2 comes next \(record 2\)/)
  })
})

describe('a file that is something else is named as what it is, with what to do', () => {
  test.each<readonly [string | Uint8Array, RegExp]>([
    ['{"a": [1, 2]}', /looks like JSON/],
    ['[{"a":1}]', /looks like JSON/],
    ['PK\u0003\u0004...[Content_Types].xml', /a Word or Excel document/],
    ['PK\u0003\u0004...paie.xml', /a zip archive.*Unpack it/],
    [Buffer.from([0x1f, 0x8b, 8, 0]), /a gzip archive.*Unpack it/],
    ['%PDF-1.4', /a PDF/],
    ['<!DOCTYPE html><html><body>', /an HTML page.*error page/],
    ['<html><head>', /an HTML page/],
    ['-----BEGIN PGP MESSAGE-----\n', /an OpenPGP message.*Decrypt it/],
    ['a;b;c\n1;2;3\n', /a table \(CSV\)/],
    ['01/12/2026;FR76;Dupont;1200,00\r\n', /a table \(CSV\)/],
    ['03/11/2026;a\n06/11/2026;b\n', /a table \(CSV\)/],
    ['0312345678\n0612345678\n', /a text of no format/],
    ['\0'.repeat(5000), /nothing but NUL bytes/],
    [' \r\n', /it is empty/],
    [
      '<?xml version="1.0"?><Document xmlns="urn:x"/>',
      /an empty XML document: <Document> holds nothing/,
    ],
    ['<?xml version="1.0"?><invoice><a/></invoice>', /XML with the root <invoice>/],
    [
      '<Document><BkToCstmrStmt/></Document>',
      /a camt\.053 \(an account statement, which banks send\)/,
    ],
    [
      '<Document><CstmrPmtStsRpt/></Document>',
      /a pain\.002 \(a payment status report, which banks send\)/,
    ],
    [
      record(120, [
        [1, '0130004'],
        [12, '00823EUR2'],
        [35, '010327'],
        [91, '0000000000000{'],
      ]),
      /a CFONB 120 \(an account statement/,
    ],
    [record(240, [[1, '3100000121010327E']]), /a CFONB 240/],
    [
      Buffer.from(toPage(Buffer.from('<?xml version="1.0"?>'), '037', 'ascii')),
      /XML in EBCDIC.*Have it written in UTF-8/,
    ],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), /XML in UTF-32/],
  ])('%j', (file, sentence) => {
    expect(said(file)).toMatch(sentence)
    expect(said(file)).toMatch(/^x was not sent: .*\. [A-Z].*\.$/)
  })
})

test.each(['FR7630006000033000000040033', 'FR76 3000 6000 0330 0000 0040 033'])(
  'an account in the place of an amount (%s) is shown shortened',
  (account) => {
    expect(said(paying(account))).toContain('FR76…0033')
    expect(JSON.stringify(check(paying(account)).findings)).not.toMatch(/3000 ?6000/)
    expect(check(pain({ messageId: account })).summary).not.toMatch(/3000 ?6000/)
  },
)
