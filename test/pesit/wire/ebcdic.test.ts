import { expect, test } from 'vitest'
import { fromEbcdic, toEbcdic } from '../../../src/pesit/wire/ebcdic.ts'
import { fromHex, toHex } from '../../helpers/hex.ts'

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))

test.each([
  ['PESIT   ', 'D7 C5 E2 C9 E3 40 40 40'],
  ['ACK0', 'C1 C3 D2 F0'],
  ['NAK0', 'D5 C1 D2 F0'],
  ['HELLO 123', 'C8 C5 D3 D3 D6 40 F1 F2 F3'],
  ['azAZ09', '81 A9 C1 E9 F0 F9'],
  ['.<(+|&!$*);-/,%_>?', '4B 4C 4D 4E 4F 50 5A 5B 5C 5D 5E 60 61 6B 6C 6D 6E 6F'],
  ['`:#@\'="~{}\\^[]', '79 7A 7B 7C 7D 7E 7F A1 C0 D0 E0 B0 BA BB'],
  ['IJRSisjr', 'C9 D1 D9 E2 89 A2 91 99'],
])('%s is %s', (text, hex) => {
  expect(toHex(toEbcdic(text) ?? new Uint8Array(0))).toBe(hex)
  expect(fromEbcdic(fromHex(hex))).toBe(text)
})

test('every printable character of ASCII has its own byte', () => {
  const bytes = toEbcdic(printable.join('')) ?? new Uint8Array(0)
  expect(new Set(bytes).size).toBe(95)
  expect(fromEbcdic(bytes)).toBe(printable.join(''))
})

test('other characters have no byte', () => {
  for (const other of ['é', '\n', '€', '\u0000', '😀']) expect(toEbcdic(`A${other}`)).toBeNull()
})

test('bytes without a printable character are question marks', () => {
  const known = new Set(toEbcdic(printable.join('')))
  for (let byte = 0; byte < 256; byte += 1) {
    expect(fromEbcdic(Uint8Array.of(byte)) === '?').toBe(!known.has(byte) || byte === 0x6f)
  }
})

test('an empty text is empty', () => {
  expect(toEbcdic('')).toEqual(new Uint8Array(0))
  expect(fromEbcdic(new Uint8Array(0))).toBe('')
})
