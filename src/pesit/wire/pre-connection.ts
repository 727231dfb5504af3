// The pre-connection: 24 bytes of EBCDIC before CONNECT, answered by ACK0 or NAK0. It is not an FPDU, and
// does not authenticate the caller: the password of CONNECT does. (PeSIT E Hors-SIT over a bare network.)

import { ProtocolError } from '../protocol-error.ts'
import { fromEbcdic, toEbcdic } from './ebcdic.ts'

export const preConnectionBytes = 24
const fieldBytes = 8
const magic = 'PESIT   '

/** `PESIT` and three blanks in EBCDIC. */
export const preConnectionMagic = Uint8Array.of(0xd7, 0xc5, 0xe2, 0xc9, 0xe3, 0x40, 0x40, 0x40)

export const acknowledged = Uint8Array.of(0xc1, 0xc3, 0xd2, 0xf0) // ACK0
export const refusedReply = Uint8Array.of(0xd5, 0xc1, 0xd2, 0xf0) // NAK0

export interface PreConnection {
  readonly identifier: string
  readonly password: string
}

/** @throws ProtocolError (local) when a field is longer than eight characters or not in the code page. */
export function encodePreConnection({ identifier, password }: PreConnection): Uint8Array {
  const bytes = toEbcdic(
    `${magic}${padded('identifier', identifier)}${padded('password', password)}`,
  )
  if (bytes === null)
    throw tooMuch('The pre-connection holds characters that EBCDIC 037 does not have')
  return bytes
}

function padded(what: string, text: string): string {
  if (text.length > fieldBytes)
    throw tooMuch(`The ${what} of the pre-connection has more than ${fieldBytes} characters`)
  return text.padEnd(fieldBytes)
}

function tooMuch(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'local', diagnostic: { type: 3, reason: 311 } })
}

/** null when the bytes are not a pre-connection. */
export function decodePreConnection(bytes: Uint8Array): PreConnection | null {
  if (bytes.length !== preConnectionBytes) return null
  const text = fromEbcdic(bytes)
  if (!text.startsWith(magic)) return null
  return {
    identifier: text.slice(fieldBytes, 2 * fieldBytes).trimEnd(),
    password: text.slice(2 * fieldBytes).trimEnd(),
  }
}

export type PreConnectionReply = 'acknowledged' | 'refused' | 'unknown'

export function decodeReply(bytes: Uint8Array): PreConnectionReply {
  const is = (reply: Uint8Array) =>
    bytes.length === reply.length && reply.every((byte, index) => byte === bytes[index])
  if (is(acknowledged)) return 'acknowledged'
  return is(refusedReply) ? 'refused' : 'unknown'
}
