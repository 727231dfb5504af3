import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { formatDiagnostic } from '../../../src/pesit/parameters/diagnostics.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import {
  EntityReader,
  type EntityReaderOptions,
  type Framing,
  frame,
} from '../../../src/pesit/wire/framing.ts'
import { fromHex, joined, loadHex, toHex } from '../../helpers/hex.ts'

const streams = new Map(loadHex('line').map(({ title, bytes }) => [title, bytes]))
const stream = (title: string): Uint8Array => streams.get(title) ?? new Uint8Array(0)

function reader(options: Partial<EntityReaderOptions> = {}): EntityReader {
  return new EntityReader({ framing: 'prefixed', maximumEntityBytes: 4096, ...options })
}

/** What comes out of chunks, in hex; `!` where the reader refused. */
function read(chunks: readonly Uint8Array[], options: Partial<EntityReaderOptions>): string[] {
  const entities: string[] = []
  const entityReader = reader(options)
  try {
    for (const chunk of chunks) entities.push(...entityReader.push(chunk).map(toHex))
    entityReader.push(new Uint8Array(0))
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    entities.push('!')
  }
  return entities
}

function refused(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    const { fault, diagnostic, message } = error as ProtocolError
    return `${fault} ${formatDiagnostic(diagnostic)}: ${message}`
  }
  throw new Error('it was taken')
}

const preConnection = toHex(stream('pre-connection'))
const connect =
  '00 30 40 20 00 01 03 07 43 4F 52 50 43 4C 49 04 07 42 41 4E 4B 53 52 56 05 08 53 45 43 52 45 ' +
  '54 30 31 06 01 02 07 03 00 01 01 16 01 00 17 01 00'
const orf = '00 0A C0 14 61 00 15 02 00 00'
const write = '00 06 C0 02 61 00'
const dtf = (hex: string) => `00 09 00 00 61 00 ${hex}`
const syn = '00 09 C0 03 61 00 14 01 01'
const end = '00 0B C0 04 61 00 02 03 00 00 00'
const transEnd = '00 0D C0 08 61 00 1B 02 06 00 1C 01 03'
const aconnect = '00 11 40 21 01 61 06 01 02 07 03 00 01 01 17 01 00'
const relconf = '00 06 40 24 01 61'

const data = [dtf('41 42 43'), dtf('44 45 46'), syn, dtf('47 48 49'), end]
const opened = [preConnection, connect, orf, write]
const answered = ['C1 C3 D2 F0', aconnect, relconf]
const expected: readonly {
  readonly title: string
  readonly framings: readonly (Framing | 'detect')[]
  readonly entities: readonly string[]
}[] = [
  {
    title: 'a prefixed write',
    framings: ['prefixed', 'detect'],
    entities: [...opened, data.slice(0, 3).join(' '), data.slice(3).join(' '), transEnd],
  },
  {
    title: 'a raw write',
    framings: ['raw', 'detect'],
    entities: [...opened, ...data, transEnd],
  },
  {
    title: 'a prefixed write behind a raw pre-connection',
    framings: ['prefixed', 'detect'],
    entities: [preConnection, connect, write],
  },
  {
    title: 'a raw write behind a prefixed pre-connection',
    framings: ['raw', 'detect'],
    entities: [preConnection, connect, write],
  },
  { title: 'a prefixed answer', framings: ['prefixed', 'detect'], entities: answered },
  { title: 'a raw answer', framings: ['raw', 'detect'], entities: answered },
]
const cases = expected.flatMap(({ title, framings, entities }) =>
  framings.map((framing) => ({ title, framing, entities })),
)

describe.each(cases)('$title, read as $framing', ({ title, framing, entities }) => {
  const bytes = stream(title)

  test('in one piece', () => {
    expect(read([bytes], { framing })).toEqual(entities)
  })

  test('cut in two at any byte', () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)], { framing })).toEqual(entities)
    }
  })

  test('byte by byte', () => {
    expect(read(bytewise(bytes), { framing })).toEqual(entities)
  })

  test('in any chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const chunks = at.slice(1).map((to, index) => bytes.subarray(at[index], to))
        expect(read(chunks, { framing })).toEqual(entities)
      }),
      { numRuns: 200 },
    )
  })

  test('a complete entity is returned as soon as its last byte has arrived', () => {
    const entityReader = reader({ framing })
    const came: string[] = []
    let bytesUntilLast = 0
    for (const [index, chunk] of bytewise(bytes).entries()) {
      const entitiesNow = entityReader.push(chunk)
      expect(entitiesNow.length).toBeLessThanOrEqual(1)
      if (entitiesNow.length > 0) bytesUntilLast = index + 1
      came.push(...entitiesNow.map(toHex))
    }
    expect(came).toEqual(entities)
    expect(bytesUntilLast).toBe(bytes.length)
  })
})

function bytewise(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
}

describe('the framing', () => {
  test.each(['prefixed', 'raw'] as const)('is %s when it was given', (framing) => {
    expect(reader({ framing }).framing).toBe(framing)
  })

  test.each([
    ['', undefined],
    ['0030 40', undefined],
    ['0030 4020', 'raw'],
    ['0006 4025', 'raw'],
    ['0030 0030 40', undefined],
    ['0030 0030 4020', 'prefixed'],
    ['0032 0030 4020', 'prefixed'], // with a checksum
    ['D7C5E2', undefined],
    ['D7C5E2C9', 'raw'],
    ['0018 D7C5E2', undefined],
    ['0018 D7C5E2C9', 'prefixed'],
    ['0018 0018 4020', 'prefixed'],
    ['C1C3D2F0', 'raw'],
    ['0004 D5C1D2F0', 'prefixed'],
  ])('of %s is %s', (hex, framing) => {
    const entityReader = reader({ framing: 'detect' })
    expect(hex === '' || entityReader.push(fromHex(hex))).toBeDefined()
    expect(entityReader.framing).toBe(framing)
  })

  test.each([
    ['HTTP', '47455420 2F20'],
    ['TLS', '16030100 F801'],
    ['SSH', '5353482D 322E'],
    ['zeros', '00000000 0000'],
    ['a raw FPDU that cannot come first', '0009 C003 6100'],
    ['a prefixed FPDU that cannot come first', '0009 0009 C003'],
    ['lengths that differ', '0031 0030 4020'],
    ['a length of five', '0005 0005 4020'],
    ['a raw length of five', '0005 4020 0000'],
    ['a type beyond ABORT', '0006 0006 4026'],
    ['an ASCII pre-connection', '50455349 5420'],
  ])('%s is no PeSIT', (_, hex) => {
    expect(refused(() => reader({ framing: 'detect' }).push(fromHex(hex)))).toMatch(
      /^remote 3-311: the first bytes are neither/,
    )
  })

  test('of the answer to a raw pre-connection is raw, whatever follows', () => {
    for (const framing of ['detect', 'prefixed', 'raw'] as const) {
      const entityReader = reader({ framing })
      entityReader.push(stream('pre-connection'))
      expect(entityReader.framing).toBe('raw')
    }
    const entityReader = reader({ framing: 'detect' })
    entityReader.push(stream('a prefixed write behind a raw pre-connection'))
    expect(entityReader.framing).toBe('prefixed')
  })

  test('no longer changes once an FPDU was read', () => {
    const raw = reader({ framing: 'detect', maximumEntityBytes: 65_535 })
    raw.push(fromHex('0006 4023 0000'))
    // The length of this FPDU looks like the beginning of a pre-connection.
    const long = joined([fromHex('D7C5 E2C9 0000'), new Uint8Array(0xd7c5 - 6)])
    expect(raw.push(long).map(({ length }) => length)).toEqual([0xd7c5])
  })
})

test('a data FPDU whose length reads like a pre-connection is one FPDU', () => {
  const data = joined([fromHex('D7C5 0000 6100'), new Uint8Array(0xd7c5 - 6)])
  for (const chunks of [[data], [data.subarray(0, 2), data.subarray(2)]]) {
    const entityReader = reader({ framing: 'raw', maximumEntityBytes: 65_535 })
    const lengths = chunks.flatMap((chunk) => entityReader.push(chunk).map(({ length }) => length))
    expect(lengths).toEqual([0xd7c5])
  }
})

test('only one pre-connection is accepted', () => {
  const twice = joined([stream('pre-connection'), stream('pre-connection')])
  expect(read([twice], { framing: 'raw' })).toEqual([preConnection, '!'])
  expect(read([twice], { framing: 'detect' })).toEqual([preConnection, '!'])
})

describe('the reply to a pre-connection', () => {
  test.each([
    ['prefixed', '0004 C1C3D2F0', ['C1 C3 D2 F0']],
    ['prefixed', 'D5C1D2F0', ['D5 C1 D2 F0']],
    ['raw', 'D5C1D2F0', ['D5 C1 D2 F0']],
    ['raw', '0004 C1C3D2F0', ['C1 C3 D2 F0']],
    ['raw', '41424344', ['41 42 43 44']],
    ['prefixed', '0004 41424344', ['41 42 43 44']],
    ['prefixed', '0006 4024 0161', []],
    ['raw', '414243', []],
    ['prefixed', '0003 414243', ['!']],
    ['raw', 'C1C3D2F0 0006 4024 0161', ['C1 C3 D2 F0', relconf]],
    ['prefixed', '0004 C1C3D2F0 0006 0006 4024 0161', ['C1 C3 D2 F0', relconf]],
  ] as const)('%s, %s', (framing, hex, entities) => {
    const options = { framing, awaitsReply: true, maximumEntityBytes: 64 }
    expect(read(bytewise(fromHex(hex)), options)).toEqual(entities)
    expect(read([fromHex(hex)], options)).toEqual(entities)
  })
})

describe('an impossible length', () => {
  const good = '0006 0006 C002 6100'

  test.each([
    ['prefixed', '0000'],
    ['prefixed', '0005'],
    ['prefixed', '1001'],
    ['prefixed', 'FFFF'],
    ['raw', '0000'],
    ['raw', '0005'],
    ['raw', '1001'],
  ] as const)('%s %s is refused as soon as it is there, and from then on', (framing, hex) => {
    const entityReader = reader({ framing })
    expect(refused(() => entityReader.push(fromHex(hex)))).toMatch(/^remote 3-311: an entity of/)
    expect(refused(() => entityReader.push(fromHex(good)))).toMatch(/^remote 3-311: an entity of/)
  })

  test('does not remove the entities before it', () => {
    const bytes = fromHex(`${good} ${good} 0000`)
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)], { framing: 'prefixed' })).toEqual([
        write,
        write,
        '!',
      ])
    }
    const entityReader = reader()
    expect(entityReader.push(bytes)).toHaveLength(2)
    expect(refused(() => entityReader.push(new Uint8Array(0)))).toContain('an entity of 0 bytes')
  })

  test('follows the maximum that is set', () => {
    const entityReader = reader({ maximumEntityBytes: 6 })
    expect(entityReader.push(fromHex(good))).toHaveLength(1)
    entityReader.setMaximum(9)
    expect(entityReader.push(fromHex('0009 0009 C003 6100 140101'))).toHaveLength(1)
    expect(refused(() => entityReader.push(fromHex('000A')))).toContain('larger than the 9 agreed')
  })
})

test('a prefix may be separated from a long entity that comes in parts', () => {
  const entity = joined([
    fromHex('0C00 0000 6100'),
    Uint8Array.from({ length: 3066 }, (_, at) => at % 251),
  ])
  const bytes = frame(entity, 'prefixed')
  const cuts = [0, 1, 1000, 2000, bytes.length]
  const chunks = cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to))
  expect(read(chunks, {})).toEqual([toHex(entity)])
})

test('entities that came in one chunk are views', () => {
  const bytes = stream('a prefixed write')
  const entities = reader().push(bytes)
  expect(entities.every(({ buffer }) => buffer === bytes.buffer)).toBe(true)
})

test('an announced length takes no memory before the bytes come', () => {
  const readers = Array.from({ length: 2000 }, () => reader({ maximumEntityBytes: 65_535 }))
  const before = process.memoryUsage().arrayBuffers
  for (const entityReader of readers) entityReader.push(fromHex('FFFF FFFF C011 6100'))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
})

describe('bytes are copied', () => {
  const longest = frame(joined([fromHex('FFFF 0000 6100'), new Uint8Array(65_529)]), 'prefixed')
  const copiedIn = (stepBytes: number): number => {
    const count = Math.ceil(longest.length / stepBytes)
    const chunks = Array.from({ length: count }, (_, index) =>
      longest.subarray(index * stepBytes, (index + 1) * stepBytes),
    )
    const entityReader = reader({ maximumEntityBytes: 65_535 })
    const copy = vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'set')
    onTestFinished(() => copy.mockRestore())
    const entities = chunks.flatMap((chunk) => entityReader.push(chunk))
    expect(entities.map(({ length }) => length)).toEqual([65_535])
    return copy.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
  }

  test('once when they come in packets', () => {
    expect(copiedIn(1400)).toBe(65_535)
  })

  test('a few times when they come one at a time, and not again for each following byte', () => {
    expect(copiedIn(1)).toBeLessThan(20 * longest.length)
  })

  test('never when they come at once', () => {
    expect(copiedIn(longest.length)).toBe(0)
  })
})

describe('a frame', () => {
  test('is the entity behind its length, or the entity itself', () => {
    const entity = fromHex('0006 C002 6100')
    expect(toHex(frame(entity, 'prefixed'))).toBe('00 06 00 06 C0 02 61 00')
    expect(frame(entity, 'raw')).toBe(entity)
  })

  test('holds at most 65535 bytes', () => {
    expect(frame(new Uint8Array(65_535), 'prefixed')).toHaveLength(65_537)
    expect(refused(() => frame(new Uint8Array(65_536), 'prefixed'))).toMatch(/^local 3-311/)
  })

  test('is read back', () => {
    const anyEntity = fc.uint8Array({ minLength: 6, maxLength: 4000, size: 'max' })
    fc.assert(
      fc.property(
        fc.array(anyEntity, { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        (entities, step) => {
          const hello = fromHex('0006 4020 0001')
          const bytes = joined([hello, ...entities].map((entity) => frame(entity, 'prefixed')))
          const chunks = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
            bytes.subarray(index * step, (index + 1) * step),
          )
          expect(read(chunks, {})).toEqual([hello, ...entities].map(toHex))
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('random bytes are cut or refused', () => {
  const framings = fc.constantFrom<Framing | 'detect'>('prefixed', 'raw', 'detect')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), framings, fc.boolean(), (bytes, framing, r) => {
      const options = { framing, awaitsReply: r && framing !== 'detect' }
      expect(read([bytes], options)).toEqual(read(bytewise(bytes), options))
    }),
    { numRuns: 3000 },
  )
})
