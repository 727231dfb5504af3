// What a hostile or broken peer makes of an entity before it leaves. Some of it keeps the lengths around it
// right, and the checksum, so that it gets past the outermost checks.

import { fpduTable } from '../../src/pesit/fpdu/table.ts'
import { checksumOf } from '../../src/pesit/wire/checksum.ts'
import type { Chance } from './random.ts'

export interface Wire {
  readonly framing: 'prefixed' | 'raw'
  readonly crc: boolean
}

export interface Material {
  readonly chance: Chance
  readonly wire: Wire
  /** FPDUs of other conversations, without prefix and checksum. */
  readonly others: readonly Uint8Array[]
}

type Mutation = (entity: Uint8Array, material: Material) => readonly Uint8Array[]

const headerBytes = 6
const kinds = Object.values(fpduTable).map(({ phase, type }) => [phase, type] as const)

/** Whole entities out of what a session wrote. */
export function entitiesOf(bytes: Uint8Array, { framing, crc }: Wire): Uint8Array[] {
  const entities: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    // A pre-connection and its reply have no length of their own.
    const isRawText = framing === 'raw' && (bytes[at] ?? 0) >= 0xc1
    const size = isRawText ? bytes.length - at : length + (framing === 'prefixed' || crc ? 2 : 0)
    entities.push(bytes.subarray(at, at + Math.max(2, size)))
    at += Math.max(2, size)
  }
  return entities
}

/** The FPDU (or FPDUs) of an entity. */
export function bare(entity: Uint8Array, { framing, crc }: Wire): Uint8Array {
  return entity.subarray(framing === 'prefixed' ? 2 : 0, crc ? entity.length - 2 : entity.length)
}

/** An FPDU made ready for the wire, its own length and checksum left as they are or set right. */
export function wrapped(fpdu: Uint8Array, { framing, crc }: Wire, isRight: boolean): Uint8Array {
  const body = fpdu.slice(0, 65_531)
  if (isRight && body.length >= 2) body.set([body.length >> 8, body.length & 0xff])
  const sum = crc ? (isRight ? checksumOf(body) : [1, 2]) : []
  const length = body.length + sum.length
  const prefix = framing === 'prefixed' ? [length >> 8, length & 0xff] : []
  const whole = new Uint8Array(prefix.length + length)
  whole.set(prefix)
  whole.set(body, prefix.length)
  whole.set(sum, prefix.length + body.length)
  return whole
}

const place = (bytes: Uint8Array, chance: Chance) => chance.below(Math.max(1, bytes.length))

/** Changes the FPDU inside, and mostly sets right what stands around it. */
const inside =
  (change: (fpdu: Uint8Array, material: Material) => Uint8Array): Mutation =>
  (entity, material) => {
    const fpdu = change(bare(entity, material.wire).slice(), material)
    return [wrapped(fpdu, material.wire, material.chance.often(0.8))]
  }

const flip = inside((fpdu, { chance }) => {
  for (let count = chance.pick([1, 1, 2, 8]); count > 0; count -= 1) {
    const at = place(fpdu, chance)
    fpdu[at] = (fpdu[at] ?? 0) ^ (1 << chance.below(8))
  }
  return fpdu
})

const setByte = inside((fpdu, { chance }) => {
  fpdu[place(fpdu, chance)] = chance.pick([0x00, 0x01, 0x7f, 0x80, 0xff, chance.below(256)])
  return fpdu
})

const truncate = inside((fpdu, { chance }) => fpdu.subarray(0, place(fpdu, chance)))

const insert = inside((fpdu, { chance }) => {
  const at = place(fpdu, chance)
  return joined([fpdu.subarray(0, at), chance.bytes(1 + chance.below(20)), fpdu.subarray(at)])
})

const otherKind = inside((fpdu, { chance }) => {
  fpdu.set(chance.pick(kinds).slice(0, Math.max(0, fpdu.length - 2)), Math.min(2, fpdu.length))
  return fpdu
})

/** The length of one unit says something else. */
const wrongLength = inside((fpdu, { chance }) => {
  const starts: number[] = []
  for (let at = headerBytes; at + 1 < fpdu.length; at += 2 + (fpdu[at + 1] ?? 0)) starts.push(at)
  if (starts.length > 0) fpdu[chance.pick(starts) + 1] = chance.pick([0, 1, 2, 3, 254, 255])
  return fpdu
})

const hugeLength = inside((fpdu, { chance }) => {
  const unit = Uint8Array.of(chance.pick([9, 12, 37, 91, 99, 0xc8]), 0xff, 0xff, chance.below(256))
  return joined([fpdu, unit, chance.bytes(chance.below(8))])
})

const endlessUnits = inside((fpdu, { chance }) => {
  const unit = chance.pick([
    [0xc8, 0],
    [0x0c, 1, 0x41],
    [0x02, 0xff, 0, 0],
    [9, 3, 9, 1, 0],
  ])
  const count = chance.pick([60, 70, 500])
  return joined([fpdu.subarray(0, headerBytes), ...repeated(Uint8Array.from(unit), count)])
})

/** Other counts, sync points, restart points, end codes, diagnostics. */
const wrongNumber = inside((fpdu, { chance }) => {
  const at = headerBytes + chance.below(Math.max(1, fpdu.length - headerBytes))
  fpdu.set(chance.bytes(Math.min(3, Math.max(0, fpdu.length - at))), Math.min(at, fpdu.length))
  return fpdu
})

const otherCount = inside((fpdu, { chance }) => {
  if (fpdu.length >= headerBytes) fpdu[5] = chance.pick([0, 1, 2, 255, chance.below(256)])
  return fpdu
})

/** FPDUs that no plan would send here, well-formed. */
const crafted: Mutation = (_entity, { chance, wire }) => {
  const number = chance.pick([0, 1, 2, 3, 255, 65_535])
  const [high, low] = [number >> 8, number & 0xff]
  const fpdu = chance.pick<readonly number[]>([
    [0, 0, 0xc0, 0x03, 1, 0, 0x14, 2, high, low], // SYN
    [0, 0, 0xc0, 0x38, 1, 0, 0x14, 2, high, low], // ACK(SYN)
    [0, 0, 0xc0, 0x05, 1, 0, 2, 3, 1, 0, 100, 0x12, 2, high, low], // RESYN
    [0, 0, 0xc0, 0x39, 1, 0, 0x12, 2, high, low], // ACK(RESYN)
    [0, 0, 0xc0, 0x06, 1, 0, 2, 3, 2, 0, 213, 0x13, 1, 4], // IDT
    [0, 0, 0xc0, 0x3a, 1, 0], // ACK(IDT)
    [0, 0, 0xc0, 0x04, 1, 0, 2, 3, 0, 0, 0], // DTF.END
    [0, 0, 0xc0, 0x08, 1, 0], // TRANS.END
    [0, 0, 0xc0, 0x37, 1, 0, 2, 3, 0, 0, 0], // ACK(TRANS.END)
    [0, 0, 0x40, 0x25, 1, 0, 3, 1, 0x37], // ABORT
    [0, 0, 0x00, 0x00, 1, 3, 0, 0, 0, 0, 0, 0], // DTF of three empty articles
    [0, 0, 0x00, 0x00, 1, 0], // an empty DTF
    [0, 0, 0x00, 0x41, 1, 0, 0x41], // DTFDA
    [0, 0, 0x00, 0x40, 1, 0, 0x41], // DTFMA
    [0, 0, 0x00, 0x42, 1, 0, 0x41], // DTFFA
    [0, 0, 0x00, 0x00, 1, 0, 0x3f, 0xbf, 0xff], // strings of a compressed article
  ])
  return [wrapped(Uint8Array.from(fpdu), wire, true)]
}

const replacedByOther: Mutation = (_entity, { chance, wire, others }) => [
  wrapped(chance.pick(others), wire, true),
]
const behindOther: Mutation = (entity, { chance, wire, others }) => [
  wrapped(chance.pick(others), wire, true),
  entity,
]
const beforeCrafted: Mutation = (entity, material) => [entity, ...crafted(entity, material)]
const behindCrafted: Mutation = (entity, material) => [...crafted(entity, material), entity]
const twice: Mutation = (entity) => [entity, entity]
const dropped: Mutation = () => []
const manyTimes: Mutation = (entity, { chance }) => {
  const count = chance.pick([5, 70, entity.length > 200 ? 70 : 400])
  return repeated(entity, count)
}
const noise: Mutation = (entity, { chance }) => [
  chance.bytes(chance.pick([1, 7, 100, entity.length])),
]
/** An entity is announced as large as can be, or too small. */
const wrongPrefix: Mutation = (entity, { chance }) => {
  const changed = entity.slice()
  changed.set(
    chance
      .pick([
        [0xff, 0xff],
        [0, 0],
        [0, 5],
        [0, 6],
        [0x10, 0x01],
      ])
      .slice(0, entity.length),
  )
  return [changed]
}
const severalInOne: Mutation = (entity, { chance, wire, others }) => {
  const more = [chance.pick(others), chance.pick(others)]
  return [wrapped(joined([bare(entity, wire), ...more]), wire, false)]
}

const mutations: readonly Mutation[] = [
  flip,
  flip,
  setByte,
  setByte,
  truncate,
  insert,
  otherKind,
  wrongLength,
  hugeLength,
  endlessUnits,
  wrongNumber,
  wrongNumber,
  otherCount,
  crafted,
  beforeCrafted,
  behindCrafted,
  behindCrafted,
  replacedByOther,
  behindOther,
  twice,
  dropped,
  manyTimes,
  noise,
  wrongPrefix,
  severalInOne,
]

export function mutate(entity: Uint8Array, material: Material): readonly Uint8Array[] {
  return material.chance.pick(mutations)(entity, material)
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function repeated(part: Uint8Array, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => part)
}
