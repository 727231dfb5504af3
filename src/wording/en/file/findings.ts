// English words about what is wrong with the content of a file, so that it was not sent. Pure.

import type { FindingPlace, findings } from '../../catalogue/file/findings.ts'
import type { ArgumentsOf } from '../../catalogue.ts'
import type { Words, WordsFor } from '../../entry.ts'

type Code = keyof typeof findings
type Placed = { readonly name: string; readonly place: FindingPlace }
type Clauses = { readonly [C in Code]: (values: ArgumentsOf<C>) => string }

const again = 'Have it made again, then drop or send it again.'

const kinds: Readonly<Record<string, string>> = {
  gzip: 'a gzip archive',
  zip: 'a zip archive',
  'office-xml': 'a Word or Excel document',
  'open-document': 'an OpenDocument text or table',
  office: 'an old Word or Excel document',
  pdf: 'a PDF',
  '7z': 'a 7z archive',
  rar: 'a RAR archive',
  bzip2: 'a bzip2 archive',
  xz: 'an xz archive',
  zstd: 'a zstd archive',
  program: 'a program',
  image: 'a picture',
  rtf: 'a Word text (RTF)',
  pgp: 'an OpenPGP message (encrypted or signed)',
  pem: 'a certificate, a key or an encrypted message (PEM)',
  signed: 'a signed or encrypted file (PKCS#7)',
  html: 'an HTML page',
  json: 'JSON',
  mt940: 'an MT940 statement',
  edifact: 'EDIFACT',
  csv: 'a table (CSV)',
  'xml-ebcdic': 'XML in EBCDIC',
  'xml-utf32': 'XML in UTF-32',
  nul: 'nothing but NUL bytes, as a power cut or a full disk leaves them',
  text: 'a text of no format that is known here',
  binary: 'something that is no text',
  'cfonb-120': 'a CFONB 120 (an account statement, which banks send)',
  'cfonb-240': 'a CFONB 240 (operations that a bank gives back, or an answer to bills)',
  'empty-xml': 'an empty XML document',
}

const whatToDo: Readonly<Record<string, string>> = {
  gzip: 'Unpack it',
  zip: 'Unpack it',
  '7z': 'Unpack it',
  rar: 'Unpack it',
  bzip2: 'Unpack it',
  xz: 'Unpack it',
  zstd: 'Unpack it',
  pgp: 'Decrypt it',
  signed: 'Decrypt it or take it out of its signature',
  html: 'It is often the error page of the server that it was fetched from: look into it, have the right file fetched',
  'xml-ebcdic': 'Have it written in UTF-8, or converted when it is fetched from the host',
  'xml-utf32': 'Have it written in UTF-8',
}

/** Messages of ISO 20022 by the name of their element. */
const messages: Readonly<Record<string, string>> = {
  CstmrPmtStsRpt: 'a pain.002 (a payment status report, which banks send)',
  BkToCstmrAcctRpt: 'a camt.052 (an account report, which banks send)',
  BkToCstmrStmt: 'a camt.053 (an account statement, which banks send)',
  BkToCstmrDbtCdtNtfctn: 'a camt.054 (an advice of debits or credits, which banks send)',
  CstmrPmtRvsl: 'a pain.007 (a reversal)',
  MndtInitnReq: 'a pain.009 (a mandate)',
  CdtrPmtActvtnReq: 'a pain.013 (a request to pay)',
  FIToFICstmrCdtTrf: 'a pacs.008 (a transfer between banks)',
  FIToFIPmtCxlReq: 'a camt.056 (a cancellation)',
}

function formatOf({ looksLike, detail }: ArgumentsOf<'FORMAT'>): string {
  if (looksLike === 'message')
    return `${messages[detail] ?? `XML that holds <${detail}>`}, and neither a pain.001 nor a pain.008`
  if (looksLike === 'xml')
    return `XML with the root <${detail}>, and neither a pain.001 nor a pain.008`
  if (looksLike === 'unnamed') return `a ${detail} under a name that no bank knows`
  return kinds[looksLike] ?? looksLike
}

const clauses: Clauses = {
  EMPTY: () => 'it is empty',
  FORMAT: (values) =>
    `it looks like ${formatOf(values)}${values.looksLike === 'empty-xml' ? `: <${values.detail}> holds nothing` : ''}, which is not what this virtual file takes`,
  NUL: ({ fromByte, where }) =>
    `it holds NUL bytes${fromByte === 0 ? '' : ` ${where}, from byte ${fromByte} on`}: a power cut or a full disk leaves files like this`,
  'NOT-WELL-FORMED': ({ problem, what }) =>
    `it is not well-formed XML: ${malformed(problem, what)}`,
  DOCTYPE: () => 'it has a DOCTYPE, which no payment file has',
  'BARE-AMPERSAND': ({ around }) =>
    `it holds a bare & where &amp; is needed${around === '' ? '' : `, in “${around}”`}`,
  ENCODING: ({ declared, problem }) => {
    switch (problem) {
      case 'unknown':
        return `it declares the encoding ${declared}, which is not known here`
      case 'not utf-16':
        return `it declares the encoding ${declared}, and its bytes are none of it`
      case 'bytes':
        return `its bytes are not in the encoding that it declares (${declared})`
    }
  },
  BOM: () => 'it begins with a byte order mark, which a bank reads as part of the first record',
  'BEFORE-FIRST-RECORD': ({ what, bytes }) => {
    const count = bytes === 1 ? '1 character' : `${bytes} characters`
    switch (what) {
      case 'blank lines':
        return 'it begins with a blank line, which a bank reads as its first record'
      case 'blanks':
        return `it is shifted: ${count} (blanks) stand before its first record`
      case 'characters':
        return `it is shifted: ${count} stand before its first record`
    }
  },
  'RECORD-LENGTH': ({ length, needed, problem }) => {
    if (problem === 'indented') return 'blanks stand before it on its line'
    if (problem === 'mixed')
      return 'some of its records stand on a line of their own and others do not'
    return `it has ${length} characters where ${needed} are needed`
  },
  'RECORD-NUMBER': ({ number, expected }) => `its number is ${number} where ${expected} comes next`,
  COUNT: ({ said, counted, problem }) => {
    switch (problem) {
      case 'missing':
        return 'NbOfTxs is missing'
      case 'no number':
        return `NbOfTxs is “${said}”, which is no number of 1 to 15 digits`
      case 'wrong':
        return `it says ${said} transactions and holds ${counted}`
    }
  },
  'CONTROL-SUM': ({ said, counted, added }) => {
    const parts =
      added === undefined
        ? 'its amounts'
        : { orders: 'its orders', digits: 'the digits of its amounts' }[added]
    return `it says a total of ${said} and ${parts} add up to ${counted}`
  },
  AMOUNT: ({ said, problem, decimals = '' }) => {
    const wrong = `“${said}” is not an amount above zero`
    switch (problem) {
      case 'missing':
        return 'it has no amount'
      case 'not cents':
        return `“${said}” is not an amount in cents`
      case 'decimals':
        return `“${said}” with “${decimals}” decimals is not an amount`
      case 'no total':
        return `“${said}” is not a total`
      case 'comma':
        return `${wrong}: the decimal separator is a point`
      case 'negative':
        return `${wrong}: amounts have no minus sign`
      case 'digits':
        return `${wrong}: 18 digits are allowed, and 5 of them after the point`
      case 'zero':
      case 'other':
        return wrong
    }
  },
  'DATE-FORM': ({ said }) => `“${said}” is no date: dates are written as 2027-03-02`,
  'NO-TRANSACTION': ({ what }) => `it holds no ${what}`,
  'TOO-LONG': ({ what, maximum }) => tooLong(what, maximum),
  'TOO-DEEP': ({ maximum }) => `its elements are nested more than ${maximum} deep`,
  'TOO-MANY-ATTRIBUTES': ({ maximum }) => `an element has more than ${maximum} attributes`,
  'TOO-MANY-NAMESPACES': ({ maximum }) => `more than ${maximum} namespaces are declared at once`,
  'NO-CURRENCY': ({ said }) => `“${said}” is no currency`,
  NAMESPACE: ({ said, holds }) => `its namespace says ${said} and it holds ${holds}`,
  TRUNCATED: ({ record, code }) => {
    const last = record === 0 ? 'it has no record' : `its last one, record ${record}, is a ${code}`
    return `${last}, and not the total (08): the file is cut off`
  },
  'RECORD-ORDER': ({ code, before }) =>
    `a record ${code} cannot stand behind ${before === '' ? 'the beginning' : before}`,
  'NO-OPERATION': ({ said }) => `“${said}” is no operation of CFONB 160`,
}

function tooLong(what: ArgumentsOf<'TOO-LONG'>['what'], maximum: number | null): string {
  const than = maximum === null ? 'any in a payment file' : `${maximum} characters`
  const of: Readonly<Record<typeof what, string>> = {
    value: 'it',
    attribute: 'the value of an attribute',
    name: 'a name',
    text: 'a text',
    markup: 'a text, comment or tag',
    'text of an order': 'the text of an order',
  }
  return `${of[what]} is longer than ${than}`
}

function malformed(problem: ArgumentsOf<'NOT-WELL-FORMED'>['problem'], what: string): string {
  switch (problem) {
    case 'cut':
      return `it is cut off, ${what === '' ? 'its end is missing' : `<${what}> has no end tag`}`
    case 'entity':
      return `${what} is an entity that is declared nowhere (XML itself knows &amp; &lt; &gt; &quot; &apos; alone)`
    case 'control character':
      return `it holds the control character ${what}, which no XML may hold`
    case 'blank before declaration':
      return 'something stands before its declaration <?xml …?>, a blank or an empty line perhaps: the declaration must be its very beginning, or there are two documents behind each other'
    case 'two marks':
      return 'it begins with two byte order marks'
    case 'other':
      return what
  }
}

function nextOf(code: Code, values: ArgumentsOf<Code>): string {
  const format = code === 'FORMAT' ? (values as ArgumentsOf<'FORMAT'>).looksLike : ''
  const first = whatToDo[format]
  if (first !== undefined) return `${first}, then drop the payment file itself.`
  if (format !== '')
    return 'Drop or send a payment file; this one belongs in another folder, or under another virtual file.'
  if (code === 'NUL')
    return 'Have it written anew by the program that made it, then drop or send it again.'
  if (code === 'BOM')
    return 'Have it written without the mark (“UTF-8 with BOM” is the setting that writes it; CFONB is ISO 8859-1), then drop or send it again.'
  return again
}

/** What is wrong, as a part of a sentence about “it”. */
export function clauseOf<C extends Code>(code: C, values: ArgumentsOf<C>): string {
  const clause = clauses[code] as unknown as (values: ArgumentsOf<C>) => string
  return clause(values)
}

/** '' for the file as a whole. */
export function placeInEnglish(place: FindingPlace): string {
  switch (place.kind) {
    case 'file':
      return ''
    case 'line':
      return place.column === 0
        ? `line ${place.line}`
        : `line ${place.line}, column ${place.column}`
    case 'end':
      return 'end'
    case 'record':
      return `record ${place.record}`
    case 'transaction':
      return `transaction ${place.transaction}`
    case 'element':
      return place.id === '' ? place.element : `${place.element} ${place.id}`
  }
}

const titles: Readonly<Record<Code, string>> = {
  EMPTY: 'Empty',
  FORMAT: 'Another kind of file',
  NUL: 'NUL bytes',
  'NOT-WELL-FORMED': 'Not well-formed',
  DOCTYPE: 'A DOCTYPE',
  'BARE-AMPERSAND': 'A bare ampersand',
  ENCODING: 'Another encoding',
  BOM: 'A byte order mark',
  'BEFORE-FIRST-RECORD': 'Shifted',
  'RECORD-LENGTH': 'A record of another length',
  'RECORD-NUMBER': 'A wrong number',
  COUNT: 'A wrong count',
  'CONTROL-SUM': 'A wrong total',
  AMOUNT: 'A wrong amount',
  'DATE-FORM': 'A wrong date',
  'NO-TRANSACTION': 'Nothing to pay',
  'TOO-LONG': 'A value that is too long',
  'TOO-DEEP': 'Elements nested too deep',
  'TOO-MANY-ATTRIBUTES': 'Too many attributes',
  'TOO-MANY-NAMESPACES': 'Too many namespaces',
  'NO-CURRENCY': 'A wrong currency',
  NAMESPACE: 'Another namespace',
  TRUNCATED: 'Cut off',
  'RECORD-ORDER': 'A record in a wrong place',
  'NO-OPERATION': 'An unknown operation',
}

function words<C extends Code>(code: C): Words<ArgumentsOf<C>> {
  return {
    title: titles[code],
    sentence(values) {
      const { name, place } = values as unknown as Placed
      const where = placeInEnglish(place)
      return `${name} was not sent: ${clauseOf(code, values as never)}${where === '' ? '' : ` (${where})`}.`
    },
    next: (values) => nextOf(code, values as never),
  }
}

export const findingsInEnglish: WordsFor<typeof findings> = {
  EMPTY: words('EMPTY'),
  FORMAT: words('FORMAT'),
  NUL: words('NUL'),
  'NOT-WELL-FORMED': words('NOT-WELL-FORMED'),
  DOCTYPE: words('DOCTYPE'),
  'BARE-AMPERSAND': words('BARE-AMPERSAND'),
  ENCODING: words('ENCODING'),
  BOM: words('BOM'),
  'BEFORE-FIRST-RECORD': words('BEFORE-FIRST-RECORD'),
  'RECORD-LENGTH': words('RECORD-LENGTH'),
  'RECORD-NUMBER': words('RECORD-NUMBER'),
  COUNT: words('COUNT'),
  'CONTROL-SUM': words('CONTROL-SUM'),
  AMOUNT: words('AMOUNT'),
  'DATE-FORM': words('DATE-FORM'),
  'NO-TRANSACTION': words('NO-TRANSACTION'),
  'TOO-LONG': words('TOO-LONG'),
  'TOO-DEEP': words('TOO-DEEP'),
  'TOO-MANY-ATTRIBUTES': words('TOO-MANY-ATTRIBUTES'),
  'TOO-MANY-NAMESPACES': words('TOO-MANY-NAMESPACES'),
  'NO-CURRENCY': words('NO-CURRENCY'),
  NAMESPACE: words('NAMESPACE'),
  TRUNCATED: words('TRUNCATED'),
  'RECORD-ORDER': words('RECORD-ORDER'),
  'NO-OPERATION': words('NO-OPERATION'),
}
