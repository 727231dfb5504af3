import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import {
  acknowledged,
  decodePreConnection,
  decodeReply,
  encodePreConnection,
  preConnectionMagic,
  refusedReply,
} from '../../../src/pesit/wire/pre-connection.ts'
import { loadHex, toHex } from '../../helpers/hex.ts'

const bytesOf = (title: string): Uint8Array =>
  loadHex('line').find((example) => example.title === title)?.bytes ?? new Uint8Array(0)
const corpcli = { identifier: 'CORPCLI', password: 'SECRET01' }

test('a pre-connection is encoded as in the specification', () => {
  expect(toHex(encodePreConnection(corpcli))).toBe(toHex(bytesOf('pre-connection')))
})

test('a pre-connection is decoded', () => {
  expect(decodePreConnection(bytesOf('pre-connection'))).toEqual(corpcli)
})

test('short fields come back without their blanks', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[ -~]{0,7}[!-~]$/),
      fc.stringMatching(/^([ -~]{0,7}[!-~])?$/),
      (identifier, password) => {
        const bytes = encodePreConnection({ identifier, password })
        expect(bytes).toHaveLength(24)
        expect(decodePreConnection(bytes)).toEqual({ identifier, password })
      },
    ),
  )
})

describe('an invalid value for a pre-connection is our bug', () => {
  test.each([
    ['an identifier of nine characters', { identifier: 'CORPCLI12', password: '' }],
    ['a password of nine characters', { identifier: 'A', password: '123456789' }],
    ['an accent', { identifier: 'SOCIÉTÉ', password: '' }],
  ])('%s', (_, preConnection) => {
    expect(() => encodePreConnection(preConnection)).toThrow(ProtocolError)
    expect(() => encodePreConnection(preConnection)).toThrow(
      expect.objectContaining({ fault: 'local' }),
    )
  })

  test('an invalid password is not repeated', () => {
    expect(() => encodePreConnection({ identifier: 'A', password: 'TOO-SECRET' })).not.toThrow(
      'TOO-SECRET',
    )
  })
})

describe('bytes that are no pre-connection', () => {
  const bytes = bytesOf('pre-connection')

  test.each([
    ['a shorter one', bytes.subarray(0, 23)],
    ['a longer one', Uint8Array.of(...bytes, 0x40)],
    ['one in ASCII', new TextEncoder().encode('PESIT   CORPCLI SECRET01')],
    ['another word', Uint8Array.of(0xd7, 0xc5, 0xe2, 0xc9, 0xe4, ...bytes.subarray(5))],
    ['nothing', new Uint8Array(0)],
  ])('%s', (_, other) => {
    expect(decodePreConnection(other)).toBeNull()
  })

  test('characters without a meaning do not matter', () => {
    const strange = bytes.slice()
    strange[8] = 0xff
    expect(decodePreConnection(strange)).toEqual({ identifier: '?ORPCLI', password: 'SECRET01' })
  })
})

test('the reply accepts, refuses or is unknown', () => {
  expect(toHex(acknowledged)).toBe(toHex(bytesOf('ACK0')))
  expect(toHex(refusedReply)).toBe(toHex(bytesOf('NAK0')))
  expect(decodeReply(bytesOf('ACK0'))).toBe('acknowledged')
  expect(decodeReply(bytesOf('NAK0'))).toBe('refused')
  expect(decodeReply(bytesOf('ACK0').subarray(0, 3))).toBe('unknown')
  expect(decodeReply(Uint8Array.of(0xc1, 0xc3, 0xd2, 0xf1))).toBe('unknown')
  expect(decodeReply(new TextEncoder().encode('ACK0'))).toBe('unknown')
})

test('the magic word is the beginning of what is encoded', () => {
  expect(encodePreConnection(corpcli).subarray(0, 8)).toEqual(preConnectionMagic)
})
