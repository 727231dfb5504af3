// Random and spoilt bytes into everything that reads bytes before a session judges them: nothing but a
// ProtocolError may come out of it, and never more than went in allows.

import { readArticles } from '../../src/pesit/data/articles.ts'
import { fromPage, toPage } from '../../src/pesit/data/code-page.ts'
import { Compressor, Decompressor } from '../../src/pesit/data/compression.ts'
import { Packer } from '../../src/pesit/data/packer.ts'
import { fileBytesOfAll, RecordCutter, type RecordForm } from '../../src/pesit/data/records.ts'
import { describeFpdu } from '../../src/pesit/describe.ts'
import { decodeFpdu, splitEntity } from '../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../src/pesit/fpdu/encode.ts'
import { ProtocolError } from '../../src/pesit/protocol-error.ts'
import { DataIntake } from '../../src/pesit/session/data/intake.ts'
import { PreConnectionReply } from '../../src/pesit/session/pre-connection-reply.ts'
import { checksumOf, hasValidChecksum } from '../../src/pesit/wire/checksum.ts'
import { EntityReader } from '../../src/pesit/wire/framing.ts'
import { createTrace } from '../../src/pesit-socket/trace.ts'
import { joined, mutate, wrapped } from './mutate.ts'
import { type Chance, chanceOf } from './random.ts'
import { Failure } from './subject.ts'

type Check = (chance: Chance, fpdus: readonly Uint8Array[]) => string

const checks: Readonly<Record<string, Check>> = {
  'an FPDU': anFpdu,
  'entities in pieces': entitiesInPieces,
  articles,
  'compressed strings': compressedStrings,
  'compressed and back': compressedAndBack,
  checksum,
  'records of a file': recordsOfAFile,
  'records packed and taken in': recordsPacked,
  'the reply to a pre-connection': preConnectionReply,
  'a trace': trace,
}

/** @throws Failure. The answer names the check and how it ended. */
export function runCodec(seed: number, fpdus: readonly Uint8Array[]): string {
  const chance = chanceOf(seed)
  const name = chance.pick(Object.keys(checks))
  try {
    return `${name}: ${checks[name]?.(chance, fpdus) ?? ''}`
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`${name}: ${error.message}`)
    throw new Failure(`${name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
  }
}

/** The outcome, or null when the bytes were refused as they may be. */
function unlessRefused<T>(fault: 'local' | 'remote', work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProtocolError && error.fault === fault) return null
    throw error
  }
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Failure(what)
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

function spoilt(chance: Chance, fpdus: readonly Uint8Array[]): Uint8Array {
  if (chance.often(0.1)) return chance.bytes(chance.below(300))
  let fpdu = chance.pick(fpdus)
  const wire = { framing: 'raw', crc: false } as const
  for (let round = chance.below(3); round > 0; round -= 1)
    fpdu = joined(mutate(fpdu, { chance, wire, others: fpdus })).slice(0, 70_000)
  return fpdu
}

function anFpdu(chance: Chance, fpdus: readonly Uint8Array[]): string {
  const bytes = spoilt(chance, fpdus)
  const parts = unlessRefused('remote', () => splitEntity(bytes))
  if (parts !== null) must(same(joined(parts), bytes), 'parts of an entity are not the entity')
  const decoded = unlessRefused('remote', () => decodeFpdu(parts?.[0] ?? bytes))
  if (decoded === null) return 'refused'
  const line = describeFpdu(decoded.fpdu)
  must(line.length <= 200 + 8 * bytes.length, 'a description longer than what it describes')
  must(!/[\u0000-\u001f\u007f-\u009f]/.test(line), 'control characters in a description')
  must(decoded.oddities.length <= 4 * 64, 'too many oddities')
  unlessRefused('local', () => encodeFpdu(decoded.fpdu))
  return 'decoded'
}

/** What is received does not depend on how the stream was cut. */
function entitiesInPieces(chance: Chance, fpdus: readonly Uint8Array[]): string {
  const framing = chance.pick(['prefixed', 'raw', 'detect'] as const)
  const wire = { framing: framing === 'raw' ? 'raw' : 'prefixed', crc: false } as const
  const stream = joined(
    Array.from({ length: 1 + chance.below(6) }, () =>
      wrapped(spoilt(chance, fpdus), wire, chance.often(0.9)),
    ),
  )
  const options = { framing, maximumEntityBytes: chance.pick([64, 4096, 65_535]) }
  const whole = readAll(options, [stream])
  const pieces: Uint8Array[] = []
  for (let at = 0; at < stream.length; ) {
    const size = chance.pick([1, 2, 3, 1 + chance.below(600)])
    pieces.push(stream.subarray(at, at + size))
    at += size
  }
  const cut = readAll(options, pieces)
  must(
    same(joined(whole.entities), joined(cut.entities)),
    'cutting the stream changed the entities',
  )
  must(whole.refused === cut.refused, 'cutting the stream changed whether it is refused')
  must(joined(whole.entities).length <= stream.length, 'more came out than went in')
  return whole.refused ? 'refused' : 'read'
}

function readAll(
  options: ConstructorParameters<typeof EntityReader>[0],
  pieces: readonly Uint8Array[],
) {
  const reader = new EntityReader(options)
  const entities: Uint8Array[] = []
  for (const piece of [...pieces, new Uint8Array(0)]) {
    const more = unlessRefused('remote', () => reader.push(piece))
    if (more === null) return { entities, refused: true }
    entities.push(...more)
  }
  return { entities, refused: false }
}

function articles(chance: Chance): string {
  const body = chance.bytes(chance.below(80))
  if (chance.often(0.5)) for (let at = 0; at < body.length; at += 2) body[at] = 0
  const read = unlessRefused('remote', () =>
    readArticles(body, chance.below(6), chance.pick([1, 10, 500])),
  )
  if (read === null) return 'refused'
  const bytes = read.pieces.reduce((sum, { length }) => sum + length, 0)
  must(bytes === read.dataBytes && bytes <= body.length, 'articles larger than their DTF')
  return 'read'
}

function compressedStrings(chance: Chance): string {
  const decompressor = new Decompressor(chance.pick([1, 2, 3] as const))
  const maximum = chance.pick([10, 500, 65_535])
  let outcome = 'refused'
  for (let round = 0; round < 4; round += 1) {
    const strings = chance.bytes(chance.below(60))
    // Plausible headers first.
    if (chance.often(0.7)) strings.fill(0xc4, 0, 3).fill(0x85, 3, 4)
    const article = unlessRefused('remote', () => decompressor.decompress(strings, maximum))
    if (article === null) continue
    outcome = 'decompressed'
    must(article.length <= Math.min(maximum, 63 * strings.length), 'an article too long')
  }
  return outcome
}

function compressedAndBack(chance: Chance): string {
  const type = chance.pick([1, 2, 3] as const)
  const compressor = new Compressor(type)
  const decompressor = new Decompressor(type)
  for (let round = 0; round < 5; round += 1) {
    const article = chance.bytes(chance.below(300)).map((byte) => (byte < 200 ? 0x20 : byte))
    const back = decompressor.decompress(compressor.compress(article), Math.max(1, article.length))
    must(same(article, back), 'compression is not undone')
    if (!chance.often(0.2)) continue
    compressor.restart()
    decompressor.restart()
  }
  return 'the same'
}

function checksum(chance: Chance): string {
  const bytes = chance.bytes(1 + chance.below(400))
  const whole = Uint8Array.from([...bytes, ...checksumOf(bytes)])
  must(hasValidChecksum(whole), 'its own checksum is wrong')
  const at = chance.below(whole.length)
  const before = whole[at] ?? 0
  whole[at] = before ^ (1 << chance.below(8))
  // 0 and 255 are the same to this sum.
  const isSeen = before % 255 !== (whole[at] ?? 0) % 255
  must(hasValidChecksum(whole) !== isSeen, 'a damaged byte is not seen')
  return 'seen'
}

function formOf(chance: Chance): RecordForm {
  return {
    kind: chance.pick(['bytes', 'lines'] as const),
    articleBytes: chance.pick([1, 7, 80, 500]),
    format: chance.pick(['fixed', 'variable'] as const),
    lineEnding: chance.pick(['lf', 'crlf'] as const),
    trimBlanks: chance.often(0.5),
    emptyRecords: chance.often(0.5),
    codePage: chance.often(0.3) ? chance.pick(['037', '297', '500', '1147'] as const) : null,
    charset: chance.pick(['ascii', 'latin1'] as const),
  }
}

function recordsOfAFile(chance: Chance): string {
  const form = formOf(chance)
  const file = textOf(chance)
  const records = unlessRefused('local', () => recordsOf(file, form, chance))
  if (records === null) return 'refused'
  must(
    records.every(({ length }) => length <= form.articleBytes),
    'a record longer than its form',
  )
  const back = joined(fileBytesOfAll(records, form))
  must(
    back.length <= 2 * joined(records).length + 2 * records.length,
    'a file larger than its records',
  )
  if (form.kind === 'bytes' && form.codePage === null) must(same(back, file), 'bytes changed')
  const page = chance.pick(['037', '297', '500', '1147'] as const)
  const ebcdic = unlessRefused('local', () => toPage(file, page, 'latin1'))
  if (ebcdic !== null) must(same(fromPage(ebcdic, page), file), 'EBCDIC is not undone')
  return 'cut'
}

function recordsOf(file: Uint8Array, form: RecordForm, chance: Chance): Uint8Array[] {
  const cutter = new RecordCutter(form, 0)
  const records: Uint8Array[] = []
  const drain = () => {
    for (let next = cutter.next(); next !== null; next = cutter.next()) records.push(next.slice())
  }
  for (let at = 0; at < file.length; ) {
    const size = 1 + chance.below(40)
    cutter.feed(file.subarray(at, at + size))
    at += size
    drain()
  }
  cutter.end()
  drain()
  must(cutter.offset === file.length, 'a file is not cut to its end')
  return records
}

function textOf(chance: Chance): Uint8Array {
  const length = chance.below(400)
  if (chance.often(0.2)) return chance.bytes(length)
  return Uint8Array.from({ length }, () =>
    chance.often(0.08) ? chance.pick([0x0a, 0x0a, 0x0d, 0x20]) : 0x20 + chance.below(0x5f),
  )
}

/** What a sender packs, a receiver unpacks, whatever the packing. */
function recordsPacked(chance: Chance): string {
  const crc = chance.often(0.3)
  const framing = chance.pick(['prefixed', 'raw'] as const)
  const entityBytes = 20 + chance.below(200)
  const packer = new Packer({
    entityBytes,
    framing,
    dst: 1,
    multiArticle: chance.often(0.5),
    segmentation: true,
    concatenation: chance.often(0.5),
    crc,
  })
  const records = Array.from({ length: chance.below(12) }, () => chance.bytes(chance.below(500)))
  for (const record of records) packer.add(record)
  const reader = new EntityReader({ framing, maximumEntityBytes: entityBytes })
  if (crc) reader.expectChecksums()
  const intake = new DataIntake()
  intake.recordwise = true
  const taken: Uint8Array[] = []
  for (const entity of reader.push(packer.take().entities)) {
    must(!crc || hasValidChecksum(entity), 'a packed entity has a wrong checksum')
    for (const fpdu of splitEntity(crc ? entity.subarray(0, -2) : entity)) {
      const { name, src, body = new Uint8Array(0) } = decodeFpdu(fpdu).fpdu
      intake.take(name, src, body)
      const event = intake.flush()
      if (event?.type === 'data') taken.push(...event.pieces.map((piece) => piece.slice()))
    }
  }
  must(taken.length === records.length, `${records.length} records became ${taken.length}`)
  must(
    taken.every((record, index) => same(record, records[index] ?? record.subarray(0, 0))),
    'a record changed',
  )
  return 'the same'
}

function preConnectionReply(chance: Chance): string {
  const framing = chance.pick(['prefixed', 'raw'] as const)
  const stream = chance.pick([
    chance.bytes(chance.below(12)),
    Uint8Array.of(0, 4, 0xc1, 0xc3, 0xd2, 0xf0, 1, 2, 3),
    Uint8Array.of(0xd5, 0xc1, 0xd2, 0xf0, 1, 2, 3),
  ])
  const reply = new PreConnectionReply(framing)
  for (let at = 0; at < stream.length; ) {
    const size = 1 + chance.below(3)
    const said = reply.push(stream.subarray(at, at + size))
    at += size
    if (said !== null) return said instanceof ProtocolError ? 'refused' : said.meaning
  }
  return 'too short'
}

/** The trace only watches: it never throws, and its lines are harmless. */
function trace(chance: Chance, fpdus: readonly Uint8Array[]): string {
  let characters = 0
  let bytes = 0
  const watching = createTrace((line) => {
    characters += line.length
    must(!/[\u0000-\u001f\u007f-\u009f]/.test(line), 'control characters in a trace')
  })
  const wire = { framing: chance.pick(['prefixed', 'raw'] as const), crc: chance.often(0.2) }
  for (let round = 0; round < 4; round += 1) {
    const entity = wrapped(spoilt(chance, fpdus), wire, true)
    bytes += entity.length
    watching.received(entity)
    watching.sent(entity)
  }
  must(characters <= 4000 + 20 * bytes, 'a trace much longer than what was said')
  return 'followed'
}
