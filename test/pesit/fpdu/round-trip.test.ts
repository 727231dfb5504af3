import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFpdu, splitEntity } from '../../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../../src/pesit/fpdu/encode.ts'
import type { Fpdu } from '../../../src/pesit/fpdu/fpdu.ts'
import { fpduTable } from '../../../src/pesit/fpdu/table.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { joined } from '../../helpers/hex.ts'
import { anyFpdu, anyName } from './arbitrary.ts'

function readOrRefused(bytes: Uint8Array): Fpdu | null {
  try {
    return decodeFpdu(bytes).fpdu
  } catch (error) {
    if (error instanceof ProtocolError && error.fault === 'remote') return null
    throw error
  }
}

test('an encoded FPDU is decoded to the same, without oddities', () => {
  fc.assert(
    fc.property(anyFpdu, (fpdu) => {
      const decoded = decodeFpdu(encodeFpdu(fpdu))
      expect(decoded.fpdu).toEqual(fpdu)
      expect(decoded.oddities).toEqual([])
      expect(decoded.missing).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

test('an entity of many FPDUs is cut where they were joined', () => {
  fc.assert(
    fc.property(fc.array(anyFpdu, { maxLength: 8 }), (fpdus) => {
      const encoded = fpdus.map(encodeFpdu)
      expect(splitEntity(joined(encoded)).map((part) => [...part])).toEqual(
        encoded.map((part) => [...part]),
      )
    }),
    { numRuns: 200 },
  )
})

test('random bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      readOrRefused(bytes)
    }),
    { numRuns: 5000 },
  )
})

test('random bytes after a valid header are read or refused', () => {
  fc.assert(
    fc.property(anyName, fc.uint8Array({ maxLength: 300 }), (name, body) => {
      readOrRefused(withHeader(name, body))
    }),
    { numRuns: 10_000 },
  )
})

test('random parameters of valid lengths are read or refused, and are read the same again when sent', () => {
  const code = fc.oneof(fc.nat(99), fc.nat(255))
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map((text) => Buffer.from(text, 'latin1')),
  )
  const unit = fc.tuple(code, value).map(([c, v]) => Uint8Array.of(c, v.length, ...v))
  const group = fc
    .tuple(fc.constantFrom(9, 30, 40, 50), fc.array(unit, { maxLength: 5 }))
    .map(([c, units]) => Uint8Array.of(c, Math.min(254, joined(units).length), ...joined(units)))
  const body = fc.array(fc.oneof(unit, group), { maxLength: 12 })
  let sentAgain = 0
  fc.assert(
    fc.property(anyName, body, (name, units) => {
      const fpdu = readOrRefused(withHeader(name, joined(units)))
      if (fpdu === null) return
      const bytes = encodeOrRefused(fpdu)
      if (bytes === null) return
      sentAgain += 1
      expect(decodeFpdu(bytes).oddities).toEqual([])
    }),
    { numRuns: 10_000, seed: 20_260_930 },
  )
  expect(sentAgain).toBeGreaterThan(100)
})

function encodeOrRefused(fpdu: Fpdu): Uint8Array | null {
  try {
    return encodeFpdu(fpdu)
  } catch (error) {
    if (error instanceof ProtocolError && error.fault === 'local') return null
    throw error
  }
}

function withHeader(name: Fpdu['name'], body: Uint8Array): Uint8Array {
  const { phase, type } = fpduTable[name]
  const length = body.length + 6
  return Uint8Array.of(length >> 8, length & 0xff, phase, type, 1, 0, ...body)
}
