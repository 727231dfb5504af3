// The state tables of both roles, walked: every state, and in it every event. What is allowed leads where the
// specification says; what is not gets its diagnostic from the peer's side, and a refusal that changes
// nothing from our caller's.

import { describe, expect, test } from 'vitest'
import type { MoveTable } from '../../../src/pesit/session/moves.ts'
import { requesterTable } from '../../../src/pesit/session/requester/table.ts'
import { responderTable } from '../../../src/pesit/session/responder/table.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { exercised } from '../../coverage/cells.ts'
import { stateCell } from '../../coverage/state-cells.ts'
import { toHex } from '../../helpers/hex.ts'
import { type Expected, expectedRequester, expectedResponder } from './expected-tables.ts'
import {
  bring,
  commands,
  dataCommands,
  fromPeer,
  ids,
  perform,
  preConnection,
  type RoleName,
  samples,
  type Walked,
} from './walk.ts'

const tables: Readonly<
  Record<RoleName, { readonly ours: MoveTable; readonly expected: Expected }>
> = {
  requester: { ours: requesterTable, expected: expectedRequester },
  responder: { ours: responderTable, expected: expectedResponder },
}
const roles: readonly RoleName[] = ['requester', 'responder']
/** Passed through within one call: IDT is answered at once, a message in segments leaves at once. */
const transient = /^(TD[EL]06[AB]|MG02A)$/
const restingStates = (role: RoleName) =>
  Object.keys(tables[role].expected).filter((state) => !transient.test(state))
const events = Object.keys(samples)
/** Where what comes is read as FPDUs: not as the reply to a pre-connection. */
const fpduStates = (role: RoleName) => restingStates(role).filter((state) => state !== 'PC01A')

/** From the states in which nothing more can be expected of the line. */
const idOf = (role: RoleName) => (role === 'requester' ? ids.responder : ids.requester)
const peerKnown = (state: string, role: RoleName) =>
  !(
    state === 'CN01' ||
    state === 'PC01A' ||
    state === 'CN02A' ||
    (role === 'responder' && state === 'CN02B')
  )

/** ABORT with this reason, by hand: length, length, phase and type, ids, class 3 and the reason. */
function abortHex(role: RoleName, state: string, reason: number): string {
  const dst = peerKnown(state, role) ? idOf(role) : 0
  return toHex(Uint8Array.of(0, 9, 0, 9, 0x40, 0x25, dst, ids[role], 3, reason >> 8, reason & 0xff))
}

describe.each(roles)('the table of the %s', (role) => {
  const { ours, expected } = tables[role]
  const states = [...new Set([...Object.keys(ours), ...Object.keys(expected)])]

  test.each(states)('%s has the moves of the specification, and no other', (state) => {
    const moves = Object.fromEntries(
      Object.entries(ours[state] ?? {}).map(([event, next]) => [
        event,
        next === 'ignore' ? 'ign' : next,
      ]),
    )
    expect(moves).toEqual(expected[state])
  })
})

/** What a whole state has become; the counts too. */
const standOf = ({ session, closed }: Walked) => ({
  state: session.state,
  counts: { ...session.counts },
  deadlineMs: session.deadlineMs,
  closed,
})

describe.each(roles)('a %s in each state receives each FPDU', (role) => {
  const { expected } = tables[role]
  describe.each(fpduStates(role))('%s', (state) => {
    test.each(events)('%s', (key) => {
      const next = heardIn(expected, state, key)
      const sync = key === 'ACK(SYN)' && next !== undefined && next !== 'ign'
      const walked = bring(role, state, { purpose: key === 'READ' ? 'read' : 'write', sync })
      expect(walked.session.state).toBe(state)
      const before = standOf(walked)
      walked.receive(fromPeer(role, key))
      if (next === 'ign') {
        expect(standOf(walked)).toEqual(before)
        expect([walked.sent, walked.events]).toEqual([[], []])
      } else if (next === undefined) {
        expect(walked.sent.map(toHex)).toEqual([abortHex(role, state, 311)])
        expect(walked.events).toEqual(['aborted'])
        expect(walked.closed).toBe(true)
      } else {
        expect(walked.events).not.toContain('aborted')
        expect(walked.session.state).toBe(settled(next))
        expect(walked.closed).toBe(next === 'CN01')
      }
      exercised([stateCell(role, state, `rcv ${key}`), ...passedThrough(role, next)])
    })
  })
})

function heardIn(expected: Expected, state: string, key: string): string | undefined {
  return expected[state]?.[`rcv ${key}`]
}

/** The state that a session has left again when the call ends. */
function passedThrough(role: RoleName, next: string | undefined): readonly string[] {
  return next !== undefined && transient.test(next) ? [stateCell(role, next, 'passed through')] : []
}

/** IDT is acknowledged in the same call. */
function settled(next: string): string {
  return /^TD[EL]06[AB]$/.test(next) ? 'OF02' : next
}

describe.each(roles)('a %s in each state gets each command', (role) => {
  const { expected } = tables[role]
  const all = { ...commands[role], ...dataCommands }
  describe.each(fpduStates(role))('%s', (state) => {
    test.each(Object.keys(all))('%s', (key) => {
      const command = all[key]
      if (command === undefined) throw new Error('a command')
      const next = expected[state]?.[key]
      const sync = key === 'snd ACK(SYN)' && next !== undefined
      const walked = bring(role, state, { purpose: key === 'snd READ' ? 'read' : 'write', sync })
      const before = standOf(walked)
      if (next === undefined) {
        if (key === 'snd ACK(SYN)')
          walked.command(command) // owed no more, as something settled it
        else expect(() => walked.command(command)).toThrow(ProtocolError)
        expect({ ...standOf(walked), deadlineMs: 0 }).toEqual({ ...before, deadlineMs: 0 })
        expect(walked.sent).toEqual([])
      } else {
        walked.command(command)
        expect(walked.session.state).toBe(next)
        expect(walked.sent).toHaveLength(1)
      }
      exercised([stateCell(role, state, key)])
    })
  })
})

describe.each(roles)('a %s that waits too long', (role) => {
  test.each(restingStates(role))('in %s ends the line if it waits for the peer', (state) => {
    const walked = bring(role, state)
    const { deadlineMs } = walked.session
    if (deadlineMs === undefined) {
      walked.tick(1e9)
      expect(walked.closed).toBe(false)
      exercised([stateCell(role, state, 'silence')])
      return
    }
    walked.tick(deadlineMs - 1)
    expect(walked.events).toEqual([])
    walked.tick(deadlineMs)
    const reason = role === 'responder' && state === 'CN03' ? 313 : 317
    expect(walked.sent.map(toHex)).toEqual([abortHex(role, state, reason)])
    expect(walked.closed).toBe(true)
    exercised([stateCell(role, state, 'silence')])
  })
})

describe.each(roles)('a %s that receives ABORT', (role) => {
  const abort = Uint8Array.of(0, 9, 0, 9, 0x40, 0x25, ids[role], idOf(role), 3, 1, 0x37)

  test.each(fpduStates(role))('in %s is over, and answers nothing, ever', (state) => {
    const walked = bring(role, state)
    walked.receive(abort)
    expect(walked.events).toEqual(['aborted'])
    expect(walked.sent).toEqual([])
    expect(walked.closed).toBe(true)
    walked.forget()
    for (const key of events) walked.receive(fromPeer(role, key))
    walked.tick(1e9)
    expect([walked.sent, walked.events]).toEqual([[], []])
    exercised([stateCell(role, state, 'ABORT')])
  })
})

describe('after an interruption only CRF and DESELECT are possible', () => {
  test.each([
    ['requester', 'TDE02A'],
    ['requester', 'TDL02A'],
  ] as const)('%s, %s', (role, state) => {
    const walked = bring(role, state)
    walked.receive(fromPeer(role, 'IDT'))
    expect(walked.session.state).toBe('OF02')
    for (const type of ['write', 'open'] as const)
      expect(() => walked.command({ type })).toThrow(ProtocolError)
    expect(() => walked.command({ type: 'read', restartPoint: 0 })).toThrow(ProtocolError)
    walked.command({ type: 'close' })
    walked.receive(fromPeer(role, 'ACK(CRF)+'))
    expect(() => walked.command({ type: 'open' })).toThrow(ProtocolError)
    walked.command({ type: 'deselect' })
    walked.receive(fromPeer(role, 'ACK(DESELECT)+'))
    walked.command({
      type: 'create',
      request: { ...(samples['CREATE'] as object), restarted: false } as never,
    })
    expect(walked.session.state).toBe('SF01A')
  })

  test.each(['TDE02B', 'TDL02B'])('responder, %s', (state) => {
    for (const [key, allowed] of [
      ['WRITE', false],
      ['READ', false],
      ['CRF', true],
    ] as const) {
      const walked = bring('responder', state)
      walked.receive(fromPeer('responder', 'IDT'))
      walked.forget()
      walked.receive(fromPeer('responder', key))
      expect(walked.events.includes('aborted')).toBe(!allowed)
    }
  })
})

describe('RESYN without an agreed PI 23', () => {
  /** The same conversation up to the data, with a CONNECT that does not ask for it. */
  const withoutResync = () => {
    const walked = bring('responder', 'CN01')
    const connect = fromPeer('responder', 'CONNECT')
    // PI 23 is the last parameter: its value, by hand.
    connect[connect.length - 1] = 0
    walked.receive(connect)
    for (const step of ['>ACONNECT', '<CREATE', '>ACK(CREATE)+', '<ORF', '>ACK(ORF)+', '<WRITE'])
      perform(walked, 'responder', step)
    perform(walked, 'responder', '>ACK(WRITE)+')
    walked.forget()
    return walked
  }

  test('is a violation by the peer', () => {
    const walked = withoutResync()
    walked.receive(fromPeer('responder', 'RESYN'))
    expect(walked.sent.map(toHex)).toEqual([abortHex('responder', 'TDE02B', 311)])
  })

  test('cannot be requested', () => {
    const walked = withoutResync()
    expect(() => walked.command(present(dataCommands['snd RESYN']))).toThrow(ProtocolError)
    expect(walked.session.state).toBe('TDE02B')
  })
})

describe('bytes instead of the reply to a pre-connection', () => {
  test.each(events)('%s ends the call', (key) => {
    const walked = bring('requester', 'PC01A')
    walked.receive(fromPeer('requester', key))
    expect(walked.closed).toBe(true)
    expect(walked.session.state).toBe('CN01')
    exercised([stateCell('requester', 'PC01A', `rcv ${key}`)])
  })

  test('ABORT ends it too', () => {
    const walked = bring('requester', 'PC01A')
    walked.receive(Uint8Array.of(0, 9, 0, 9, 0x40, 0x25, ids.requester, 0x61, 3, 1, 0x37))
    expect(walked.closed).toBe(true)
    exercised([stateCell('requester', 'PC01A', 'ABORT')])
  })

  test.each(Object.entries({ ...commands.requester, ...dataCommands }))(
    'before it, %s cannot be asked for',
    (key, command) => {
      const walked = bring('requester', 'PC01A')
      if (key === 'snd ACK(SYN)') walked.command(command)
      else expect(() => walked.command(command)).toThrow(ProtocolError)
      expect(walked.session.state).toBe('PC01A')
      expect(walked.sent).toEqual([])
      exercised([stateCell('requester', 'PC01A', key)])
    },
  )
})

describe('a message in segments', () => {
  test('is sent at once, and its one answer is awaited', () => {
    const walked = bring('requester', 'CN03')
    const short = present(commands.requester['snd MSG'])
    walked.command({ ...short, message: new Uint8Array(9000) } as typeof short)
    const types = walked.sent.map((bytes) => toHex(bytes.subarray(4, 6)))
    expect(types).toEqual(['C0 17', 'C0 18', 'C0 19'])
    expect(walked.session.state).toBe('MG04A')
    exercised([stateCell('requester', 'MG02A', 'passed through')])
  })
})

describe('before CONNECT', () => {
  test('a pre-connection is acknowledged, once', () => {
    const walked = bring('responder', 'CN01')
    walked.receive(preConnection)
    expect(walked.sent.map(toHex)).toEqual(['00 04 C1 C3 D2 F0'])
    expect(walked.session.state).toBe('CN01')
  })
})

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is there')
  return value
}
