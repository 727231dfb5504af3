// What a peer could make endless: the size of a file, records without a byte, messages, resynchronisations,
// garbage. Each ends with a diagnostic, and costs no more memory than what was sent. Slow and empty talk is
// in pace.test.ts, names and oddities in bounds.test.ts, lengths in ../fpdu/decode.test.ts and
// ../wire/framing.test.ts.

import { describe, expect, test } from 'vitest'
import type { Session } from '../../../src/pesit/session/session.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'
import { fromHex, joined, toHex } from '../../helpers/hex.ts'

/** A prefixed FPDU, by hand: its phase, type and ids, and what follows. */
function fpdu(head: string, body: string | Uint8Array = ''): Uint8Array {
  const content = joined([fromHex(head), typeof body === 'string' ? fromHex(body) : body])
  const length = content.length + 2
  const size = Uint8Array.of(length >> 8, length & 0xff)
  return joined([size, size, content])
}

/** A responder that takes a file whose CREATE has these attributes (PGI 30 and 40, by hand). */
function taking(attributes: string, compression = '0000', crc = false): Session {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 65_535,
    maximumSync: { intervalKb: 0, window: 0 },
    resync: crc,
    timers: { connectMs: 1000, answerMs: 1000, longAnswerMs: 1000, idleMs: 1000 },
  })
  const hear = (bytes: Uint8Array) => session.receive(bytes, 0)
  hear(fpdu('4020 0001', '0303434F52 0403424E4B 060102 160102 170101'))
  session.command({ type: 'accept-connect' }, 0)
  hear(
    fpdu(
      'C011 6100',
      `0906 0B0100 0C0156 0D0107 100102 110100 1902FFFF ${attributes} 320E 330C323630393330303831353030`,
    ),
  )
  session.command({ type: 'accept-create' }, 0)
  hear(fpdu('C014 6100', `1502 ${compression}`))
  const type = Number.parseInt(compression.slice(2), 16)
  session.command({ type: 'accept-open', compression: { use: type > 0, type } }, 0)
  hear(fpdu('C002 6100'))
  session.command({ type: 'accept-write', restartPoint: 0 }, 0)
  expect(session.state).toBe('TDE02B')
  return session
}

const kilobytes = (count: number) =>
  `1E07 1F0180 2002FFFF 2806 290100 2A01${count.toString(16).padStart(2, '0')}`
const articlesOf = (bytes: string, count: number) =>
  `1E07 1F0100 2002${bytes} 2806 290101 2A01${count.toString(16).padStart(2, '0')}`

/** Sends data until the session says something; gives how much it took, and what it said. */
function pour(session: Session, entity: Uint8Array, dataBytes: number, atMost = 10_000) {
  for (let taken = 0; taken < atMost; taken += 1) {
    const { send } = session.receive(entity, 0)
    if (send.length > 0) return { takenBytes: taken * dataBytes, said: send.map(toHex) }
  }
  return { takenBytes: atMost * dataBytes, said: [] }
}

describe('a file that becomes larger than it was announced (PI 42) is interrupted with 2-224', () => {
  const idt = '00 0E 00 0E C0 06 01 00 02 03 02 00 E0 13 01 04'
  const kilobyte = fpdu('0000 6100', new Uint8Array(1024))
  const segments = joined([
    fpdu('0041 6100', new Uint8Array(512)),
    fpdu('0042 6100', new Uint8Array(512)),
  ])
  /** 63 zeros in two bytes, sixteen times: 1008 bytes. */
  const zeros = fpdu('0000 6100', joined(Array.from({ length: 16 }, () => fromHex('BF00'))))

  test.each([
    { what: 'in kilobytes', attributes: kilobytes(10), entity: kilobyte },
    { what: 'in segments', attributes: kilobytes(10), entity: segments },
    { what: 'in records of 1024 bytes', attributes: articlesOf('0400', 10), entity: kilobyte },
    {
      what: 'in records of 65535 bytes',
      attributes: articlesOf('FFFF', 3),
      entity: kilobyte,
      announced: 3 * 65_535,
    },
    { what: 'compressed', attributes: kilobytes(10), entity: zeros, compression: '0101' },
    {
      what: 'compressed, in records',
      attributes: articlesOf('0400', 10),
      entity: zeros,
      compression: '0101',
    },
  ])('$what', ({ attributes, entity, compression = '0000', announced = 10 * 1024 }) => {
    const dataBytes = entity === zeros ? 1008 : 1024
    const { takenBytes, said } = pour(taking(attributes, compression), entity, dataBytes)
    expect(said).toEqual([idt])
    expect(takenBytes).toBeGreaterThanOrEqual(announced)
    expect(takenBytes).toBeLessThan((announced + 64 * 1024) * 1.1)
  })

  test('with an unknown size nothing more is required', () => {
    expect(pour(taking(kilobytes(0)), kilobyte, 1024, 300)).toEqual({
      takenBytes: 300 * 1024,
      said: [],
    })
  })
})

test('a million empty records are counted, and held nowhere', () => {
  const session = taking(kilobytes(1))
  const many = fpdu('0000 61FA', new Uint8Array(500))
  const before = process.memoryUsage().heapUsed
  let records = 0
  for (let sent = 0; sent < 4000; sent += 1)
    for (const event of session.receive(many, 0).events)
      if (event.type === 'data') {
        expect(event.pieces).toHaveLength(0)
        records += event.articles
      }
  expect(records).toBe(1_000_000)
  expect(session.counts).toMatchObject({ articles: 1_000_000, dataBytes: 0 })
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})

test.each([
  ['a record longer than PI 32', fpdu('0000 6100', new Uint8Array(1025))],
  [
    'segments that become longer',
    joined([fpdu('0041 6100', new Uint8Array(1000)), fpdu('0040 6100', new Uint8Array(25))]),
  ],
  [
    'one of many that is longer',
    fpdu('0000 6102', joined([fromHex('0401'), new Uint8Array(1027)])),
  ],
])('%s is interrupted with 2-220', (_what, bytes) => {
  const session = taking(articlesOf('0400', 100))
  expect(session.receive(bytes, 0).send.map(toHex)).toEqual([
    '00 0E 00 0E C0 06 01 00 02 03 02 00 DC 13 01 04',
  ])
})

describe('messages', () => {
  const called = () => {
    const session = createResponder({
      framing: 'prefixed',
      connectionId: 0x61,
      abortForm: 'raw',
      maximumEntityBytes: 4096,
      maximumSync: { intervalKb: 0, window: 0 },
      timers: { connectMs: 1000, answerMs: 1000, longAnswerMs: 1000, idleMs: 1000 },
    })
    session.receive(fpdu('4020 0001', '0303434F52 0403424E4B 060102 160102'), 0)
    session.command({ type: 'accept-connect' }, 0)
    session.receive(
      fpdu('C017 6100', '0906 0B0100 0C0156 0D0107 320E 330C323630393330303831353030 5B0141'),
      0,
    )
    expect(session.state).toBe('MG02B')
    return session
  }

  test.each([
    ['of one byte each: 64 at most', fpdu('C018 6100', '5B0142'), 63],
    [
      'of 4096 bytes each: 64 KB at most',
      fpdu('C018 6100', joined([fromHex('5BFF1000'), new Uint8Array(4096)])),
      15,
    ],
  ])('in segments %s', (_what, segment, taken) => {
    const session = called()
    const abort = '00 09 00 09 40 25 01 61 03 01 37'
    expect(pour(session, segment, 1)).toEqual({ takenBytes: taken, said: [abort] })
  })
})

test('the sixth RESYN of a transfer ends the line with 3-320', () => {
  const session = taking(kilobytes(10), '0000', true)
  for (let times = 0; times < 5; times += 1) {
    session.receive(fpdu('C005 6100', '0203010064 120100'), 0)
    session.command({ type: 'accept-resync', restartPoint: 0 }, 0)
  }
  const { send, close } = session.receive(fpdu('C005 6100', '0203010064 120100'), 0)
  expect(send.map(toHex)).toEqual(['00 09 00 09 40 25 01 61 03 01 40'])
  expect(close).toBe(true)
})

/** A transfer of writing with sync points every KB, window 1, and RESYN. */
function withPoints(): Session {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    maximumSync: { intervalKb: 1, window: 1 },
    resync: true,
    timers: { connectMs: 1000, answerMs: 1000, longAnswerMs: 1000, idleMs: 1000 },
  })
  const hear = (bytes: Uint8Array) => session.receive(bytes, 0)
  hear(fpdu('4020 0001', '0303434F52 0403424E4B 060102 0703000101 160102 170101'))
  session.command({ type: 'accept-connect' }, 0)
  const dates = '320E 330C323630393330303831353030'
  hear(
    fpdu('C011 6100', `0906 0B0100 0C0156 0D0107 100102 110100 19021000 ${kilobytes(10)} ${dates}`),
  )
  session.command({ type: 'accept-create' }, 0)
  hear(fpdu('C014 6100', '1502 0000'))
  session.command({ type: 'accept-open' }, 0)
  hear(fpdu('C002 6100'))
  session.command({ type: 'accept-write', restartPoint: 0 }, 0)
  return session
}

test('sync points that run away from their acknowledgements are interrupted with 2-217', () => {
  const session = withPoints()
  const said = Array.from({ length: 18 }, (_, index) =>
    session
      .receive(fpdu('C003 6100', `1401${(index + 1).toString(16).padStart(2, '0')}`), 0)
      .send.map(toHex),
  )
  // The window is 1, and 16 more may be late.
  expect(said.slice(0, 17).flat()).toEqual([])
  expect(said[17]).toEqual(['00 0E 00 0E C0 06 01 00 02 03 02 00 D9 13 01 04'])
})

test('a sync point that is not one more than the last is interrupted with 2-218', () => {
  for (const number of ['00', '02', 'FF']) {
    const { send } = withPoints().receive(fpdu('C003 6100', `1401${number}`), 0)
    expect(send.map(toHex)).toEqual(['00 0E 00 0E C0 06 01 00 02 03 02 00 DA 13 01 04'])
  }
})

test('neither side can agree to RESYN to a point that was never set', () => {
  const asked = withPoints()
  asked.receive(fpdu('C005 6100', '0203010064 120109'), 0)
  expect(() => asked.command({ type: 'accept-resync', restartPoint: 9 }, 0)).toThrow(
    'sync point 9 is not known',
  )
  expect(asked.state).toBe('TDE04B')
  const asking = withPoints()
  asking.command({ type: 'resync', diagnostic: { type: 1, reason: 100 }, restartPoint: 0 }, 0)
  const { send, close } = asking.receive(fpdu('C039 6100', '120109'), 0)
  expect(send.map(toHex)).toEqual(['00 09 00 09 40 25 01 61 03 01 37'])
  expect(close).toBe(true)
})

describe('garbage', () => {
  test.each([
    ['instead of CONNECT', () => freshResponder()],
    ['in the data of a file', () => taking(kilobytes(10))],
  ])('%s ends the line with one answer at most, whatever follows', (_what, make) => {
    const session = make()
    const noise = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 167 + 13) & 0xff)
    let said = 0
    let closed = false
    for (let times = 0; times < 160; times += 1) {
      const output = session.receive(noise, 0)
      said += output.send.length
      closed ||= output.close
    }
    expect(closed).toBe(true)
    expect(said).toBeLessThanOrEqual(1)
    expect(session.deadlineMs).toBeUndefined()
  })

  test('a control FPDU larger than the maximum is refused by its length alone', () => {
    const session = freshResponder()
    const { send, close } = session.receive(fromHex('2000 2000 4020'), 0)
    expect(send).toHaveLength(1)
    expect(close).toBe(true)
  })
})

function freshResponder(): Session {
  return createResponder({
    framing: 'detect',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    maximumSync: { intervalKb: 0, window: 0 },
    timers: { connectMs: 1000, answerMs: 1000, longAnswerMs: 1000, idleMs: 1000 },
  })
}
