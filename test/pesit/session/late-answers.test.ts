// Answers of a caller whose disk was slower than the peer: owed no more, they are no mistake and send
// nothing.

import { expect, test } from 'vitest'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const hex = (piece: Uint8Array) => Buffer.from(piece).toString('hex')

/** A prefixed FPDU to the responder; PI 3, 4 … by hand. */
function fpdu(phaseAndType: string, ids = '6100', units = ''): string {
  const length = (6 + bytes(units).length).toString(16).padStart(4, '0')
  return `${length} ${length} ${phaseAndType} ${ids} ${units}`
}
const connect = fpdu(
  '4020',
  '0001',
  '0307434F5250434C49 040742414E4B535256 060102 0703000101 160100 170101',
)
const create = fpdu(
  'C011',
  '6100',
  '090D 0B0100 0C08564952454D454E54 0D0107 110100 19021000 1E04 20020200 2806 290100 2A0102 320E 330C323630393330303831353030',
)
const resync = fpdu('C005', '6100', '0203010064 120100')

/** A responder that has taken the first sync point of a transfer, RESYN agreed. */
function withSyncPoint() {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers: { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 },
    maximumSync: { intervalKb: 1, window: 1 },
    resync: true,
  })
  const hear = (text: string) => {
    const { events } = session.receive(bytes(text), 0)
    expect(events.filter(({ type }) => type === 'aborted')).toEqual([])
  }
  hear(connect)
  session.command({ type: 'accept-connect' }, 0)
  hear(create)
  session.command({ type: 'accept-create' }, 0)
  hear(fpdu('C014', '6100', '15020000'))
  session.command({ type: 'accept-open' }, 0)
  hear(fpdu('C002'))
  session.command({ type: 'accept-write', restartPoint: 0 }, 0)
  hear('0010 0007 0000 6100 41 0009 C003 6100 140101')
  return { session, hear }
}

test('a sync point is acknowledged', () => {
  const { session } = withSyncPoint()
  const { send } = session.command({ type: 'acknowledge-sync', number: 1 }, 0)
  expect(send.map(hex)).toEqual(['00090009c0380100140101'])
})

test.each([
  ['RESYN came', [resync], 'TDE04B'],
  [
    'IDT came and the file was closed',
    [fpdu('C006', '6100', '0203020000 130108'), fpdu('C015', '6100', '0203000000')],
    'OF03B',
  ],
])('after %s before the disk was done, nothing is acknowledged', (_what, heard, state) => {
  const { session, hear } = withSyncPoint()
  heard.forEach(hear)
  expect(session.state).toBe(state)
  expect(session.command({ type: 'acknowledge-sync', number: 1 }, 0).send).toEqual([])
})

test('a sync point before which RESYN went back is no longer acknowledged', () => {
  const { session, hear } = withSyncPoint()
  hear(resync)
  session.command({ type: 'accept-resync', restartPoint: 0 }, 0)
  expect(session.command({ type: 'acknowledge-sync', number: 1 }, 0).send).toEqual([])
  expect(session.counts.lastAcknowledged).toBe(0)
})

test('a second pre-connection is a violation: it could be repeated for ever', () => {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers: { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 },
    maximumSync: { intervalKb: 1, window: 1 },
  })
  const preConnection = bytes('0018 D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1')
  expect(session.receive(preConnection, 0).send.map(hex)).toEqual(['0004c1c3d2f0'])
  expect(session.receive(preConnection, 0)).toMatchObject({
    close: true,
    events: [{ type: 'aborted', by: 'us', diagnostic: { type: 3, reason: 311 } }],
  })
})
