// Files made to cost the reader of them far more than their size: each is told by a name, and given in
// chunks as large as asked for, so that one of 100 MB is never in memory.

export interface HostileFile {
  readonly name: string
  /** What the check says of it first, from a megabyte on. */
  readonly code: string
  chunks(sizeBytes: number): Iterable<Buffer>
}

/** As large as the daemon reads them. */
const chunkBytes = 256 * 1024

const head = '<?xml version="1.0" encoding="UTF-8"?>'
const document = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">'

const message = '<CstmrCdtTrfInitn>'
const messageEnd = '</CstmrCdtTrfInitn></Document>'

export const hostileFiles: readonly HostileFile[] = [
  xml('elements that are never closed', 'TOO-DEEP', ['', '<a>']),
  xml('a namespace on each of many levels', 'TOO-DEEP', [
    '',
    (number) => `<a xmlns:n${number}="u">`,
  ]),
  xml('a prefix looked up through ever more levels', 'TOO-DEEP', [
    '<a xmlns:x="u">',
    '<x:a x:b="" x:c="">',
  ]),
  xml('thirty namespaces on each level', 'TOO-MANY-NAMESPACES', [
    '',
    (number) => `<a ${names(30, (index) => `xmlns:n${number}x${index}="u"`)}>`,
  ]),
  xml('one tag of namespaces', 'TOO-MANY-ATTRIBUTES', ['<a ', (number) => `xmlns:n${number}="u" `]),
  xml('one tag of attributes', 'TOO-MANY-ATTRIBUTES', ['<a ', (number) => `b${number}="" `]),
  xml('prefixes looked up through all levels', 'FORMAT', [
    deep(30),
    '<x:b x:c="" x:d=""/>',
    `${'</a>'.repeat(30)}</Document>`,
  ]),
  xml('one text', 'TOO-LONG', ['<Nm>', 'x']),
  xml('one text of references', 'TOO-LONG', ['<Nm>', '&amp;']),
  xml('one text cut by comments', 'TOO-LONG', ['<Nm>', `${'x'.repeat(100)}<!---->`]),
  xml('one text of lines that end in two characters', 'TOO-LONG', ['<Nm>', '\r\n']),
  xml('one CDATA', 'TOO-LONG', ['<Nm><![CDATA[', 'x']),
  xml('one CDATA of brackets', 'TOO-LONG', ['<Nm><![CDATA[', ']]']),
  xml('CDATA after CDATA', 'TOO-LONG', ['<Nm>', `<![CDATA[${'x'.repeat(100)}]]>`]),
  xml('one comment', 'TOO-LONG', ['<!--', 'x']),
  xml('one comment of dashes', 'TOO-LONG', ['<!--', '-x']),
  xml('one instruction', 'TOO-LONG', ['<?x ', '?']),
  xml('one value of an attribute', 'TOO-LONG', ['<a b="', 'x']),
  xml('one name of an element', 'TOO-LONG', ['<', 'x']),
  xml('one name of an attribute', 'TOO-LONG', ['<a ', 'x']),
  xml('one name of an end tag', 'TOO-LONG', ['<a></a', 'x']),
  xml('blanks in a tag', 'TOO-LONG', ['<a', ' ']),
  xml('a reference that never ends', 'BARE-AMPERSAND', ['<Nm>&', 'x']),
  xml('ampersands', 'BARE-AMPERSAND', ['<Nm>', '&']),
  xml('empty references', 'BARE-AMPERSAND', ['<Nm>', '&;']),
  xml('errors', 'NOT-WELL-FORMED', ['<a>', '</b>']),
  xml('errors in a text', 'NOT-WELL-FORMED', ['<a>', '\u0001']),
  xml('comments', 'FORMAT', ['', '<!--x-->', '</Document>']),
  xml('empty elements', 'COUNT', [message, '<a/>', messageEnd]),
  xml('empty payments', 'AMOUNT', [
    `${message}<PmtInf>`,
    '<CdtTrfTxInf/>',
    `</PmtInf>${messageEnd}`,
  ]),
  xml('accounts that are all others', 'COUNT', [
    message,
    (number) =>
      `<PmtInf><ReqdExctnDt>${number}</ReqdExctnDt><DbtrAcct><Id><IBAN>FR${number}</IBAN></Id></DbtrAcct></PmtInf>`,
    messageEnd,
  ]),
  xml('long names of accounts', 'TOO-LONG', [
    message,
    (number) =>
      `<PmtInf><DbtrAcct><Id><IBAN>${number}${'x'.repeat(900_000)}</IBAN></Id></DbtrAcct></PmtInf>`,
    messageEnd,
  ]),
  plain('blanks', 'EMPTY', ['', ' ']),
  plain('a header that never ends', 'TOO-LONG', ['<?xml version="1.0" ', ' ']),
  plain('blanks before the root', 'TOO-LONG', [head, '\n']),
  plain('a DOCTYPE', 'DOCTYPE', [`${head}<!DOCTYPE a [`, '<!ENTITY a "a">']),
  plain('a DOCTYPE behind many blanks', 'DOCTYPE', [
    `${head}${' '.repeat(500_000)}<!DOCTYPE a [`,
    'x',
  ]),
  plain('blanks behind the root', 'TOO-LONG', [`${document}</Document>`, ' ']),
  plain('less-than signs', 'NOT-WELL-FORMED', ['', '<']),
  plain('instructions in instructions', 'NOT-WELL-FORMED', [head, '<?x']),
  plain('comments in comments', 'NOT-WELL-FORMED', [head, '<!--']),
  wide('one text of two bytes a character', 'TOO-LONG', [`${document}<Nm>`, 'x']),
  plain('CFONB without a line end', 'RECORD-ORDER', [record('0302'), '0']),
  plain('CFONB of one line', 'RECORD-ORDER', [`${record('0302')}\n`, '0']),
  plain('CFONB of line ends', 'TRUNCATED', [`${record('0302')}\n`, '\n']),
  plain('CFONB of carriage returns', 'TRUNCATED', [`${record('0302')}\r\n`, '\r']),
  plain('CFONB of one order with texts', 'TOO-LONG', [
    `${record('0302')}\n${record('0602')}\n`,
    `${record('0702')}\n`,
  ]),
  plain('CFONB of short lines', 'RECORD-LENGTH', [`${record('0302')}\n`, '0\n']),
]

type Part = string | ((number: number) => string)
type Made = readonly [begin: string, part: Part, end?: string | undefined]

function xml(name: string, code: string, [begin, part, end]: Made): HostileFile {
  return plain(name, code, [`${head}${document}${begin}`, part, end])
}

function plain(
  name: string,
  code: string,
  [begin, part, end = '']: Made,
  encoding: BufferEncoding = 'latin1',
): HostileFile {
  return {
    name,
    code,
    *chunks(sizeBytes) {
      yield Buffer.from(begin, encoding)
      let number = 0
      for (let bytes = 0; bytes < sizeBytes; ) {
        let chunk = ''
        while (chunk.length < chunkBytes) {
          number += 1
          chunk +=
            typeof part === 'string'
              ? part.repeat(Math.ceil(chunkBytes / part.length))
              : part(number)
        }
        const made = Buffer.from(chunk, encoding)
        bytes += made.length
        yield made
      }
      yield Buffer.from(end, encoding)
    },
  }
}

function wide(name: string, code: string, [begin, part]: Made): HostileFile {
  return plain(name, code, [`\ufeff${begin}`, part], 'utf16le')
}
function names(count: number, name: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => name(index)).join(' ')
}

/** `x` is declared at the root, and each level declares another. */
function deep(levels: number): string {
  return `<a xmlns:x="x">${names(levels - 1, (index) => `<a xmlns:n${index}="u">`)}`
}

function record(code: string): string {
  return code.padEnd(160, '0')
}
