// Compression of articles. The strings are written by hand from PeSIT E annex A §3.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compressedBytesAtMost,
  Compressor,
  type CompressionType,
  Decompressor,
} from '../../../src/pesit/data/compression.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { fromHex, toHex } from '../../helpers/hex.ts'

const times = (byte: string, count: number) => byte.repeat(count)

/** Articles of one file, and their strings. */
const known: readonly (readonly [string, CompressionType, readonly string[], readonly string[]])[] =
  [
    ['a run between literals', 1, ['01 02 02 02 02 02 02 03'], ['01 01 86 02 01 03']],
    ['two runs', 1, ['41 41 41 41 41 42 43 44 44 44 44'], ['85 41 02 42 43 84 44']],
    ['a run longer than a string', 1, [times('00', 64)], ['BF 00 01 00']],
    [
      'what stood in the article before',
      2,
      ['01 02 03 02 03 05 06 07', '05 06 03 02 03 05 08 09'],
      ['08 01 02 03 02 03 05 06 07', '02 05 06 C4 02 08 09'],
    ],
    ['both', 3, ['01 01 01 01 02 03', '01 01 01 01 02 04'], ['84 01 02 02 03', 'C5 01 04']],
  ]

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return `${error.fault} ${error.diagnostic.type}-${error.diagnostic.reason}`
  }
}

describe('compression', () => {
  test.each(known)('of %s yields the strings of the annex', (_what, type, articles, strings) => {
    const compressor = new Compressor(type)
    expect(articles.map((hex) => toHex(compressor.compress(fromHex(hex))))).toEqual(
      strings.map((hex) => toHex(fromHex(hex))),
    )
  })

  test.each(known)('of %s is undone', (_what, type, articles, strings) => {
    const decompressor = new Decompressor(type)
    expect(strings.map((hex) => toHex(decompressor.decompress(fromHex(hex), 1000)))).toEqual(
      articles.map((hex) => toHex(fromHex(hex))),
    )
  })

  test('all literal costs one byte in 63', () => {
    const literal = fromHex(`3F ${times('41', 63)} 3F ${times('41', 63)} 04 ${times('41', 4)}`)
    expect(literal).toHaveLength(133)
    expect(compressedBytesAtMost(130)).toBe(133)
    expect(new Decompressor(1).decompress(literal, 130)).toEqual(fromHex(times('41', 130)))
  })

  test('any articles are restored, and never become larger than all-literal strings', () => {
    const byte = fc.oneof(fc.constantFrom(0x20, 0x30, 0x41), fc.nat(255))
    const files = fc.array(fc.array(byte, { maxLength: 400 }), { maxLength: 8 })
    fc.assert(
      fc.property(
        files,
        fc.constantFrom<CompressionType>(1, 2, 3),
        fc.nat(8),
        (file, type, sync) => {
          const compressor = new Compressor(type)
          const decompressor = new Decompressor(type)
          for (const [index, article] of file.entries()) {
            if (index === sync) {
              compressor.restart()
              decompressor.restart()
            }
            const strings = compressor.compress(Uint8Array.from(article))
            expect(strings.length).toBeLessThanOrEqual(compressedBytesAtMost(article.length))
            expect([...decompressor.decompress(strings, 400)]).toEqual(article)
          }
        },
      ),
    )
  })

  test('a sender repeats nothing of the article before a sync point', () => {
    const compressor = new Compressor(2)
    compressor.compress(fromHex('01 02 03 04'))
    compressor.restart()
    expect(toHex(compressor.compress(fromHex('01 02 03 04')))).toBe('04 01 02 03 04')
  })

  test('a sender repeats nothing beyond the end of a shorter article', () => {
    const compressor = new Compressor(2)
    compressor.compress(fromHex('01 02 03 04 05'))
    compressor.compress(fromHex('09'))
    expect(toHex(compressor.compress(fromHex('09 02 03 04 05')))).toBe('05 09 02 03 04 05')
  })

  test('a receiver takes bytes beyond a shorter article from the one before that', () => {
    const decompressor = new Decompressor(2)
    decompressor.decompress(fromHex('05 01 02 03 04 05'), 100)
    decompressor.decompress(fromHex('01 09'), 100)
    expect(toHex(decompressor.decompress(fromHex('C5'), 100))).toBe('09 02 03 04 05')
  })
})

describe('wrong strings', () => {
  test.each<[string, CompressionType, string]>([
    ['no byte at all', 1, '00'],
    ['a repetition of no byte', 1, '80'],
    ['a header that is forbidden', 3, '41 00'],
    ['a literal that is cut off', 1, '05 01 02'],
    ['a repetition without its byte', 1, '85'],
    ['a horizontal string where vertical was agreed', 2, '85 01'],
    ['a vertical string where horizontal was agreed', 1, 'C5'],
    ['a vertical string in the first article', 2, 'C5'],
  ])('%s is damage, 2-213', (_what, type, hex) => {
    expect(codeOf(() => new Decompressor(type).decompress(fromHex(hex), 1000))).toBe('remote 2-213')
  })

  test('a vertical string right after a sync point is damage', () => {
    const decompressor = new Decompressor(3)
    decompressor.decompress(fromHex('02 01 02'), 10)
    decompressor.restart()
    expect(codeOf(() => decompressor.decompress(fromHex('C2'), 10))).toBe('remote 2-213')
  })

  test('strings that become longer than announced are an article that is too long, 2-220', () => {
    const bomb = fromHex(times('BF 00', 1000))
    expect(codeOf(() => new Decompressor(1).decompress(bomb, 62_999))).toBe('remote 2-220')
    expect(new Decompressor(1).decompress(bomb, 63_000)).toHaveLength(63_000)
  })

  test('more than any article can hold is never allocated, whatever was announced', () => {
    const bomb = fromHex(times('BF 00', 2000))
    expect(codeOf(() => new Decompressor(1).decompress(bomb, 10_000_000))).toBe('remote 2-220')
  })

  test('any bytes are an article or a ProtocolError of the peer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(1, 2, 3), (bytes, type) => {
        const outcome = codeOf(() =>
          new Decompressor(type as CompressionType).decompress(bytes, 500),
        )
        expect(['none', 'remote 2-213', 'remote 2-220']).toContain(outcome)
      }),
    )
  })
})
