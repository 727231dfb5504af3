// A whole write between a requester and a responder, byte by byte as the specification's reference prints
// it (written by hand from there, never from our encoder), and what both sides make of what is out of turn.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataBlock } from '../../../src/pesit/data/block.ts'
import type { SessionCommand } from '../../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../../src/pesit/session/events.ts'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'
import type { Session } from '../../../src/pesit/session/session.ts'

const timers = { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000, idleMs: 300_000 }
const newRequester = () =>
  createRequester({
    requester: 'CORPCLI',
    server: 'BANKSRV',
    password: 'SECRET01',
    accessType: 'write',
    sync: { intervalKb: 1, window: 1 },
    framing: 'prefixed',
    connectionId: 0x01,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers,
  })
const newResponder = () =>
  createResponder({
    framing: 'detect',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers,
    maximumSync: { intervalKb: 100, window: 4 },
  })

const create = {
  file: { fileType: 0, fileName: 'VIREMENT' },
  transferNumber: 9419,
  restarted: false,
  dataCode: 'binary' as const,
  priority: 0,
  entityBytes: 4096,
  logical: {
    articleFormat: 'fixed' as const,
    articleBytes: 512,
    organisation: 0,
    label: 'PAIN001.XML',
  },
  physical: { spaceUnit: 'kilobytes' as const, maximumSpace: 2 },
  historical: { creationDate: '260930081500' },
  client: 'CORPCLI',
  finalBank: 'BANKSRV',
  freeText: 'INV-42',
}

/** Who acts, what it is told to do, and the bytes that must leave it. */
type Act = readonly ['→' | '←', SessionCommand, string]

const conversation: readonly Act[] = [
  [
    '→',
    { type: 'connect' },
    '002D 002D 4020 0001 03 07 434F5250434C49 04 07 42414E4B535256 05 08 5345435245543031 06 01 02 07 03 0001 01 16 01 00',
  ],
  ['←', { type: 'accept-connect' }, '000E 000E 4021 0161 06 01 02 07 03 0001 01'],
  [
    '→',
    { type: 'create', request: create },
    `006E 006E C011 6100 09 0D 0B 01 00 0C 08 564952454D454E54 0D 02 24CB 10 01 02 11 01 00 19 02 1000
     1E 17 1F 01 00 20 02 0200 21 01 00 25 0B 5041494E3030312E584D4C 28 06 29 01 00 2A 01 02 32 0E 33 0C 323630393330303831353030
     3D 07 434F5250434C49 3E 07 42414E4B535256 63 06 494E562D3432`,
  ],
  [
    '←',
    { type: 'accept-create', transferNumber: 9419 },
    '0013 0013 C030 0100 02 03 000000 0D 02 24CB 19 02 1000',
  ],
  ['→', { type: 'open' }, '000A 000A C014 6100 15 02 0000'],
  ['←', { type: 'accept-open' }, '000F 000F C033 0100 02 03 000000 15 02 0000'],
  ['→', { type: 'write' }, '0006 0006 C002 6100'],
  ['←', { type: 'accept-write', restartPoint: 0 }, '000E 000E C036 0100 02 03 000000 12 01 00'],
  ['→', { type: 'sync' }, '0009 0009 C003 6100 14 01 01'],
  ['←', { type: 'acknowledge-sync', number: 1 }, '0009 0009 C038 0100 14 01 01'],
  ['→', { type: 'end-data' }, '000B 000B C004 6100 02 03 000000'],
  ['→', { type: 'end-transfer' }, '000D 000D C008 6100 1B 02 0600 1C 01 03'],
  ['←', { type: 'confirm-transfer' }, '0012 0012 C037 0100 02 03 000000 1B 02 0600 1C 01 03'],
  ['→', { type: 'close' }, '000B 000B C015 6100 02 03 000000'],
  ['←', { type: 'confirm-close' }, '000B 000B C034 0100 02 03 000000'],
  ['→', { type: 'deselect' }, '000B 000B C013 6100 02 03 000000'],
  ['←', { type: 'confirm-deselect' }, '000B 000B C032 0100 02 03 000000'],
  ['→', { type: 'release' }, '000B 000B 4023 6101 02 03 000000'],
  ['←', { type: 'confirm-release' }, '0006 0006 4024 0161'],
]

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase()
const plain = (text: string) => text.replaceAll(/\s/g, '')

function join() {
  const sides = { '→': newRequester(), '←': newResponder() } as const
  const heard: SessionEvent[] = []
  const act = (who: '→' | '←', command: SessionCommand): string => {
    const { send } = sides[who].command(command, 0)
    const other = sides[who === '→' ? '←' : '→']
    for (const bytes of send) heard.push(...other.receive(bytes, 0).events)
    return send.map(hex).join('')
  }
  return { ...sides, act, heard }
}

/** Up to the data phase. */
function opened() {
  const pair = join()
  for (const [who, command] of conversation.slice(0, 8)) pair.act(who, command)
  return pair
}

test('a write of three records of 512 bytes is byte for byte the one in the reference', () => {
  const pair = join()
  const block = new DataBlock({
    entityBytes: 4096,
    articleBytes: 512,
    framing: 'prefixed',
    dst: 0x61,
    blockBytes: 1536,
  })
  block.views.forEach((view, index) => view.fill(0x41 + index))
  for (const [who, command, bytes] of conversation) {
    if (command.type === 'sync') pair.act('→', { type: 'data', ...block.finish(1024) })
    if (command.type === 'end-data') pair.act('→', { type: 'data', ...block.finish(512) })
    expect(pair.act(who, command), command.type).toBe(plain(bytes))
  }
  expect(pair.heard.filter(({ type }) => type === 'oddity')).toEqual([])
  expect(
    pair.heard
      .filter((event) => event.type === 'data')
      .reduce((sum, event) => sum + event.dataBytes, 0),
  ).toBe(1536)
  expect([pair['→'].state, pair['←'].state]).toEqual(['CN01', 'CN01'])
})

test('a data block consists of whole entities: two records share one, with their headers and one prefix', () => {
  const block = new DataBlock({
    entityBytes: 4096,
    articleBytes: 3,
    framing: 'prefixed',
    dst: 0x61,
    blockBytes: 6,
  })
  block.views.forEach((view, index) => view.fill(0x41 + index))
  expect(hex(block.finish(6).entities)).toBe(
    plain('0012 0009 0000 6100 414141 0009 0000 6100 424242'),
  )
  expect(hex(block.finish(4).entities)).toBe(plain('0010 0009 0000 6100 414141 0007 0000 6100 42'))
})

test('a record larger than an entity goes in segments: first, middle, last', () => {
  const block = new DataBlock({
    entityBytes: 10,
    articleBytes: 10,
    framing: 'raw',
    dst: 0x01,
    blockBytes: 10,
  })
  Buffer.from('ABCDEFGHIJ').forEach(
    (byte, index) => ((block.views[Math.floor(index / 4)] ?? [])[index % 4] = byte),
  )
  expect(hex(block.finish(10).entities)).toBe(
    plain('000A 0041 0100 41424344 000A 0040 0100 45464748 0008 0042 0100 494A'),
  )
})

describe('FPDUs out of turn', () => {
  test.each(conversation.filter(([who]) => who === '→').map(([, command]) => command))(
    'our own $type where the state forbids it changes nothing',
    (command) => {
      const { '→': requester } = opened()
      const { state } = requester
      const allowed = ['sync', 'end-data'].includes(command.type)
      if (!allowed) expect(() => requester.command(command, 0)).toThrow(/is not possible/)
      expect(requester.state).toBe(state)
    },
  )

  test('an FPDU of the peer out of turn is answered with ABORT 3-311, not with an exception', () => {
    const { '←': responder } = opened()
    const output = responder.receive(Buffer.from(plain('0006 0006 C002 6100'), 'hex'), 0)
    expect(output.send.map(hex)).toEqual([plain('0009 0009 4025 0161 03 0137')])
    expect(output).toMatchObject({ close: true, events: [{ type: 'aborted', by: 'us' }] })
  })

  test('a sync point acknowledged after TRANS.END in the same bytes no longer has to be acknowledged', () => {
    const pair = opened()
    const late = [{ type: 'sync' }, { type: 'end-data' }, { type: 'end-transfer' }] as const
    for (const command of late) pair.act('→', command)
    expect(pair.act('←', { type: 'acknowledge-sync', number: 1 })).toBe('')
    expect(pair.act('←', { type: 'confirm-transfer' })).not.toBe('')
  })

  test('a deadline that passes is ABORT 3-317, for an idle responder 3-313', () => {
    const { '→': requester, '←': idle } = join()
    requester.command({ type: 'connect' }, 0)
    expect(requester.deadlineMs).toBe(30_000)
    expect(requester.tick(29_999).events).toEqual([])
    expect(requester.tick(30_000).events).toMatchObject([
      { type: 'aborted', diagnostic: { type: 3, reason: 317 } },
    ])
    const pair = join()
    for (const [who, command] of conversation.slice(0, 2)) pair.act(who, command)
    expect(pair['←'].tick(300_000).events).toMatchObject([{ diagnostic: { type: 3, reason: 313 } }])
    expect(idle.state).toBe('CN01')
  })

  test('for any bytes in any state, nothing is thrown and the answer is at most one ABORT', () => {
    const states: (() => Session)[] = [
      newRequester,
      newResponder,
      () => opened()['→'],
      () => opened()['←'],
    ]
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 0, max: 3 }),
        (bytes, which) => {
          const session = (states[which] ?? newResponder)()
          const { send } = session.receive(bytes, 0)
          return send.length <= 2
        },
      ),
      { numRuns: 500 },
    )
  })
})
