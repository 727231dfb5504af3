import { describe, expect, test } from 'vitest'
import { decodeFpdu, decodeHeader, splitEntity } from '../../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../../src/pesit/fpdu/encode.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import { formatDiagnostic } from '../../../src/pesit/parameters/diagnostics.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { exercised } from '../../coverage/cells.ts'
import { presentIn } from '../../coverage/parameter-cells.ts'
import { fromHex, joined, loadHex, toHex } from '../../helpers/hex.ts'
import { examples } from './examples.ts'

const tolerated = new Map(loadHex('tolerated').map(({ title, bytes }) => [title, bytes]))

/** An FPDU from its header without the length, and its body. */
function fpdu(phaseTypeIds: string, body: string | Uint8Array): Uint8Array {
  const rest = joined([fromHex(phaseTypeIds), typeof body === 'string' ? fromHex(body) : body])
  return joined([withLength(rest.length + 2), rest])
}

function withLength(length: number): Uint8Array {
  return Uint8Array.of(length >> 8, length & 0xff)
}

/** The diagnostic that the peer is told, and why. */
function refused(decode: () => unknown): { told: string; message: string } {
  try {
    decode()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    const { fault, diagnostic, message } = error as ProtocolError
    expect(fault).toBe('remote')
    return { told: formatDiagnostic(diagnostic), message }
  }
  throw new Error('it was decoded')
}

describe('the examples of the specification', () => {
  test.each(examples)('$title', ({ fpdu: expected, bytes }) => {
    expect(decodeFpdu(bytes)).toEqual({ fpdu: expected, oddities: [], missing: [] })
    exercised(presentIn(expected, 'in'))
  })
})

describe('deviations of other programs are read, and reported as oddities', () => {
  const ok = { diagnostic: { type: 0, reason: 0 } }
  const select: Parameters = {
    file: { fileType: 0, fileName: 'RELEVE' },
    transferNumber: 0,
    priority: 0,
    entityBytes: 4096,
  }
  const answer: Parameters = {
    ...ok,
    file: { fileType: 0, fileName: 'RELEVE' },
    transferNumber: 0x51,
    entityBytes: 4096,
  }
  const cases: readonly [title: string, parameters: Parameters, oddities: readonly string[]][] = [
    [
      'a transfer number with leading zeros',
      { ...ok, transferNumber: 0x24bc, entityBytes: 4096 },
      ['ACK(CREATE): PI 13 has leading zeros'],
    ],
    [
      'a number longer than its type',
      { ...ok, transferNumber: 7, entityBytes: 4096 },
      ['ACK(CREATE): PI 25 has leading zeros'],
    ],
    [
      'a padded password',
      { requester: 'C', server: 'P', accessControl: 'test123', version: 2, accessType: 'mixed' },
      ['CONNECT: PI 5 is padded'],
    ],
    ['a text of blanks', ok, ['ACK(DESELECT): PI 99 is blank and counts as absent']],
    ['an empty text', ok, ['ACK(DESELECT): PI 99 is empty and counts as absent']],
    [
      'an empty number',
      { ...ok, articleCount: 3 },
      ['ACK(TRANS.END): PI 27 is empty and counts as absent'],
    ],
    ['a text behind zero bytes', { ...ok, freeText: 'O' }, ['ACK(DESELECT): PI 99 is padded']],
    [
      'parameters in another order',
      { ...ok, restartPoint: 5 },
      ['ACK(WRITE): PI 2 comes after PI 18'],
    ],
    [
      'an unknown parameter',
      { ...ok, restartPoint: 0, unknown: [{ code: 200, value: fromHex('BEEF') }] },
      ['ACK(WRITE): PI 200 is unknown and skipped'],
    ],
    [
      'an unknown parameter in a group',
      { ...select, unknown: [{ code: 10, value: fromHex('55') }] },
      ['SELECT: PI 10 is unknown and skipped'],
    ],
    [
      'a long length for a short value',
      { ...ok, restartPoint: 0 },
      ['ACK(WRITE): PI 2 uses the long length for 3 bytes'],
    ],
    ['a diagnostic text', { diagnostic: { type: 2, reason: 212 }, diagnosticText: 'OOP' }, []],
    [
      'a diagnostic text without a diagnostic',
      { diagnosticText: 'OOP' },
      ['ACK(IDT): PI 29 does not belong there'],
    ],
    [
      'a diagnostic in TRANS.END',
      { diagnostic: { type: 2, reason: 223 } },
      ['TRANS.END: PI 2 does not belong there'],
    ],
    ['a diagnostic in ACK(IDT)', ok, ['ACK(IDT): PI 2 does not belong there']],
    [
      'a diagnostic in RELCONF',
      { diagnostic: { type: 3, reason: 312 } },
      ['RELCONF: PI 2 does not belong there'],
    ],
    [
      'a parameter twice',
      { syncNumber: 1 },
      ['ACK(SYN): syncNumber comes twice, the first counts'],
    ],
    ['a group twice', select, ['SELECT: PGI 9 comes twice, the first counts']],
    [
      'a parameter that does not belong there',
      { syncNumber: 1, articleCount: 9 },
      ['ACK(SYN): PI 28 does not belong there'],
    ],
    [
      'a group that does not belong there',
      { syncNumber: 1, physical: { spaceUnit: 'kilobytes', maximumSpace: 2 } },
      ['ACK(SYN): PGI 40 does not belong there'],
    ],
    ['a parameter of another group', select, ['SELECT: PI 42 does not belong into PGI 9']],
    [
      'a parameter outside its group',
      select,
      ['SELECT: PI 32 stands outside its group and is skipped'],
    ],
    [
      'an empty group',
      answer,
      [
        'ACK(SELECT): PGI 30 is empty and counts as absent',
        'ACK(SELECT): PGI 40 is empty and counts as absent',
      ],
    ],
    [
      'a label of ninety characters',
      {
        ...answer,
        logical: { articleBytes: 80, label: '012345678901234567890123456789'.repeat(3) },
      },
      ['ACK(SELECT): PI 37 has 90 characters where 80 are usual'],
    ],
    [
      'an accent',
      { ...ok, freeText: 'été' },
      ['ACK(DESELECT): PI 99 holds characters that are not ASCII'],
    ],
    [
      'a date of six digits',
      { ...answer, historical: { creationDate: '260930' } },
      ['ACK(SELECT): PI 51 is no date of twelve digits'],
    ],
    ['a flag that is neither 0 nor 1', { version: 2, resync: true }, []],
    ['an ABORT in the form of parameters', { diagnostic: { type: 3, reason: 317 } }, []],
    ['articles with a source identifier', { syncNumber: 1 }, []],
  ]

  test.each(cases)('%s', (title, parameters, oddities) => {
    const decoded = decodeFpdu(tolerated.get(title) ?? new Uint8Array(0))
    expect(decoded.fpdu.parameters).toEqual(parameters)
    expect(decoded).toMatchObject({ oddities, missing: [] })
  })

  test('255 characters have the long form of the length', () => {
    const text = joined([fromHex('63 FF 00FF'), new Uint8Array(255).fill(0x58)])
    expect(decodeFpdu(fpdu('4024 01 61', text)).oddities).toEqual([
      'RELCONF: PI 99 has 255 characters where 254 are usual',
    ])
  })

  test('a zero of many bytes is zero', () => {
    const zero = decodeFpdu(fpdu('C001 61 00', '12 05 0000000000'))
    expect(zero.fpdu.parameters.restartPoint).toBe(0)
    expect(decodeFpdu(fpdu('C001 61 00', '12 02 0000')).oddities).toEqual([
      'READ: PI 18 has leading zeros',
    ])
  })

  test('each example is expected here', () => {
    expect([...tolerated.keys()]).toEqual(cases.map(([title]) => title))
  })

  test('254 blanks for a free text, as Connect:Express sends them', () => {
    const blanks = joined([fromHex('63 FE'), new Uint8Array(254).fill(0x20)])
    expect(decodeFpdu(fpdu('C013 61 00', joined([fromHex('02 03 00 0000'), blanks])))).toEqual({
      fpdu: {
        name: 'DESELECT',
        dst: 0x61,
        src: 0,
        parameters: { diagnostic: { type: 0, reason: 0 } },
      },
      oddities: ['DESELECT: PI 99 is blank and counts as absent'],
      missing: [],
    })
  })
})

describe('a missing mandatory parameter is named, for the session to answer', () => {
  test.each([
    ['4020 00 01', '', ['PI 3', 'PI 4', 'PI 6', 'PI 22']],
    ['C011 61 00', '', ['PGI 9', 'PI 13', 'PI 17', 'PI 25', 'PGI 30', 'PGI 40', 'PGI 50']],
    ['C012 61 00', '09 03 0B 01 00', ['PI 12', 'PI 13', 'PI 17', 'PI 25']],
    ['C012 61 00', '09 00 0D 01 00 11 01 00 19 01 50', ['PGI 9']],
    ['C012 61 00', '09 03 C8 01 00 0D 01 00 11 01 00 19 01 50', ['PI 11', 'PI 12']],
    ['C012 61 00', '09 08 0B 01 00 0C 03 202020 0D 01 00 11 01 00 19 01 50', ['PI 12']],
    ['C037 61 00', '1B 01 00', ['PI 2']],
    ['C036 01 00', '02 03 00 0000', ['PI 18']],
    ['C036 01 00', '02 03 00 0000 12 00', ['PI 18']],
    ['C018 61 00', '', ['PI 91']],
    ['4025 61 00', '', []],
  ])('%s | %s', (header, body, missing) => {
    expect([...decodeFpdu(fpdu(header, body)).missing].sort()).toEqual([...missing].sort())
  })
})

describe('a wrong length is never guessed around', () => {
  test.each([
    ['a parameter without its length', 'C038 01 00', '14'],
    ['a value that is cut off', 'C038 01 00', '14 02 01'],
    ['a long length that is cut off', 'C038 01 00', '14 FF 00'],
    ['a long length beyond the end', 'C038 01 00', '14 FF 0002 01'],
    ['a group beyond the end', 'C012 61 00', '09 05 0B 01 00'],
    ['a parameter beyond its group', 'C012 61 00', '09 03 0B 02 00 00'],
    ['a group in a group', 'C012 61 00', '09 05 1E 03 20 01 50'],
    ['two bytes of an ABORT', '4025 01 61', '03 01'],
  ])('%s', (_, header, body) => {
    expect(refused(() => decodeFpdu(fpdu(header, body))).told).toBe('3-311')
  })

  test('64 parameters are read, 65 are not', () => {
    const many = (count: number) =>
      joined(Array.from({ length: count }, () => Uint8Array.of(200, 1, 0)))
    expect(decodeFpdu(fpdu('C002 61 00', many(64))).fpdu.parameters.unknown).toHaveLength(64)
    expect(refused(() => decodeFpdu(fpdu('C002 61 00', many(65)))).told).toBe('3-311')
  })

  test('parameters in groups count too', () => {
    const inside = joined(Array.from({ length: 64 }, () => Uint8Array.of(200, 1, 0)))
    const group = joined([Uint8Array.of(9, inside.length), inside])
    expect(refused(() => decodeFpdu(fpdu('C012 61 00', group))).message).toContain('64')
  })

  test.each(examples)('fails when the length of $title is off by one', ({ bytes }) => {
    for (const wrong of [bytes.length - 1, bytes.length + 1]) {
      const changed = joined([withLength(wrong), bytes.subarray(2)])
      expect(refused(() => decodeFpdu(changed)).told).toBe('3-311')
    }
  })

  test.each(examples)('fails when $title is cut at any byte', ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(refused(() => decodeFpdu(bytes.subarray(0, length))).told).toBe('3-311')
    }
  })

  test.each(examples.filter(({ fpdu: { body } }) => body === undefined))(
    '$title is cut at every byte and its length follows',
    ({ bytes }) => {
      for (let length = 6; length < bytes.length; length += 1) {
        const cut = joined([withLength(length), bytes.subarray(2, length)])
        expectDecodedOrRefused(cut)
      }
    },
  )

  test.each([...examples, ...loadHex('tolerated')])(
    '$title with any one byte changed is read or refused',
    ({ bytes }) => {
      for (let index = 2; index < bytes.length; index += 1) {
        for (const value of [0, 1, 2, 9, 30, 0x7f, 0x80, 0xfe, 0xff]) {
          const changed = bytes.slice()
          changed[index] = value
          expectDecodedOrRefused(changed)
        }
      }
    },
  )
})

function expectDecodedOrRefused(bytes: Uint8Array): void {
  try {
    decodeFpdu(bytes)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    expect(error.fault).toBe('remote')
    expect(['3-311', '3-318']).toContain(formatDiagnostic(error.diagnostic))
  }
}

describe('a value that cannot be interpreted', () => {
  const longText = (code: number, length: number) =>
    joined([
      Uint8Array.of(code, 0xff, length >> 8, length & 0xff),
      new Uint8Array(length).fill(0x58),
    ])

  test.each([
    ['a number of too many bytes', 'C038 01 00', '14 04 01000000'],
    ['a byte that is a number of two', 'C015 61 00', '11 02 0100'],
    ['a count beyond 2^53 - 1', 'C008 61 00', '1B 07 20000000000000'],
    ['a count of nine bytes', 'C008 61 00', '1B 09 010000000000000000'],
    ['a diagnostic of two bytes', 'C015 61 00', '02 02 0000'],
    ['a diagnostic of four bytes', 'C015 61 00', '02 04 00000000'],
    ['sync points of two bytes', '4021 01 61', '07 02 0001'],
    ['a compression of one byte', 'C014 61 00', '15 01 00'],
    ['a requester of 25 characters', '4020 00 01', `03 19 ${'58'.repeat(25)}`],
    ['a date of 13 digits', 'C011 61 00', `32 0F 33 0D ${'30'.repeat(13)}`],
    ['a line feed', '4020 00 01', '03 03 410A42'],
    ['a zero byte in the middle', '4020 00 01', '03 03 410042'],
    ['a delete character', '4020 00 01', '03 03 417F42'],
    ['a zero byte before a text', '4020 00 01', '03 03 004142'],
    ['a data code that is none', 'C031 01 00', '10 01 03'],
    ['an access type that is none', '4020 00 01', '16 01 03'],
    ['an article format that is none', 'C031 01 00', '1E 03 1F 01 40'],
    ['a space unit that is none', 'C031 01 00', '28 03 29 01 02'],
  ])('%s', (_, header, body) => {
    expect(refused(() => decodeFpdu(fpdu(header, body))).told).toBe('3-318')
  })

  test('a free text of 512 characters is read, and the beginning of a longer one', () => {
    const read = decodeFpdu(fpdu('4022 01 00', longText(99, 512)))
    expect(read.fpdu.parameters.freeText).toHaveLength(512)
    expect(read.oddities).toEqual(['RCONNECT: PI 99 has 512 characters where 254 are usual'])
    const longer = decodeFpdu(fpdu('4022 01 00', longText(99, 513)))
    expect(longer.fpdu.parameters.freeText).toHaveLength(512)
    expect(longer.oddities).toEqual(['RCONNECT: PI 99 has 513 characters, and is cut'])
  })

  test('a message of 4096 bytes is read, one of 4097 is not', () => {
    const read = decodeFpdu(fpdu('C018 01 00', longText(91, 4096)))
    expect(read.fpdu.parameters.message).toHaveLength(4096)
    expect(refused(() => decodeFpdu(fpdu('C018 01 00', longText(91, 4097)))).told).toBe('3-318')
  })

  test('padding does not count', () => {
    const padded = joined([fromHex('63 FF 0300 41'), new Uint8Array(767).fill(0x20)])
    expect(decodeFpdu(fpdu('4022 01 00', padded)).fpdu.parameters.freeText).toBe('A')
  })

  test('a password is not in the refusal', () => {
    const { message } = refused(() => decodeFpdu(fpdu('4020 00 01', '05 07 534543520A4554')))
    expect(message).toBe('CONNECT: PI 5 holds control characters')
  })
})

describe('the header', () => {
  test.each([
    ['40', '10'],
    ['40', '11'],
    ['C0', '20'],
    ['C0', '00'],
    ['C0', '07'],
    ['C0', '41'],
    ['00', '43'],
    ['00', '03'],
    ['80', '11'],
  ])('no FPDU has phase %s and type %s', (phase, type) => {
    const { told, message } = refused(() => decodeFpdu(fpdu(`${phase}${type} 01 00`, '')))
    expect({ told, message }).toEqual({
      told: '3-311',
      message: `no FPDU has phase ${phase} and type ${type}`,
    })
  })

  test('is read at any place, without the bytes that follow', () => {
    const bytes = fromHex('FFFF 0009 C003 61 07 14 01 01 FFFF')
    expect(decodeHeader(bytes, 2)).toEqual({ name: 'SYN', lengthBytes: 9, dst: 0x61, src: 7 })
  })

  test.each([
    ['nothing', ''],
    ['five bytes', '0006 C003 61'],
    ['a length of nothing', '0000 C003 61 00'],
    ['a length shorter than itself', '0005 C003 61 00'],
    ['a length beyond the end', '0007 C003 61 00'],
  ])('it is refused: %s', (_, hex) => {
    expect(refused(() => decodeHeader(fromHex(hex))).told).toBe('3-311')
  })

  test('that is followed by more bytes than it says is refused', () => {
    expect(refused(() => decodeFpdu(fromHex('0006 C002 61 00 00'))).message).toBe(
      'WRITE says 6 bytes and has 7',
    )
  })
})

describe('data', () => {
  test('a body is a view of the bytes, not a copy', () => {
    const bytes = fromHex('FFFF 0009 0000 61 00 414243').subarray(2)
    const { body } = decodeFpdu(bytes).fpdu
    expect(body?.buffer).toBe(bytes.buffer)
    expect(body?.byteOffset).toBe(8)
  })

  test('other values are copies: they outlive the buffer of the socket', () => {
    const bytes = fpdu('C018 01 00', '5B 02 4142 C8 01 07')
    const { message, unknown } = decodeFpdu(bytes).fpdu.parameters
    bytes.fill(0)
    expect(message).toEqual(fromHex('4142'))
    expect(unknown).toEqual([{ code: 200, value: fromHex('07') }])
  })

  test('any source identifier is accepted, because it counts the articles', () => {
    const { fpdu: dtf } = decodeFpdu(fpdu('0000 61 FF', '00'))
    expect(dtf).toMatchObject({ name: 'DTF', src: 255, parameters: {} })
  })
})

describe('an entity', () => {
  const parts = ['0009 0000 61 00 414243', '0009 C003 61 00 14 01 01', '0006 C002 61 00']

  test('is cut into its FPDUs, which are views', () => {
    const entity = fromHex(parts.join(''))
    const cut = splitEntity(entity)
    expect(cut.map(toHex)).toEqual(parts.map((part) => toHex(fromHex(part))))
    expect(cut.every(({ buffer }) => buffer === entity.buffer)).toBe(true)
  })

  test('is refused when its last FPDU is cut, or when bytes follow it', () => {
    const entity = fromHex(parts.join(''))
    const boundaries = [0, 9, 18]
    for (let length = 0; length < entity.length; length += 1) {
      if (boundaries.includes(length)) {
        expect(splitEntity(entity.subarray(0, length))).toHaveLength(boundaries.indexOf(length))
      } else {
        expect(refused(() => splitEntity(entity.subarray(0, length))).told).toBe('3-311')
      }
    }
    expect(refused(() => splitEntity(joined([entity, Uint8Array.of(0)]))).told).toBe('3-311')
  })
})

test('a tolerated deviation is encoded again in the form of the specification', () => {
  const bytes = tolerated.get('a transfer number with leading zeros') ?? new Uint8Array(0)
  expect(toHex(encodeFpdu(decodeFpdu(bytes).fpdu))).toBe(
    '00 13 C0 30 01 00 02 03 00 00 00 0D 02 24 BC 19 02 10 00',
  )
})
