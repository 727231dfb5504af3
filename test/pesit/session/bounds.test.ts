// What a peer may say without costing us more than what it sent: names that cannot be sent back, entities too
// small for data, oddities without end, records in segments of one byte.

import { expect, test } from 'vitest'
import { DataIntake } from '../../../src/pesit/session/data/intake.ts'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const hex = (piece: Uint8Array) => Buffer.from(piece).toString('hex')
const common = { connectionId: 0x61, abortForm: 'raw', maximumEntityBytes: 4096 } as const
const timers = { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 }

/** A prefixed FPDU. */
function fpdu(phaseAndType: string, ids: string, units = ''): Buffer {
  const length = (6 + bytes(units).length).toString(16).padStart(4, '0')
  return bytes(`${length} ${length} ${phaseAndType} ${ids} ${units}`)
}

/** A responder on a connection for writing (PI 22 = 0), reading (1) or both (2). */
function called(accessType: string) {
  const maximumSync = { intervalKb: 1, window: 1 }
  const session = createResponder({ ...common, framing: 'prefixed', timers, maximumSync })
  const units = `0307434F5250434C49 040742414E4B535256 060102 0703000101 1601${accessType}`
  session.receive(fpdu('4020', '0001', units), 0)
  session.command({ type: 'accept-connect' }, 0)
  return session
}

/** SELECT of a file, its name and PI 25 as bytes. */
const select = (name: string, entityBytes: string) => {
  const size = (bytes(name).length + 3 + 2).toString(16).padStart(2, '0')
  const length = bytes(name).length.toString(16).padStart(2, '0')
  return fpdu(
    'C012',
    '6100',
    `09${size} 0B0100 0C${length}${name} 0D0100 110100 1902${entityBytes}`,
  )
}

test('a file name with an accent is refused with the name that can be sent', () => {
  const session = called('02')
  session.receive(select('52C3A9', '1000'), 0)
  const { send } = session.command(
    { type: 'refuse-select', diagnostic: { type: 2, reason: 205 } },
    0,
  )
  expect(send.map(hex)).toEqual([
    '001c' +
      '001cc0310100' +
      '02030200cd' +
      '0908' +
      '0b0100' +
      '0c03523f3f' +
      '0d0100' +
      '19021000',
  ])
})

test('SELECT with such a name on a connection for writing is answered with 2-226, and nothing is thrown', () => {
  const { send, close } = called('00').receive(select('C3A9', '1000'), 0)
  expect(send.map(hex).join()).toMatch(/^001b001bc031010002030200e2/)
  expect(close).toBe(false)
})

test('SELECT with an entity size without space for data is answered with 2-200', () => {
  const session = called('02')
  const { send, events } = session.receive(select('52', '0007'), 0)
  expect(send.map(hex).join()).toMatch(/^\w{8}c031010002030200c8/)
  expect(events.filter(({ type }) => type !== 'oddity')).toEqual([])
  expect(session.state).toBe('CN03')
})

test('ACK(CREATE) with an entity size without space for data is answered with ABORT 3-318', () => {
  const session = createRequester({
    ...common,
    connectionId: 1,
    requester: 'CORPCLI',
    server: 'BANKSRV',
    accessType: 'write',
    framing: 'prefixed',
    timers,
  })
  session.command({ type: 'connect' }, 0)
  session.receive(fpdu('4021', '0161', '060102'), 0)
  const request = {
    file: { fileType: 0, fileName: 'V' },
    transferNumber: 1,
    restarted: false,
    dataCode: 'binary',
    priority: 0,
    entityBytes: 4096,
    logical: { articleFormat: 'fixed', articleBytes: 512, organisation: 0 },
    physical: { spaceUnit: 'kilobytes', maximumSpace: 2 },
    historical: { creationDate: '260930081500' },
  } as const
  session.command({ type: 'create', request }, 0)
  const { send, close } = session.receive(fpdu('C030', '0100', '0203000000 19020007'), 0)
  expect(send.map(hex)).toEqual(['0009' + '000940256101' + '03013e'])
  expect(close).toBe(true)
})

test('oddities of a peer are reported a thousand times, and then no longer', () => {
  const session = called('02')
  // 60 unknown units of two bytes in a request that is refused at once, as often as one likes.
  const odd = fpdu('C012', '6100', 'C800'.repeat(60))
  const told = Array.from({ length: 50 }, () => session.receive(odd, 0).events.length)
  expect(told.slice(0, 3)).toEqual([60, 60, 60])
  expect(told.reduce((sum, events) => sum + events)).toBe(1000)
  expect(told.at(-1)).toBe(0)
})

test('a record in segments of one byte is that record, and takes the memory of one', () => {
  const intake = new DataIntake()
  intake.recordwise = true
  const record = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 251))
  const before = process.memoryUsage().arrayBuffers
  record.forEach((byte, index) => {
    const name = index === 0 ? 'DTFDA' : index === record.length - 1 ? 'DTFFA' : 'DTFMA'
    intake.take(name, 0, Uint8Array.of(byte))
  })
  const event = intake.flush()
  expect(event).toMatchObject({ type: 'data', dataBytes: 60_000, articles: 1 })
  const pieces = event?.type === 'data' ? event.pieces : []
  expect(pieces).toHaveLength(1)
  expect(Buffer.compare(record, pieces[0] ?? new Uint8Array(0))).toBe(0)
  expect(pieces[0]?.buffer.byteLength).toBeLessThanOrEqual(2 * record.length)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
})
