import { describe, expect, test } from 'vitest'
import { encodeAbort, encodeFpdu } from '../../../src/pesit/fpdu/encode.ts'
import type { Fpdu, FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import { fpduTable } from '../../../src/pesit/fpdu/table.ts'
import type { Parameters, PhysicalAttributes } from '../../../src/pesit/parameters/parameters.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { exercised } from '../../coverage/cells.ts'
import { presentIn } from '../../coverage/parameter-cells.ts'
import { toHex } from '../../helpers/hex.ts'
import { examples } from './examples.ts'

const encoded = (name: FpduName, parameters: Parameters = {}) =>
  toHex(encodeFpdu({ name, dst: 0x61, src: 0, parameters }))

const exampleOf = (name: FpduName): Fpdu => {
  const found = examples.find(({ fpdu }) => fpdu.name === name)
  if (found === undefined) throw new Error(`no example of ${name}`)
  return found.fpdu
}

function without(record: object, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
}

/** What our own caller got wrong. */
function refused(encode: () => unknown): string {
  try {
    encode()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ fault: 'local', diagnostic: { type: 3, reason: 311 } })
    return (error as ProtocolError).message
  }
  throw new Error('it was encoded')
}

test('every FPDU of the profile has an example', () => {
  const shown = new Set(examples.map(({ fpdu }) => fpdu.name))
  expect(Object.keys(fpduTable).filter((name) => !shown.has(name as FpduName))).toEqual([])
})

test.each(examples)('$title is encoded as in the specification', ({ fpdu, bytes }) => {
  expect(toHex(encodeFpdu(fpdu))).toBe(toHex(bytes))
  exercised(presentIn(fpdu, 'out'))
})

test('parameters go out in ascending order, whatever the order of the properties', () => {
  const { parameters, ...rest } = exampleOf('CREATE')
  const reversed = (value: object): object =>
    Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, typeof inner === 'object' ? reversed(inner) : inner]),
    )
  const shuffled = { ...rest, parameters: reversed(parameters) as Parameters }
  expect(toHex(encodeFpdu(shuffled))).toBe(toHex(encodeFpdu({ ...rest, parameters })))
})

describe('every mandatory parameter is required', () => {
  const cases = examples.flatMap(({ fpdu, title }) =>
    Object.entries(fpduTable[fpdu.name].units)
      .filter(([, presence]) => presence === 'M')
      .map(([unit]) => ({ title, unit, fpdu })),
  )
  test.each(cases)('$unit in $title', ({ unit, fpdu }) => {
    const parameters = without(fpdu.parameters, unit)
    expect(refused(() => encodeFpdu({ ...fpdu, parameters }))).toBe(`${fpdu.name} needs ${unit}`)
  })
})

describe('every mandatory parameter of a group is required', () => {
  const groups = ['file', 'logical', 'physical', 'historical'] as const
  const cases = examples.flatMap(({ fpdu, title }) =>
    groups.flatMap((group) =>
      Object.keys(fpdu.parameters[group] ?? {})
        .filter((member) => (fpduTable[fpdu.name].inGroups as readonly string[]).includes(member))
        .filter((_, __, { length }) => length > 1 || fpduTable[fpdu.name].units[group] === 'M')
        .map((member) => ({ title, group, member, fpdu })),
    ),
  )
  test.each(cases)('$member in $title', ({ group, member, fpdu }) => {
    const rest = without(fpdu.parameters[group] ?? {}, member)
    const parameters = { ...fpdu.parameters, [group]: rest }
    const hollow = Object.keys(rest).length === 0
    const expected = hollow ? group : `${member} in ${group}`
    expect(refused(() => encodeFpdu({ ...fpdu, parameters }))).toBe(
      `${fpdu.name} needs ${expected}`,
    )
  })
})

test('every parameter that the table does not list is refused', () => {
  const everything: Parameters = Object.assign({}, ...examples.map(({ fpdu }) => fpdu.parameters))
  for (const { fpdu } of examples) {
    if (fpdu.body !== undefined || fpdu.name === 'ABORT') continue
    for (const unit of Object.keys(everything) as (keyof Parameters)[]) {
      if (unit in fpduTable[fpdu.name].units) continue
      const parameters = { ...fpdu.parameters, [unit]: everything[unit] }
      expect(refused(() => encodeFpdu({ ...fpdu, parameters }))).toBe(
        `${fpdu.name} may not carry ${unit}`,
      )
    }
  }
})

test('a property that is undefined counts as absent', () => {
  const parameters = { syncNumber: 1, freeText: undefined } as unknown as Parameters
  expect(encoded('SYN', parameters)).toBe('00 09 C0 03 61 00 14 01 01')
})

test('a parameter that was not understood is never sent on', () => {
  const parameters: Parameters = { unknown: [{ code: 200, value: new Uint8Array(1) }] }
  expect(refused(() => encoded('WRITE', parameters))).toBe('WRITE may not carry unknown')
})

test('a diagnostic text is not sent, because not every peer accepts it', () => {
  const parameters: Parameters = { diagnostic: { type: 0, reason: 0 }, diagnosticText: 'OOP' }
  expect(refused(() => encoded('CRF', parameters))).toBe('CRF may not carry diagnosticText')
})

describe('numbers take as few bytes as they need', () => {
  test.each([
    [0, '1B 01 00'],
    [255, '1B 01 FF'],
    [256, '1B 02 01 00'],
    [2 ** 32, '1B 05 01 00 00 00 00'],
    [Number.MAX_SAFE_INTEGER, '1B 07 1F FF FF FF FF FF FF'],
  ])('%i', (byteCount, hex) => {
    expect(encoded('TRANS.END', { byteCount }).slice(18)).toBe(hex)
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 53])('%d is not a valid number on the line', (byteCount) => {
    expect(refused(() => encoded('TRANS.END', { byteCount }))).toContain('no number')
  })

  test('a number that does not fit its parameter is refused', () => {
    expect(encoded('SYN', { syncNumber: 0xffffff })).toContain('14 03 FF FF FF')
    expect(refused(() => encoded('SYN', { syncNumber: 0x1000000 }))).toContain('at most 3')
  })
})

describe('texts', () => {
  const named = (freeText: string) => encoded('RELCONF', { freeText })

  test('254 characters take the short length, 255 would take the long one but are too many', () => {
    expect(named('x'.repeat(254)).slice(0, 26)).toBe('01 06 40 24 61 00 63 FE 78')
    expect(refused(() => named('x'.repeat(255)))).toContain('at most 254')
  })

  test('a message longer than 254 bytes takes the long length', () => {
    const long = encodeFpdu({
      name: 'MSGMM',
      dst: 1,
      src: 0,
      parameters: { message: new Uint8Array(300) },
    })
    expect(toHex(long.subarray(0, 11))).toBe('01 36 C0 18 01 00 5B FF 01 2C 00')
    expect(long).toHaveLength(310)
  })

  test('blanks at the end are not sent', () => {
    expect(named('HELLO  ')).toBe(named('HELLO'))
  })

  test.each(['', '   '])('%j is refused: it must be left out', (text) => {
    expect(refused(() => named(text))).toBe('free text is empty: leave it out instead')
  })

  test.each(['é', 'a\nb', '\u007f', '€'])('%j is refused: only printable ASCII travels', (text) => {
    expect(refused(() => named(text))).toContain('printable ASCII')
  })

  test('the value of a password is not in the refusal', () => {
    const { parameters } = exampleOf('CONNECT')
    const wrong = { ...parameters, accessControl: 'sécret' }
    expect(refused(() => encoded('CONNECT', wrong))).not.toContain('cret')
  })

  test.each(['2609300815', '26093008150x', '2609300815000'])(
    'a date is twelve digits: %s',
    (creationDate) => {
      const { parameters } = exampleOf('CREATE')
      const wrong = { ...parameters, historical: { creationDate } }
      expect(refused(() => encoded('CREATE', wrong))).toContain('twelve digits')
    },
  )
})

test('a group whose parameters are all absent is absent itself', () => {
  const { parameters } = exampleOf('ACK(SELECT)')
  const bare = without(parameters, 'logical', 'physical', 'historical')
  const physical = { maximumSpace: undefined } as unknown as PhysicalAttributes
  const hollow: Parameters = { ...bare, logical: {}, physical }
  expect(encoded('ACK(SELECT)', hollow)).toBe(encoded('ACK(SELECT)', bare))
})

test('a transfer without a number cannot be created: a restart could never name it', () => {
  const { parameters } = exampleOf('CREATE')
  expect(refused(() => encoded('CREATE', { ...parameters, transferNumber: 0 }))).toContain(
    'other than 0',
  )
})

describe('aggregates', () => {
  const { parameters } = exampleOf('CONNECT')

  test.each([
    { intervalKb: 65_536, window: 1 },
    { intervalKb: 1, window: 256 },
    { intervalKb: -1, window: 1 },
    { intervalKb: 1.5, window: 1 },
  ])('sync points of $intervalKb KB with a window of $window are refused', (sync) => {
    expect(refused(() => encoded('CONNECT', { ...parameters, sync }))).toContain('does not fit')
  })

  test('a type of compression is one byte, and 0 when there is none', () => {
    expect(encoded('ORF', { compression: { use: true, type: 3 } }).slice(18)).toBe('15 02 01 03')
    expect(encoded('ORF', { compression: { use: false, type: 3 } }).slice(18)).toBe('15 02 00 00')
    expect(refused(() => encoded('ORF', { compression: { use: true, type: 257 } }))).toContain(
      'does not fit',
    )
  })

  test('an unknown word is refused', () => {
    const accessType = 'both' as unknown as 'mixed'
    expect(refused(() => encoded('CONNECT', { ...parameters, accessType }))).toContain('no number')
  })
})

test.each([
  { dst: 256, src: 0 },
  { dst: 0, src: 256 },
  { dst: -1, src: 0 },
  { dst: 0, src: 1.5 },
])('identifiers that do not fit into a byte are refused: $dst, $src', (ids) => {
  expect(
    refused(() => encodeFpdu({ name: 'DTF', ...ids, parameters: {}, body: new Uint8Array(1) })),
  ).toContain('does not fit')
})

describe('data', () => {
  const dtf = (body?: Uint8Array) =>
    encodeFpdu({ name: 'DTF', dst: 0, src: 0, parameters: {}, ...(body && { body }) })

  test('a body as long as an FPDU can be is sent, one byte more is refused', () => {
    expect(dtf(new Uint8Array(65_529)).subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xff))
    expect(refused(() => dtf(new Uint8Array(65_530)))).toContain('at most 65535')
  })

  test('no body is an empty one', () => {
    expect(toHex(dtf())).toBe('00 06 00 00 00 00')
  })
})

describe('ABORT', () => {
  const abort = { dst: 0x01, src: 0x61, diagnostic: { type: 3, reason: 317 } }

  test('three bare bytes', () => {
    expect(toHex(encodeAbort({ ...abort, form: 'raw' }))).toBe('00 09 40 25 01 61 03 01 3D')
  })

  test('or one parameter', () => {
    expect(toHex(encodeAbort({ ...abort, form: 'parameter' }))).toBe(
      '00 0B 40 25 01 61 02 03 03 01 3D',
    )
  })

  test.each([
    { type: 256, reason: 0 },
    { type: 3, reason: 65_536 },
    { type: 3, reason: -1 },
  ])('a diagnostic $type-$reason is refused', (diagnostic) => {
    expect(refused(() => encodeAbort({ ...abort, diagnostic, form: 'raw' }))).toContain(
      'does not fit',
    )
  })
})
