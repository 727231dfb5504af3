// The checksum of PI 1, against figures that were computed apart from this code (PeSIT E §4.3.2.3).

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checksumOf, hasValidChecksum } from '../../../src/pesit/wire/checksum.ts'
import { fromHex } from '../../helpers/hex.ts'

const known: readonly (readonly [string, string, readonly [number, number]])[] = [
  ['nothing', '', [0x00, 0x00]],
  ['one byte', '01', [0xfd, 0x01]],
  ['WRITE', '0006C0026100', [0xeb, 0xe9]],
  ['ACK(WRITE)', '000EC03601000203000000120100', [0x66, 0x7b]],
  ['DTF of ABC', '000900006100414243', [0x14, 0xba]],
  ['SYN 1', '0009C0036100140101', [0xf5, 0xc5]],
  ['ACONNECT', '001140210161060102070300010117 0100', [0xbf, 0x3e]],
  ['hello world', '68656C6C6F20776F726C64', [0x85, 0x1a]],
]

describe('the checksum', () => {
  test.each(known)('of %s is the known one', (_what, hex, expected) => {
    expect(checksumOf(fromHex(hex))).toEqual(expected)
  })

  test('makes any bytes before it valid, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(hasValidChecksum(Uint8Array.of(...bytes, ...checksumOf(bytes)))).toBe(true)
      }),
    )
  })

  test('detects any single changed byte, except 0 for 255, which count as equal', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 254 }), (fpdu, place, by) => {
        const whole = Uint8Array.of(...fpdu, ...checksumOf(fpdu))
        const at = place % fpdu.length
        whole[at] = ((whole[at] ?? 0) + by) % 255
        const same = (whole[at] ?? 0) % 255 === (fpdu[at] ?? 0) % 255
        expect(hasValidChecksum(whole)).toBe(same)
      }),
    )
  })

  test('does not exist in fewer than two bytes', () => {
    expect(hasValidChecksum(new Uint8Array(1))).toBe(false)
    expect(hasValidChecksum(new Uint8Array(0))).toBe(false)
  })
})
