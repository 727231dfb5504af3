// The codec alone, in memory: how many FPDUs a second become bytes and are read again, and how many MB that
// is. Measured in time of the processor, so that other programs do not count.

import { Compressor } from '../../src/pesit/data/compression.ts'
import { Packer, type Packing } from '../../src/pesit/data/packer.ts'
import { decodeFpdu } from '../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../src/pesit/fpdu/encode.ts'
import type { Fpdu } from '../../src/pesit/fpdu/fpdu.ts'
import type { Session } from '../../src/pesit/session/session.ts'
import { writingPair } from './pair.ts'

const measuredMs = 1500
const warmingMs = 300

interface Row {
  readonly what: string
  readonly 'FPDU a second': number
  readonly 'MB/s': number
}

const create: Fpdu = {
  name: 'CREATE',
  dst: 0x61,
  src: 0,
  parameters: {
    file: { fileType: 0, fileName: 'VIREMENT' },
    transferNumber: 9419,
    dataCode: 'binary',
    priority: 0,
    entityBytes: 4096,
    logical: { articleFormat: 'fixed', articleBytes: 512, organisation: 0, label: 'PAIN001.XML' },
    physical: { spaceUnit: 'kilobytes', maximumSpace: 2 },
    historical: { creationDate: '260930081500' },
    client: 'CORPCLI',
    finalBank: 'BANKSRV',
    freeText: 'INV-42',
  },
}
const syn: Fpdu = { name: 'SYN', dst: 0x61, src: 0, parameters: { syncNumber: 77 } }

export function benchCodec(): Row[] {
  const rows: Row[] = []
  for (const fpdu of [create, syn]) {
    const bytes = encodeFpdu(fpdu)
    const one = { fpdus: 1, bytes: bytes.length }
    rows.push(
      measure(`${fpdu.name}, encode`, () => (encodeFpdu(fpdu), one)),
      measure(`${fpdu.name}, decode`, () => (decodeFpdu(bytes), one)),
    )
  }
  for (const kind of kinds) rows.push(...benchData(kind))
  return rows
}

interface Kind {
  readonly what: string
  readonly recordBytes: number
  readonly packing?: Partial<Packing>
  readonly compressed?: boolean
  /** Each record is wanted for itself, as lines are. */
  readonly recordwise?: boolean
}

const kinds: readonly Kind[] = [
  { what: 'DTF of 64 KB', recordBytes: 65_529 },
  { what: 'DTF of 4 KB', recordBytes: 4096 },
  { what: 'DTF of 40 bytes', recordBytes: 40, recordwise: true },
  {
    what: 'many records of 40 bytes a DTF',
    recordBytes: 40,
    recordwise: true,
    packing: { multiArticle: true },
  },
  { what: 'segments of 4 KB', recordBytes: 65_535, packing: { entityBytes: 4096 } },
  { what: 'DTF of 4 KB with CRC', recordBytes: 4096, packing: { crc: true } },
  {
    what: 'DTF of 240 bytes, compressed',
    recordBytes: 240,
    compressed: true,
    packing: { multiArticle: true },
  },
]

const chunkBytes = 65_536
const usual: Packing = {
  entityBytes: 65_535,
  framing: 'prefixed',
  dst: 0x61,
  multiArticle: false,
  segmentation: true,
  concatenation: true,
  crc: false,
}

/** Packed by the sender's packer, as far as one write goes; taken in by a responder in its data phase. */
function benchData(kind: Kind): Row[] {
  const packing = { ...usual, ...kind.packing }
  const packer = new Packer(packing)
  const compressor = kind.compressed === true ? new Compressor(3) : null
  const records = recordsOf(kind.recordBytes)
  const pack = () => {
    // As behind a sync point: what is packed here can be taken in after anything.
    compressor?.restart()
    for (const record of records) packer.add(compressor?.compress(record) ?? record)
    return packer.take().entities
  }
  const fill = () => {
    const entities = pack()
    return {
      fpdus: fpdusOf(packing, records.length, entities),
      bytes: records.length * kind.recordBytes,
    }
  }
  const encoded = measure(`${kind.what}, encode`, fill)
  const counted = fill()
  // As a socket gives them: the rest of an entity comes with the next chunk.
  const bytes = pack().slice()
  const responder = writingPair({
    crc: packing.crc,
    compressed: kind.compressed === true,
    recordwise: kind.recordwise === true,
  })
  const decoded = measure(`${kind.what}, decode`, () => {
    receiveAll(responder, bytes)
    return counted
  })
  return [encoded, decoded]
}

function receiveAll(session: Session, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    session.receive(bytes.subarray(at, at + chunkBytes), 0)
    if (session.state !== 'TDE02B') throw new Error(`ended in state ${session.state}`)
  }
}

function recordsOf(recordBytes: number): Uint8Array[] {
  const record = (index: number) =>
    Buffer.from(
      `${String(index).padStart(12, '0')} VIREMENT`.padEnd(recordBytes).slice(0, recordBytes),
    )
  return Array.from({ length: Math.ceil(262_144 / recordBytes) }, (_, index) => record(index))
}

function fpdusOf(packing: Packing, records: number, entities: Uint8Array): number {
  let fpdus = 0
  for (let at = 0; at < entities.length; ) {
    const end = at + 2 + number(entities, at)
    at += 2
    while (at < end) {
      at += number(entities, at) + (packing.crc ? 2 : 0)
      fpdus += 1
    }
  }
  return Math.max(fpdus, records === 0 ? 0 : 1)
}

const number = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)

function measure(what: string, work: () => { fpdus: number; bytes: number }): Row {
  repeat(warmingMs, work)
  const { fpdus, bytes, seconds } = repeat(measuredMs, work)
  return {
    what,
    'FPDU a second': Math.round(fpdus / seconds),
    'MB/s': Math.round(bytes / 1e5 / seconds) / 10,
  }
}

function repeat(ms: number, work: () => { fpdus: number; bytes: number }) {
  let [fpdus, bytes] = [0, 0]
  const before = process.cpuUsage()
  for (;;) {
    for (let round = 0; round < 20; round += 1) {
      const done = work()
      fpdus += done.fpdus
      bytes += done.bytes
    }
    const { user, system } = process.cpuUsage(before)
    const seconds = (user + system) / 1e6
    if (seconds * 1000 >= ms) return { fpdus, bytes, seconds }
  }
}
