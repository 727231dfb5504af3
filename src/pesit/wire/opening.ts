// The first bytes of a stream: a pre-connection or its reply, or the first FPDU, and how they are framed.
// Only the CONNECT family (phase 40, types 20 to 25) can come first; anything else is not PeSIT.

import {
  acknowledged,
  preConnectionBytes,
  preConnectionMagic,
  refusedReply,
} from './pre-connection.ts'

export type Framing = 'prefixed' | 'raw'

export interface Opening {
  readonly framing: Framing
  readonly sizeBytes: number
}

const headerBytes = 6
/** The bytes of the magic word with which no FPDU can begin: E2 C9 is not a phase and a type. */
const recognizedBytes = 4

const openings: readonly (Opening & { readonly bytes: Uint8Array })[] = [
  { sizeBytes: preConnectionBytes, magic: preConnectionMagic.subarray(0, recognizedBytes) },
  { sizeBytes: acknowledged.length, magic: acknowledged },
  { sizeBytes: refusedReply.length, magic: refusedReply },
].flatMap(({ sizeBytes, magic }) => [
  { framing: 'raw', sizeBytes, bytes: magic },
  { framing: 'prefixed', sizeBytes, bytes: Uint8Array.of(0, sizeBytes, ...magic) },
])

/**
 * What may precede the first FPDU; null when it is something else; undefined while there are too few bytes.
 */
export function openingOf(head: Uint8Array): Opening | null | undefined {
  const possible = openings.filter(({ bytes }) =>
    bytes.subarray(0, head.length).every((byte, index) => byte === head[index]),
  )
  const whole = possible.find(({ bytes }) => bytes.length <= head.length)
  if (whole !== undefined) return whole
  return possible.length > 0 ? undefined : null
}

/** `none`: not PeSIT; undefined: too few bytes to decide. */
export function framingOfFpdu(head: Uint8Array): Framing | 'none' | undefined {
  if (head.length < 4) return undefined
  if (number(head, 0) >= headerBytes && isConnectFamily(head, 2)) return 'raw'
  const entityBytes = number(head, 0)
  const fpduBytes = number(head, 2)
  // Two more bytes: the peer appends a checksum (PI 1), as CONNECT will say.
  const fits = entityBytes === fpduBytes || entityBytes === fpduBytes + 2
  if (fpduBytes < headerBytes || !fits) return 'none'
  if (head.length < 6) return undefined
  return isConnectFamily(head, 4) ? 'prefixed' : 'none'
}

/**
 * Whether CONNECT has PI 1 = 1, its first parameter (PeSIT E §4.7.4); undefined while there are too few
 * bytes.
 */
export function requestsChecksums(fpdu: Uint8Array): boolean | undefined {
  if (fpdu.length < 4) return undefined
  const isConnect = number(fpdu, 2) === 0x4020
  if (!isConnect || number(fpdu, 0) < headerBytes + 3) return false
  if (fpdu.length < headerBytes + 3) return undefined
  return fpdu[headerBytes] === 1 && fpdu[headerBytes + 1] === 1 && fpdu[headerBytes + 2] === 1
}

function number(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint16(offset)
}

function isConnectFamily(head: Uint8Array, offset: number): boolean {
  const phaseAndType = number(head, offset)
  return phaseAndType >= 0x4020 && phaseAndType <= 0x4025
}
