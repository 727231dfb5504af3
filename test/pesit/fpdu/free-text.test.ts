// What a peer wrote for people is read however it comes: it ends no conversation, and obeys no terminal.

import { describe, expect, test } from 'vitest'
import { readFreeText } from '../../../src/pesit/fpdu/free-text.ts'
import { decodeFpdu } from '../../../src/pesit/fpdu/decode.ts'
import { toEbcdic } from '../../../src/pesit/wire/ebcdic.ts'

const latin = (text: string) => Uint8Array.from([...text].map((one) => one.charCodeAt(0)))
const utf8 = (text: string) => new TextEncoder().encode(text)
const host = (text: string) => toEbcdic(text) ?? new Uint8Array()

describe('a text', () => {
  test.each([
    ['in ASCII', latin('PARTNER LOCKED, CALL 01 02 03'), 'PARTNER LOCKED, CALL 01 02 03'],
    ['of one word in ASCII', latin('NO'), 'NO'],
    ['of signs that are blanks in EBCDIC', latin('@@@'), '@@@'],
    [
      'in ISO 8859-1',
      latin('Fichier d\u00e9j\u00e0 re\u00e7u'),
      'Fichier d\u00e9j\u00e0 re\u00e7u',
    ],
    ['in UTF-8', utf8('Fichier déjà reçu'), 'Fichier déjà reçu'],
    ['in EBCDIC', host('FICHIER INCONNU 12'), 'FICHIER INCONNU 12'],
    ['in EBCDIC, in small letters', host('no such partner'), 'no such partner'],
    ['with lines', latin('one\r\ntwo\tthree'), 'one two three'],
    ['with an escape for terminals', latin('a\u001b[31mb'), 'a\u{FFFD}[31mb'],
    ['with one of ISO 8859-1', latin('a\u009b31mb'), 'a\u{FFFD}31mb'],
    ['as it is, with its blanks', latin(' a  b'), ' a  b'],
    ['that is empty', new Uint8Array(), ''],
  ])('%s is read', (_how, bytes, expected) => {
    expect(readFreeText(bytes).value).toBe(expected)
  })

  test('that is too long is cut, and says so', () => {
    const { value, odd } = readFreeText(latin('x'.repeat(600)))
    expect([...value]).toHaveLength(512)
    expect(odd.join()).toContain('600 characters')
  })

  test('of any bytes is one harmless line', () => {
    for (let seed = 1; seed < 400; seed += 1) {
      const bytes = Uint8Array.from(
        { length: seed % 90 },
        (_none, at) => (seed * 7919 + at * 104_729) % 251,
      )
      const { value } = readFreeText(bytes)
      expect(value).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect([...value].length).toBeLessThanOrEqual(512)
    }
  })
})

test.each([
  ['ABORT', [0x40, 0x25]],
  ['RELEASE', [0x40, 0x23]],
  ['RCONNECT', [0x40, 0x22]],
  ['ACK(CRF)', [0xc0, 0x34]],
  ['ACK(TRANS.END)', [0xc0, 0x37]],
  ['IDT', [0xc0, 0x06]],
] as const)(
  '%s may bring a text, also one with a line end, and means what it meant without',
  (name, [phase, type]) => {
    const text = latin('LOCKED\nCALL US')
    const units = Uint8Array.from([
      2,
      3,
      3,
      1,
      48,
      ...(name === 'IDT' ? [19, 1, 4] : []),
      99,
      text.length,
      ...text,
    ])
    const bytes = Uint8Array.from([0, 6 + units.length, phase, type, 1, 2, ...units])
    const { fpdu, missing } = decodeFpdu(bytes)
    expect(fpdu).toMatchObject({ name, parameters: { diagnostic: { type: 3, reason: 304 } } })
    expect(fpdu.parameters.freeText).toBe('LOCKED CALL US')
    expect(missing).toEqual([])
  },
)
