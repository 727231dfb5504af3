// What kind of text bytes are, by their values.

import { describe, expect, test } from 'vitest'
import { toPage } from '../../src/pesit/data/code-page.ts'
import { ByteKinds } from '../../src/preflight/byte-kinds.ts'

const kindsOf = (bytes: Uint8Array) => {
  const kinds = new ByteKinds()
  for (const byte of bytes) kinds.add(byte)
  const { isUtf8, isEbcdic, isAscii } = kinds
  return [
    ...(isUtf8 ? ['utf-8'] : []),
    ...(isEbcdic ? ['ebcdic'] : []),
    ...(isAscii ? ['ascii'] : []),
  ]
}
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const ebcdic = (text: string) => toPage(latin1(text), '297', 'latin1')

describe('bytes are', () => {
  test.each<[string, Uint8Array, readonly string[]]>([
    ['nothing', latin1(''), []],
    ['ASCII', latin1('0302 SOCIETE\tX\r\n'), ['ascii']],
    ['no ASCII for a control character', latin1('0302\u0000'), []],
    ['no ASCII for DEL', latin1('0302\u007f'), []],
    ['UTF-8 with letters of two bytes', Buffer.from('Société'), ['utf-8']],
    ['UTF-8 with letters of three and four bytes', Buffer.from('10 € 😀'), ['utf-8']],
    ['UTF-8 with the first letters of three bytes', Buffer.from('ก'), ['utf-8']],
    ['no UTF-8 where a letter of three bytes is cut', Buffer.from('ก').subarray(0, 2), []],
    ['no UTF-8 where a letter of four bytes is cut', Buffer.from('😀').subarray(0, 3), []],
    ['no UTF-8 for letters of ISO 8859-1', latin1('Société Générale'), []],
    [
      'no UTF-8 where one letter is of ISO 8859-1',
      Buffer.concat([Buffer.from('é'), latin1('é')]),
      [],
    ],
    [
      'not UTF-8 where a byte after a letter belongs to no letter',
      Buffer.concat([Buffer.from('é'), Buffer.from([0x80])]),
      [],
    ],
    ['no EBCDIC where only a third of the bytes are letters', latin1('@@@@@@ÁÁÁ'), []],
    ['EBCDIC where more than a third are', latin1('@@@@@ÁÁÁ'), ['ebcdic']],
    ['no EBCDIC of less than eight bytes', latin1('ÁÁÁÁÁÁÁ'), []],
    ['no UTF-8 where a letter is cut', Buffer.from('é').subarray(0, 1), []],
    ['no UTF-8 for a second half alone', latin1('a\u00a9'), []],
    ['no UTF-8 where a letter is interrupted', Buffer.from([0xc3, 0x41, 0xa9]), []],
    ['no UTF-8 for bytes that it never has', Buffer.from([0xc0, 0xaf, 0xf5, 0x80]), []],
    ['EBCDIC', ebcdic('0302 SOCIETE GENERALE 00000123'), ['ebcdic']],
    ['EBCDIC in small letters', ebcdic('Virement du mois'), ['ebcdic']],
    ['no EBCDIC for ASCII in capitals', latin1('@@@@KMNP'), ['ascii']],
    ['no EBCDIC for accents alone', latin1('ÉÈÀÇ éèàç fin de la ligne'), []],
  ])('%s', (_, bytes, kinds) => {
    expect(kindsOf(bytes)).toEqual(kinds)
  })
})
