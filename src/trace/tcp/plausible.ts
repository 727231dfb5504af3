// Whether an entity may begin at some place of a stream of which the beginning is unknown. Strict, because
// file data stands between the entities: lengths must agree to the byte, every FPDU in it must decode with
// all that it must have, and behind it the stream must end or go on with another one.

import { decodeFpdu, splitEntity } from '../../pesit/fpdu/decode.ts'
import { carriesData, fpduByBytes } from '../../pesit/fpdu/table.ts'
import type { FpduName } from '../../pesit/fpdu/fpdu.ts'
import type { Framing } from '../../pesit/wire/opening.ts'
import { viewOf } from '../capture/pcap.ts'

export type Judgement =
  | { readonly kind: 'no' }
  /** More bytes must come: so many from the beginning of the stream given. */
  | { readonly kind: 'wait'; readonly needBytes: number }
  /** With its prefix. */
  | { readonly kind: 'yes'; readonly sizeBytes: number }

const no: Judgement = { kind: 'no' }
const headerBytes = 6
const checksumBytes = 2

export interface Wire {
  /** Undefined: not known yet. */
  framing: Framing | undefined
  /** PI 1: each FPDU has two bytes behind it. */
  checksums: boolean
}

/** What stands at `at`, when entities are framed in this way. */
export function judge(
  stream: Uint8Array,
  at: number,
  wire: { readonly framing: Framing; readonly checksums: boolean },
): Judgement {
  const prefixBytes = wire.framing === 'prefixed' ? 2 : 0
  const bodyAt = at + prefixBytes
  if (stream.length < bodyAt + headerBytes) return { kind: 'wait', needBytes: bodyAt + headerBytes }
  const first = headerAt(stream, bodyAt)
  if (first === null) return no
  const trailerBytes = wire.framing === 'raw' && wire.checksums ? checksumBytes : 0
  const entityBytes =
    wire.framing === 'prefixed' ? viewOf(stream).getUint16(at) : first.lengthBytes + trailerBytes
  if (entityBytes < first.lengthBytes) return no
  const isAlone =
    entityBytes === first.lengthBytes || entityBytes === first.lengthBytes + checksumBytes
  if (!isAlone && !mayShare(first.name)) return no
  const end = bodyAt + entityBytes
  if (stream.length < end) return { kind: 'wait', needBytes: end }
  if (!isSound(stream.subarray(bodyAt, isAlone ? bodyAt + first.lengthBytes : end))) return no
  return goesOn(stream, end, prefixBytes) ?? { kind: 'yes', sizeBytes: end - at }
}

/** Null: the stream ends here, or goes on with another entity. */
function goesOn(stream: Uint8Array, end: number, prefixBytes: number): Judgement | null {
  const rest = stream.length - end
  if (rest === 0) return null
  const needBytes = end + prefixBytes + headerBytes
  if (stream.length < needBytes) return { kind: 'wait', needBytes }
  const next = headerAt(stream, end + prefixBytes)
  if (next === null) return no
  return prefixBytes > 0 && viewOf(stream).getUint16(end) < next.lengthBytes ? no : null
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
      // A refusal may leave out what it does not change.
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
