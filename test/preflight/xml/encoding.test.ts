import { describe, expect, test } from 'vitest'
import {
  declaredEncoding,
  decoderFor,
  looksLikeXml,
  tolerantDecoderFor,
  wideEncodingOf,
  xmlCharacters,
} from '../../../src/preflight/xml/encoding.ts'

const bytes = (...all: readonly number[]) => Uint8Array.from(all)
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('two bytes a character', () => {
  test.each([
    ['the mark of UTF-16, low byte first', bytes(0xff, 0xfe, 0x3c, 0), 'utf-16le'],
    ['the mark of UTF-16, high byte first', bytes(0xfe, 0xff, 0, 0x3c), 'utf-16be'],
    ['<? without a mark, low byte first', bytes(0x3c, 0, 0x3f, 0), 'utf-16le'],
    ['<? without a mark, high byte first', bytes(0, 0x3c, 0, 0x3f), 'utf-16be'],
    ['UTF-8', latin1('<?xm'), null],
    ['UTF-32, low byte first', bytes(0xff, 0xfe, 0, 0), null],
    ['UTF-32, high byte first', bytes(0, 0, 0xfe, 0xff), null],
    ['UTF-32 without a mark', bytes(0x3c, 0, 0, 0), null],
    ['UTF-32 without a mark, high byte first', bytes(0, 0, 0, 0x3c), null],
    ['EBCDIC', bytes(0x4c, 0x6f, 0xa7, 0x94), null],
    ['< and a NUL that is damage', bytes(0x3c, 0, 0x3f, 0x78), null],
    ['< and a NUL at the end of the file', bytes(0x3c, 0), null],
    ['a NUL, <, a NUL and another NUL', bytes(0, 0x3c, 0, 0), null],
    ['a NUL, < and a letter', bytes(0, 0x3c, 0x3f, 0), null],
    ['half a mark', bytes(0xff, 0x3c), null],
    ['half of the other mark', bytes(0xfe, 0x3c), null],
    ['nothing', bytes(), null],
  ])('%s', (_, head, expected) => {
    expect(wideEncodingOf(head)).toBe(expected)
  })
})

describe('whether it looks like XML', () => {
  test.each([
    ['markup', latin1('<a>'), true],
    ['blanks, tabs and line ends before it', latin1(' \t\r\n<a>'), true],
    ['one byte order mark', Buffer.from('\ufeff<a>'), true],
    ['two byte order marks', Buffer.from('\ufeff\ufeff<a>'), true],
    ['UTF-16', Buffer.from('\ufeff<a>', 'utf16le'), true],
    ['text', latin1('a<b>'), false],
    ['a NUL before it', latin1('\u0000<a>'), false],
    ['half a byte order mark', bytes(0xef, 0xbb, 0x3c), false],
    ['blanks alone', latin1('   '), false],
    ['nothing', latin1(''), false],
  ])('%s', (_, head, expected) => {
    expect(looksLikeXml(head)).toBe(expected)
  })
})

describe('characters of a part of a file', () => {
  test('each byte is one, also those that are no UTF-8', () => {
    expect(xmlCharacters(bytes(0x3c, 0xe9, 0x3e), 'bytes', 1)).toBe('<é>')
  })

  test.each([
    ['utf-16le', Buffer.from('<aé>', 'utf16le')],
    ['utf-16be', utf16be('<aé>')],
  ] as const)('each two of %s, from an even place and from an odd one', (encoding, whole) => {
    expect(xmlCharacters(whole, encoding, 0)).toBe('<aé>')
    expect(xmlCharacters(whole.subarray(1), encoding, 1)).toBe('aé>')
    expect(xmlCharacters(whole.subarray(0, 5), encoding, 0)).toBe('<a')
  })

  test('the bytes themselves are not changed', () => {
    const whole = utf16be('<a>')
    xmlCharacters(whole, 'utf-16be', 0)
    expect(whole).toEqual(utf16be('<a>'))
  })
})

describe('the declared encoding', () => {
  test.each([
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', 'iso-8859-1'],
    ["<?xml version='1.0' encoding = 'Windows-1252'?>", 'windows-1252'],
    ['<?xml version="1.0"?>', 'utf-8'],
    [`<?xml version="1.0"?>${' '.repeat(200)}<!-- encoding="latin1" -->`, 'utf-8'],
  ])('%s', (text, expected) => {
    expect(declaredEncoding(latin1(text))).toBe(expected)
  })
})

describe('a strict reading', () => {
  test.each([
    ['latin1 as it is declared', latin1('<?xml encoding="iso-8859-1"?>é')],
    ['UTF-8 without a declaration', Buffer.from('<?xml version="1.0"?>é')],
    ['UTF-16 by its mark', Buffer.from('\ufeff<?xml?>é', 'utf16le')],
  ])('reads %s', (_, file) => {
    expect(decoderFor(file).decode(file)).toMatch(/é$/)
  })

  test.each([
    ['bytes that are no UTF-8', latin1('<?xml version="1.0"?>é')],
    ['an encoding that nobody knows', latin1('<?xml encoding="klingon"?>')],
    ['UTF-16 that is declared and is not there', latin1('<?xml encoding="UTF-16"?>')],
    ['half of a pair of UTF-16', Buffer.from('\ufeff<a>\ud83d</a>', 'utf16le')],
  ])('stops at %s', (_, file) => {
    expect(() => decoderFor(file).decode(file)).toThrow()
  })
})

test.each([
  ['bytes that are no UTF-8', latin1('<?xml version="1.0"?>é'), '�'],
  ['an encoding that nobody knows', latin1('<?xml encoding="klingon"?>é'), 'é'],
  ['UTF-16 that is declared and is not there', Buffer.from('<?xml encoding="UTF-16"?>é'), 'é'],
  ['half a character of UTF-16', Buffer.from('\ufeffé<', 'utf16le').subarray(0, 5), '�'],
])('a tolerant reading gets through %s', (_, file, last) => {
  expect(tolerantDecoderFor(file).decode(file).at(-1)).toBe(last)
})
