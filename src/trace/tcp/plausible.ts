// Whether an entity may begin at a place of a stream whose beginning is unknown. It is strict, because file
// data can look like an entity: lengths must agree to the byte, every FPDU must decode with all mandatory
// parameters, and the stream must end behind it or continue with another entity.

import { decodeFpdu, splitEntity } from '../../pesit/fpdu/decode.ts'
import { carriesData, fpduByBytes } from '../../pesit/fpdu/table.ts'
import type { FpduName } from '../../pesit/fpdu/fpdu.ts'
import type { Framing } from '../../pesit/wire/opening.ts'
import { dataView } from '../capture/pcap.ts'

export type Plausibility =
  | { readonly kind: 'no' }
  /** More bytes are needed: this many from the beginning of the given stream. */
  | { readonly kind: 'wait'; readonly needBytes: number }
  /** With its prefix. */
  | { readonly kind: 'yes'; readonly sizeBytes: number }

const no: Plausibility = { kind: 'no' }
const headerBytes = 6
const checksumBytes = 2

export interface Wire {
  /** Undefined: not known yet. */
  framing: Framing | undefined
  /** PI 1: each FPDU is followed by a checksum of two bytes. */
  checksums: boolean
}

/** Examines the bytes at `at` for an entity in this framing. */
export function judgePlausibility(
  stream: Uint8Array,
  at: number,
  wire: { readonly framing: Framing; readonly checksums: boolean },
): Plausibility {
  const prefixBytes = wire.framing === 'prefixed' ? 2 : 0
  const bodyAt = at + prefixBytes
  if (stream.length < bodyAt + headerBytes) return { kind: 'wait', needBytes: bodyAt + headerBytes }
  const first = headerAt(stream, bodyAt)
  if (first === null) return no
  const trailerBytes = wire.framing === 'raw' && wire.checksums ? checksumBytes : 0
  const entityBytes =
    wire.framing === 'prefixed' ? dataView(stream).getUint16(at) : first.lengthBytes + trailerBytes
  if (entityBytes < first.lengthBytes) return no
  const isAlone =
    entityBytes === first.lengthBytes || entityBytes === first.lengthBytes + checksumBytes
  if (!isAlone && !mayShare(first.name)) return no
  const end = bodyAt + entityBytes
  if (stream.length < end) return { kind: 'wait', needBytes: end }
  if (!isSound(stream.subarray(bodyAt, isAlone ? bodyAt + first.lengthBytes : end))) return no
  return goesOn(stream, end, prefixBytes) ?? { kind: 'yes', sizeBytes: end - at }
}

/** null: the stream ends here, or continues with another entity. */
function goesOn(stream: Uint8Array, end: number, prefixBytes: number): Plausibility | null {
  const rest = stream.length - end
  if (rest === 0) return null
  const needBytes = end + prefixBytes + headerBytes
  if (stream.length < needBytes) return { kind: 'wait', needBytes }
  const next = headerAt(stream, end + prefixBytes)
  if (next === null) return no
  return prefixBytes > 0 && dataView(stream).getUint16(end) < next.lengthBytes ? no : null
}

/** An FPDU's header; null when there is none. */
export function headerAt(
  stream: Uint8Array,
  at: number,
): { readonly name: FpduName; readonly lengthBytes: number } | null {
  const high = stream[at] ?? 0
  const lengthBytes = high * 256 + (stream[at + 1] ?? 0)
  if (lengthBytes < headerBytes) return null
  const name = fpduByBytes.get((stream[at + 2] ?? 0) * 256 + (stream[at + 3] ?? 0))
  return name === undefined ? null : { name, lengthBytes }
}

/** Only these may have others behind them in one entity (PeSIT E §4.5). */
function mayShare(name: string): boolean {
  return name.startsWith('DTF') || name === 'SYN'
}

function isSound(entity: Uint8Array): boolean {
  try {
    return splitEntity(entity).every((bytes) => {
      const { fpdu, missing } = decodeFpdu(bytes)
      if (carriesData(fpdu.name)) return (fpdu.body ?? bytes).length > 0
      // A negative answer may leave out parameters.
      const answers = fpdu.name.startsWith('ACK(') && !missing.includes('PI 2')
      return fpdu.parameters.unknown === undefined && (missing.length === 0 || answers)
    })
  } catch {
    return false
  }
}

/** A TLS record: handshake, alert, data, change of cipher; version 3.x; a length that TLS allows. */
export function isTlsRecord(bytes: Uint8Array): boolean {
  const [type = 0, major = 0, minor = 0, high = 0, low = 0] = bytes
  const sizeBytes = high * 256 + low
  return (
    bytes.length >= 5 &&
    type >= 0x14 &&
    type <= 0x17 &&
    major === 3 &&
    minor <= 4 &&
    sizeBytes > 0 &&
    sizeBytes <= 16_384 + 2048
  )
}
