// Records into entities. Bytes are written by hand from PeSIT E §4.3 and §4.5.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Packer, type Packing } from '../../../src/pesit/data/packer.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { decodeHeader } from '../../../src/pesit/fpdu/decode.ts'
import { DataIntake } from '../../../src/pesit/session/data/intake.ts'
import { hasValidChecksum } from '../../../src/pesit/wire/checksum.ts'
import { EntityReader } from '../../../src/pesit/wire/framing.ts'
import { fromHex, toHex } from '../../helpers/hex.ts'

const plain: Packing = {
  entityBytes: 20,
  framing: 'prefixed',
  dst: 0x61,
  multiArticle: false,
  segmentation: false,
  concatenation: true,
  crc: false,
}
const text = (word: string) => Uint8Array.from(Buffer.from(word, 'latin1'))

function packed(packing: Partial<Packing>, words: readonly string[]): string {
  const packer = new Packer({ ...plain, ...packing })
  for (const word of words) packer.add(text(word))
  return toHex(packer.take().entities)
}

describe('records', () => {
  test.each<[string, Partial<Packing>, readonly string[], string]>([
    [
      'share an entity as long as they fit',
      {},
      ['ABC', 'HELLO', 'X'],
      '0014 | 0009 0000 6100 414243  000B 0000 6100 48454C4C4F    0007 | 0007 0000 6100 58',
    ],
    [
      'have an entity each where concatenation is not wanted',
      { concatenation: false },
      ['ABC', 'X'],
      '0009 | 0009 0000 6100 414243    0007 | 0007 0000 6100 58',
    ],
    [
      'share a DTF behind their lengths',
      { multiArticle: true },
      ['ABC', 'HELLO'],
      '0012 | 0012 0000 6102 0003 414243 0005 48454C4C4F',
    ],
    [
      'travel bare when one alone is left',
      { multiArticle: true },
      ['ABC', 'HELLO', 'WORLD'],
      '0012 | 0012 0000 6102 0003 414243 0005 48454C4C4F    000B | 000B 0000 6100 574F524C44',
    ],
    [
      'without a byte travel behind a length of nothing',
      { multiArticle: true },
      ['', 'A'],
      '000B | 000B 0000 6102 0000 0001 41',
    ],
    ['without a byte do so alone too', {}, [''], '0008 | 0008 0000 6101 0000'],
    [
      'too long for an entity go in segments',
      { entityBytes: 10, segmentation: true },
      ['ABCDEFGHIJ'],
      '000A | 000A 0041 6100 41424344  000A | 000A 0040 6100 45464748  0008 | 0008 0042 6100 494A',
    ],
    [
      'in segments share their last entity with what follows',
      { entityBytes: 14, segmentation: true },
      ['ABCDEFGHI', 'X'],
      '000E | 000E 0041 6100 4142434445464748   000E | 0007 0042 6100 49 0007 0000 6100 58',
    ],
    [
      'have no prefix on a raw line',
      { framing: 'raw' },
      ['ABC', 'X'],
      '0009 0000 6100 414243 0007 0000 6100 58',
    ],
    [
      'carry a checksum each, and share nothing, where PI 1 was agreed',
      { crc: true },
      ['ABC', 'ABC'],
      '000B | 0009 0000 6100 414243 14BA    000B | 0009 0000 6100 414243 14BA',
    ],
  ])('%s', (_what, packing, words, hex) => {
    expect(packed(packing, words)).toBe(toHex(fromHex(hex)))
  })

  test('too long for an entity are refused when segments are not agreed', () => {
    const packer = new Packer(plain)
    expect(() => packer.add(text('123456789012345'))).toThrow(ProtocolError)
    expect(() => packer.add(text('123456789012345'))).toThrow('15 bytes fits no entity of 20')
  })

  test('an entity size without space for data is a mistake of the caller', () => {
    expect(() => new Packer({ ...plain, entityBytes: 8 })).toThrow(RangeError)
  })
})

describe('with any records and any packing', () => {
  const packings = fc.record({
    entityBytes: fc.integer({ min: 20, max: 90 }),
    framing: fc.constantFrom('prefixed' as const, 'raw' as const),
    dst: fc.integer({ min: 1, max: 255 }),
    multiArticle: fc.boolean(),
    segmentation: fc.constant(true),
    concatenation: fc.boolean(),
    crc: fc.boolean(),
  })
  const records = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 40 })

  test('a receiver finds the same records, and no entity is larger than agreed', () => {
    fc.assert(
      fc.property(packings, records, (packing, articles) => {
        const packer = new Packer(packing)
        for (const article of articles) packer.add(article)
        const block = packer.take()
        expect(block.articles).toBe(articles.length)
        expect(block.dataBytes).toBe(articles.reduce((sum, { length }) => sum + length, 0))
        expect(received(block.entities, packing)).toEqual(articles.map(toHex))
      }),
    )
  })
})

/** The records that a receiver makes of the entities, each in hex. */
function received(entities: Uint8Array, packing: Packing): readonly string[] {
  const reader = new EntityReader({
    framing: packing.framing,
    maximumEntityBytes: packing.entityBytes,
  })
  if (packing.crc) reader.expectChecksums()
  const intake = new DataIntake()
  intake.recordwise = true
  for (const entity of reader.push(entities)) {
    expect(entity.length).toBeLessThanOrEqual(packing.entityBytes)
    if (packing.crc) expect(hasValidChecksum(entity)).toBe(true)
    const end = entity.length - (packing.crc ? 2 : 0)
    for (let offset = 0; offset < end; ) {
      const { name, lengthBytes, src } = decodeHeader(entity, offset)
      intake.take(name, src, entity.subarray(offset + 6, offset + lengthBytes))
      offset += lengthBytes
    }
  }
  const event = intake.flush()
  return event?.type === 'data' ? event.pieces.map(toHex) : []
}
