// What both sides agree on, with the bytes of each side by hand: version (PI 6), sync points (PI 7),
// compression (PI 21), resynchronisation (PI 23), entities (PI 25); and what comes along unchanged: passwords
// (PI 5), free text (PI 99), label (PI 37), client and bank of a store-and-forward transfer (PI 61, 62);
// pre-connections in each framing.

import { describe, expect, test } from 'vitest'
import type { SessionCommand } from '../../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../../src/pesit/session/events.ts'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import type { RequesterOptions } from '../../../src/pesit/session/requester/options.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'
import type { ResponderOptions } from '../../../src/pesit/session/responder/options.ts'
import { splitAccess } from '../../../src/pesit/session/access.ts'
import { fromHex, joined, toHex } from '../../helpers/hex.ts'

const timers = { connectMs: 1000, answerMs: 1000, longAnswerMs: 1000, idleMs: 1000 }
const common = { abortForm: 'raw', maximumEntityBytes: 4096, timers } as const
const requester = (options: Partial<RequesterOptions> = {}) =>
  createRequester({
    ...common,
    requester: 'A',
    server: 'B',
    accessType: 'mixed',
    framing: 'prefixed',
    connectionId: 1,
    ...options,
  })
const responder = (options: Partial<ResponderOptions> = {}) =>
  createResponder({
    ...common,
    framing: 'detect',
    connectionId: 0x61,
    maximumSync: { intervalKb: 0, window: 0 },
    ...options,
  })

/** A prefixed FPDU: its phase, type and ids, and what follows. */
function fpdu(head: string, body = ''): Uint8Array {
  const content = joined([fromHex(head), fromHex(body)])
  const size = Uint8Array.of(0, content.length + 2)
  return joined([size, size, content])
}
const spaced = (bytes: Uint8Array) => toHex(bytes)
const bodyOf = (piece: Uint8Array | undefined) => spaced((piece ?? new Uint8Array(8)).subarray(8))
const given = (text: string) => toHex(fromHex(text))
const names = '030141 040142'

type Heard<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>
function find<T extends SessionEvent['type']>(events: readonly SessionEvent[], type: T): Heard<T> {
  const found = events.find((event) => event.type === type)
  if (found === undefined)
    throw new Error(`${type} was not told: ${events.map((e) => e.type).join()}`)
  return found as Heard<T>
}

describe('the version (PI 6)', () => {
  test.each([
    ['E', '02', '02'],
    ['D', '01', '01'],
    ['E with the high bits of one product', 'C2', '02'],
    ['one that does not exist yet', '03', '02'],
  ])('%s is answered', (_what, asked, answered) => {
    const session = responder()
    session.receive(fpdu('4020 0001', `${names} 0601${asked} 160102`), 0)
    const { send } = session.command({ type: 'accept-connect' }, 0)
    expect(bodyOf(send[0])).toBe(given(`0601${answered}`))
  })

  test.each([
    ['01', 1],
    ['02', 2],
    ['82', 2],
  ])('an answer of %s is told', (answered, version) => {
    const session = requester()
    expect(bodyOf(session.command({ type: 'connect' }, 0).send[0])).toBe(
      given(`${names} 060102 160102`),
    )
    const { events } = session.receive(fpdu('4021 0161', `0601${answered}`), 0)
    expect(find(events, 'connected').negotiated.version).toBe(version)
  })
})

describe('sync points (PI 7): the smaller value wins, and both sides must want them', () => {
  test.each([
    ['as asked', '0703002002', { intervalKb: 100, window: 4 }, '0703002002'],
    ['a smaller interval', '0703006402', { intervalKb: 32, window: 4 }, '0703002002'],
    ['a smaller window', '0703002008', { intervalKb: 32, window: 4 }, '0703002004'],
    ['none', '0703002002', { intervalKb: 0, window: 0 }, '0703000000'],
    ['none where none are asked for', '0703000000', { intervalKb: 32, window: 4 }, '0703000000'],
    [
      'an interval that the caller left open',
      '0703FFFF01',
      { intervalKb: 32, window: 4 },
      '0703002001',
    ],
  ])('a responder answers %s', (_what, asked, maximumSync, answered) => {
    const session = responder({ maximumSync })
    session.receive(fpdu('4020 0001', `${names} 060102 ${asked} 160102`), 0)
    const { send } = session.command({ type: 'accept-connect' }, 0)
    expect(bodyOf(send[0])).toBe(given(`060102 ${answered}`))
  })

  test('that are not requested are not answered', () => {
    const session = responder({ maximumSync: { intervalKb: 32, window: 4 } })
    session.receive(fpdu('4020 0001', `${names} 060102 160102`), 0)
    expect(bodyOf(session.command({ type: 'accept-connect' }, 0).send[0])).toBe(given('060102'))
  })

  test.each([
    ['0703001001', { intervalBytes: 16 * 1024, window: 1 }],
    ['0703FFFF0F', { intervalBytes: 32 * 1024, window: 2 }],
    ['0703000000', { intervalBytes: 0, window: 0 }],
    ['', { intervalBytes: 0, window: 0 }],
  ])('a requester that asked for 32 KB and 2 takes the answer %s', (answered, agreed) => {
    const session = requester({ sync: { intervalKb: 32, window: 2 } })
    expect(bodyOf(session.command({ type: 'connect' }, 0).send[0])).toBe(
      given(`${names} 060102 0703002002 160102`),
    )
    const { events } = session.receive(fpdu('4021 0161', `060102 ${answered}`), 0)
    expect(find(events, 'connected').negotiated).toMatchObject(agreed)
  })
})

describe('resynchronisation (PI 23): both sides must want it', () => {
  test.each([
    [true, '170101', '060102 170101'],
    [true, '', '060102'],
    [false, '170101', '060102'],
  ])('a responder that allows it: %s, asked %s', (resync, asked, answered) => {
    const session = responder({ resync })
    session.receive(fpdu('4020 0001', `${names} 060102 160102 ${asked}`), 0)
    expect(bodyOf(session.command({ type: 'accept-connect' }, 0).send[0])).toBe(given(answered))
  })

  test.each([
    [true, '170101', true],
    [true, '170100', false],
    [true, '', false],
    [false, '170101', false],
  ])('a requester that asks: %s, answered %s', (resync, answered, agreed) => {
    const session = requester({ resync })
    session.command({ type: 'connect' }, 0)
    const { events } = session.receive(fpdu('4021 0161', `060102 ${answered}`), 0)
    expect(find(events, 'connected').negotiated.resync).toBe(agreed)
  })
})

const request = {
  file: { requester: 'APPL', server: 'RECV', fileType: 0, fileName: 'V' },
  transferNumber: 7,
  restarted: false,
  dataCode: 'binary',
  priority: 0,
  entityBytes: 4096,
  logical: { articleFormat: 'variable', articleBytes: 512, organisation: 0, label: 'PAIE.XML' },
  physical: { spaceUnit: 'kilobytes', maximumSpace: 1 },
  historical: { creationDate: '260930081500' },
  client: 'CLIENT',
  finalBank: 'BANK',
  freeText: 'REF 1',
} as const
const createBody = `0912 03044150504C 040452454356 0B0100 0C0156 0D0107 100102 110100 19021000
  1E14 1F0180 20020200 210100 2508504149452E584D4C 2806 290100 2A0101 320E 330C323630393330303831353030
  3D06434C49454E54 3E0442414E4B 6305524546 2031`

/** A requester that is connected, and what it says. */
function connected() {
  const session = requester()
  session.command({ type: 'connect' }, 0)
  session.receive(fpdu('4021 0161', '060102'), 0)
  return session
}
/** A responder that took CONNECT. */
function called() {
  const session = responder()
  session.receive(fpdu('4020 0001', `${names} 060102 160102`), 0)
  session.command({ type: 'accept-connect' }, 0)
  return session
}

describe('CREATE carries label, free text, client and bank', () => {
  test('out', () => {
    const { send } = connected().command({ type: 'create', request }, 0)
    expect(bodyOf(send[0])).toBe(given(createBody))
  })

  test('in', () => {
    const { events } = called().receive(fpdu('C011 6100', createBody), 0)
    expect(find(events, 'create-requested').request).toEqual(request)
  })
})

describe('entities (PI 25): the smaller value wins', () => {
  test.each([
    ['less than proposed', '0400', 1024],
    ['as proposed', '1000', 4096],
    ['more, against the rule', 'FFFF', 4096],
  ])('a requester that proposed 4096 is answered %s', (_what, answered, agreed) => {
    const session = connected()
    session.command({ type: 'create', request }, 0)
    const { events } = session.receive(fpdu('C030 0100', `0203000000 1902${answered}`), 0)
    expect(find(events, 'created').entityBytes).toBe(agreed)
  })

  test.each([
    ['less than it takes', '0400', '0400'],
    ['more than it takes', 'FFFF', '1000'],
  ])('a responder that takes 4096 is proposed %s', (_what, proposed, answered) => {
    const session = called()
    session.receive(fpdu('C011 6100', createBody.replace('19021000', `1902${proposed}`)), 0)
    const { send } = session.command({ type: 'accept-create' }, 0)
    expect(bodyOf(send[0])).toBe(given(`0203000000 1902${answered}`))
  })
})

describe('compression (PI 21): the requested type, less, or none', () => {
  const typed = (type: number) => ({ use: type > 0, type })

  test.each([
    [0, '0000'],
    [1, '0101'],
    [2, '0102'],
    [3, '0103'],
  ])('a requester asks for type %i', (type, value) => {
    const session = connected()
    session.command({ type: 'create', request }, 0)
    session.receive(fpdu('C030 0100', '0203000000 19021000'), 0)
    const { send } = session.command({ type: 'open', compression: typed(type) }, 0)
    expect(bodyOf(send[0])).toBe(given(`1502${value}`))
  })

  test.each([
    [3, '1502 0103', 3],
    [3, '1502 0101', 1],
    [3, '1502 0102', 2],
    [3, '1502 0000', null],
    [3, '', null],
    [1, '1502 0101', 1],
    [1, '1502 0000', null],
    [1, '1502 0102', 'no'],
    [0, '1502 0101', 'no'],
  ])('asked for %i, answered %s', (asked, answered, agreed) => {
    const session = connected()
    session.command({ type: 'create', request }, 0)
    session.receive(fpdu('C030 0100', '0203000000 19021000'), 0)
    session.command({ type: 'open', compression: typed(asked) }, 0)
    const { events, send } = session.receive(fpdu('C033 0100', `0203000000 ${answered}`), 0)
    if (agreed === 'no') expect(send.map(spaced)).toEqual(['00 09 00 09 40 25 61 01 03 01 3B'])
    else expect(find(events, 'opened').compression).toBe(agreed)
  })

  test.each([
    ['0103', 1, '0101'],
    ['0103', 3, '0103'],
    ['0101', 0, '0000'],
    ['0101', 2, null],
    ['0000', 1, null],
  ])('a responder asked for %s grants %i', (asked, granted, answered) => {
    const session = called()
    session.receive(fpdu('C011 6100', createBody), 0)
    session.command({ type: 'accept-create' }, 0)
    session.receive(fpdu('C014 6100', `1502 ${asked}`), 0)
    const grant = () => session.command({ type: 'accept-open', compression: typed(granted) }, 0)
    if (answered === null) expect(grant).toThrow('was not asked for')
    else expect(bodyOf(grant().send[0])).toBe(given(`0203000000 1502${answered}`))
  })
})

describe('passwords (PI 5)', () => {
  test.each([
    ['one', { password: 'OLD' }, '05034F4C44'],
    [
      'a new one behind it, filled up',
      { password: 'OLD', newPassword: 'NEW' },
      '050B4F4C442020202020 4E4557',
    ],
  ])('%s goes out', (_what, passwords, expected) => {
    const { send } = requester(passwords).command({ type: 'connect' }, 0)
    expect(bodyOf(send[0])).toBe(given(`${names} ${expected} 060102 160102`))
  })

  test.each([
    ['05034F4C44', { password: 'OLD', newPassword: null }],
    ['050B4F4C442020202020 4E4557', { password: 'OLD', newPassword: 'NEW' }],
    ['05084F4C442020202020', { password: 'OLD', newPassword: null }],
  ])('%s comes in', (bytes, expected) => {
    const { events } = responder().receive(fpdu('4020 0001', `${names} ${bytes} 060102 160102`), 0)
    const { accessControl = '' } = find(events, 'connect-requested').parameters
    expect(splitAccess(accessControl)).toEqual(expected)
  })

  test('that of the responder is sent, and reported', () => {
    const session = responder()
    session.receive(fpdu('4020 0001', `${names} 060102 160102`), 0)
    const answer: SessionCommand = { type: 'accept-connect', password: 'BANKPW', freeText: 'HI' }
    const [aconnect] = session.command(answer, 0).send
    expect(bodyOf(aconnect)).toBe(given('050642414E4B5057 060102 63024849'))
    const caller = requester()
    caller.command({ type: 'connect' }, 0)
    const { events } = caller.receive(aconnect ?? new Uint8Array(0), 0)
    expect(find(events, 'connected').negotiated).toMatchObject({
      serverPassword: 'BANKPW',
      freeText: 'HI',
    })
  })
})

describe('a pre-connection', () => {
  const bytes = fromHex('D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1')
  const prefix = fromHex('0018')
  const connect = fpdu('4020 0001', `${names} 060102 160102`)
  const preConnection = { identifier: 'CORPCLI', password: 'SECRET01' }

  test.each([
    ['prefixed', joined([prefix, bytes]), '0004 C1C3D2F0', connect],
    ['raw', bytes, 'C1C3D2F0', connect.subarray(2)],
    ['raw, with a prefixed CONNECT behind it', bytes, 'C1C3D2F0', connect],
    [
      'prefixed, with a raw CONNECT behind it',
      joined([prefix, bytes]),
      '0004 C1C3D2F0',
      connect.subarray(2),
    ],
  ])('%s is told and acknowledged, and CONNECT is read', (_what, first, reply, next) => {
    for (const cut of Array.from({ length: first.length + 1 }, (_, at) => at)) {
      const session = responder()
      const outputs = [first.subarray(0, cut), first.subarray(cut), next].map((piece) =>
        session.receive(piece, 0),
      )
      const events = outputs.flatMap((output) => output.events)
      expect(find(events, 'pre-connection')).toMatchObject(preConnection)
      expect(outputs.flatMap(({ send }) => send.map(spaced))).toEqual([given(reply)])
      expect(find(events, 'connect-requested').parameters.requester).toBe('A')
    }
  })

  test.each([
    ['prefixed', joined([prefix, bytes]), fromHex('0004 C1C3D2F0'), fromHex('0004 D5C1D2F0')],
    ['raw', bytes, fromHex('C1C3D2F0'), fromHex('D5C1D2F0')],
  ] as const)('%s goes out, and waits for its reply', (framing, first, yes, no) => {
    const call = () => {
      const session = requester({ framing, preConnection })
      expect(session.command({ type: 'connect' }, 0).send.map(spaced)).toEqual([spaced(first)])
      return session
    }
    const said = framing === 'raw' ? connect.subarray(2) : connect
    expect(call().receive(yes, 0).send.map(spaced)).toEqual([spaced(said)])
    const { events, close } = call().receive(no, 0)
    expect(find(events, 'refused')).toMatchObject({ request: 'connect' })
    expect(close).toBe(true)
  })
})
