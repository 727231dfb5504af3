// Both sides speak at once (PeSIT E §4.8.3): two sessions joined by a wire whose two directions are delivered
// in every order. IDT goes before RESYN, RESYN before TRANS.END; of two alike the requester's wins; whatever
// the order, both sides end in the same place, and nobody aborts.

import { describe, expect, test } from 'vitest'
import type { SessionCommand } from '../../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../../src/pesit/session/events.ts'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'
import { DataBlock } from '../../../src/pesit/data/block.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { End } from './pair/wire.ts'

const timers = { connectMs: 1, answerMs: 1, longAnswerMs: 1, idleMs: 1 }
const file = { file: { fileType: 0, fileName: 'V' }, transferNumber: 7 }
const attributes = {
  logical: { articleFormat: 'variable', articleBytes: 100 },
  physical: { maximumSpace: 1 },
  historical: { creationDate: '260930081500' },
} as const

interface Pair {
  readonly requester: End
  readonly responder: End
  readonly told: Record<'requester' | 'responder', string[]>
}

/** Both in the data phase, one sync point set and acknowledged. */
function inTransfer(purpose: 'write' | 'read'): Pair {
  const told = { requester: [] as string[], responder: [] as string[] }
  const hear =
    (who: 'requester' | 'responder') =>
    (event: SessionEvent, end: End): void => {
      told[who].push(event.type)
      const answer = answerTo(event)
      if (answer !== undefined) end.command(answer)
    }
  const common = { connectionId: 1, abortForm: 'raw', maximumEntityBytes: 4096, timers } as const
  const sync = { intervalKb: 1, window: 2 }
  const requester = new End(
    createRequester({
      ...common,
      requester: 'A',
      server: 'B',
      accessType: 'mixed',
      framing: 'prefixed',
      sync,
      resync: true,
    }),
    hear('requester'),
  )
  const responder = new End(
    createResponder({ ...common, framing: 'detect', maximumSync: sync, resync: true }),
    hear('responder'),
  )
  const pair = { requester, responder, told }
  const say = (command: SessionCommand) => {
    requester.command(command)
    deliverAll(pair)
  }
  say({ type: 'connect' })
  if (purpose === 'write')
    say({
      type: 'create',
      request: {
        ...file,
        ...attributes,
        priority: 0,
        restarted: false,
        dataCode: 'binary',
        entityBytes: 4096,
      },
    })
  else
    say({
      type: 'select',
      request: {
        ...file,
        transferNumber: 0,
        priority: 0,
        requestedAttributes: 0,
        restarted: false,
        entityBytes: 4096,
      },
    })
  say({ type: 'open' })
  say(purpose === 'write' ? { type: 'write' } : { type: 'read', restartPoint: 0 })
  const sender = purpose === 'write' ? requester : responder
  sender.command(data())
  sender.command({ type: 'sync' })
  deliverAll(pair)
  told.requester.length = 0
  told.responder.length = 0
  return pair
}

function data(): SessionCommand {
  const block = new DataBlock({
    entityBytes: 4096,
    articleBytes: 100,
    framing: 'prefixed',
    dst: 1,
    blockBytes: 100,
  })
  return { type: 'data', ...block.finish(100) }
}

/** What each side's caller does of itself. */
function answerTo(event: SessionEvent): SessionCommand | undefined {
  switch (event.type) {
    case 'connect-requested':
      return { type: 'accept-connect' }
    case 'create-requested':
      return { type: 'accept-create' }
    case 'select-requested':
      return {
        type: 'accept-select',
        offer: { ...file, ...attributes, entityBytes: 4096 },
      }
    case 'open-requested':
      return { type: 'accept-open' }
    case 'write-requested':
      return { type: 'accept-write', restartPoint: 0 }
    case 'read-requested':
      return { type: 'accept-read' }
    case 'sync-received':
      return { type: 'acknowledge-sync', number: event.number }
    case 'resync-requested':
      return { type: 'accept-resync', restartPoint: event.restartPoint }
    case 'transfer-end-requested':
      return { type: 'confirm-transfer' }
    case 'close-requested':
      return { type: 'confirm-close' }
    case 'deselect-requested':
      return { type: 'confirm-deselect' }
    default:
      return undefined
  }
}

type Turn = 0 | 1

function deliver({ requester, responder }: Pair, turn: Turn): boolean {
  const [from, to] = turn === 0 ? [requester, responder] : [responder, requester]
  const piece = from.out.shift()
  if (piece !== undefined) to.receive(piece.slice())
  return piece !== undefined
}

function deliverAll(pair: Pair): void {
  while (deliver(pair, 0) || deliver(pair, 1)) {
    // Until nobody has anything to say.
  }
}

/**
 * Delivers all, and asks `choices` whose turn it is wherever both have said something; beyond them the
 * requester's. Gives the choices that were made: the last 0 of them turned into 1, and cut there, is the next
 * order.
 */
function deliverChosen(pair: Pair, choices: readonly Turn[]): readonly Turn[] {
  const made: Turn[] = []
  const { requester, responder } = pair
  while (requester.out.length + responder.out.length > 0) {
    const both = requester.out.length > 0 && responder.out.length > 0
    const chosen = choices[made.length] ?? 0
    if (both) made.push(chosen)
    deliver(pair, both ? chosen : requester.out.length > 0 ? 0 : 1)
  }
  return made
}

/** Each order of delivery that there is. */
function inEveryOrder(run: (choices: readonly Turn[]) => readonly Turn[]): number {
  let orders = 0
  for (let choices: readonly Turn[] | null = []; choices !== null; ) {
    const made: readonly Turn[] = run(choices)
    orders += 1
    const last = made.lastIndexOf(0)
    choices = last < 0 ? null : [...made.slice(0, last), 1]
  }
  return orders
}

const idt = (endCode: 4 | 8 | 12 | 16): SessionCommand => ({
  type: 'interrupt',
  diagnostic: { type: 2, reason: 216 },
  endCode,
})
const resync: SessionCommand = {
  type: 'resync',
  diagnostic: { type: 1, reason: 100 },
  restartPoint: 1,
}
const ended: SessionCommand = { type: 'end-data' }
const transferEnd: SessionCommand = { type: 'end-transfer' }

interface Collision {
  readonly what: string
  readonly purpose: 'write' | 'read'
  readonly requester: readonly SessionCommand[]
  readonly responder: readonly SessionCommand[]
  /** Where both stand afterwards. */
  readonly states: readonly [string, string]
}

const opposite = { write: 'TDE', read: 'TDL' } as const
const both = (purpose: 'write' | 'read', column: string): readonly [string, string] => [
  `${opposite[purpose]}${column}A`,
  `${opposite[purpose]}${column}B`,
]
const closed: readonly [string, string] = ['OF02', 'OF02']

const collisions: readonly Collision[] = (['write', 'read'] as const).flatMap((purpose) => {
  const sending: readonly SessionCommand[] = [data(), { type: 'sync' }, data()]
  const ending: readonly SessionCommand[] = [data(), ended]
  const [requesterSends, responderSends] =
    purpose === 'write' ? [sending, []] : ([[], sending] as const)
  const [requesterEnds, responderEnds] =
    purpose === 'write' ? [ending, []] : ([[], ending] as const)
  const interruptions = ([4, 8, 16] as const).flatMap((ours) =>
    ([4, 8, 12] as const).map((theirs) => ({
      what: `${purpose}: both interrupt, ${ours} and ${theirs}`,
      purpose,
      requester: [idt(ours)],
      responder: [idt(theirs)],
      states: closed,
    })),
  )
  return [
    ...interruptions,
    {
      what: `${purpose}: both interrupt while data is under way`,
      purpose,
      requester: [...requesterSends, idt(16)],
      responder: [...responderSends, idt(12)],
      states: closed,
    },
    {
      what: `${purpose}: the requester suspends while the responder resynchronises`,
      purpose,
      requester: [idt(8)],
      responder: [resync],
      states: closed,
    },
    {
      what: `${purpose}: the responder interrupts while the requester resynchronises`,
      purpose,
      requester: [resync],
      responder: [idt(4)],
      states: closed,
    },
    {
      what: `${purpose}: both resynchronise, then one interrupts`,
      purpose,
      requester: [resync, idt(4)],
      responder: [resync],
      states: closed,
    },
    {
      what: `${purpose}: both resynchronise, then both interrupt`,
      purpose,
      requester: [resync, idt(4)],
      responder: [resync, idt(12)],
      states: closed,
    },
    {
      what: `${purpose}: both resynchronise`,
      purpose,
      requester: [resync],
      responder: [resync],
      states: both(purpose, '02'),
    },
    {
      what: `${purpose}: both resynchronise while data is under way`,
      purpose,
      requester: [...requesterSends, resync],
      responder: [...responderSends, resync],
      states: both(purpose, '02'),
    },
    {
      what: `${purpose}: the receiver interrupts while data is under way`,
      purpose,
      requester: purpose === 'write' ? sending : [idt(8)],
      responder: purpose === 'write' ? [idt(4)] : sending,
      states: closed,
    },
    {
      what: `${purpose}: the receiver interrupts while the data ends`,
      purpose,
      requester: purpose === 'write' ? requesterEnds : [idt(8)],
      responder: purpose === 'write' ? [idt(4)] : responderEnds,
      states: closed,
    },
    {
      what: `${purpose}: the receiver resynchronises while data comes`,
      purpose,
      requester: purpose === 'write' ? sending : [resync],
      responder: purpose === 'write' ? [resync] : sending,
      states: both(purpose, '02'),
    },
    {
      what: `${purpose}: the receiver resynchronises while the data ends`,
      purpose,
      requester: purpose === 'write' ? requesterEnds : [resync],
      responder: purpose === 'write' ? [resync] : responderEnds,
      states: both(purpose, '02'),
    },
  ]
})

const transferEnds: readonly Collision[] = [
  {
    what: 'write: the responder interrupts while the requester ends the transfer',
    purpose: 'write',
    requester: [ended, transferEnd],
    responder: [idt(4)],
    states: closed,
  },
  {
    what: 'write: the responder resynchronises while the requester ends the transfer',
    purpose: 'write',
    requester: [ended, transferEnd],
    responder: [resync],
    states: both('write', '02'),
  },
  {
    what: 'write: the requester ends the transfer and interrupts it, while the responder interrupts',
    purpose: 'write',
    requester: [ended, transferEnd, idt(16)],
    responder: [idt(12)],
    states: closed,
  },
]

describe.each([...collisions, ...transferEnds])(
  '$what',
  ({ purpose, requester, responder, states }) => {
    test('ends alike in every order of delivery', () => {
      const orders = inEveryOrder((choices) => {
        const pair = inTransfer(purpose)
        for (const command of requester) pair.requester.command(command)
        for (const command of responder) pair.responder.command(command)
        const made = deliverChosen(pair, choices)
        const order = made.join('')
        const stands = [pair.requester.session.state, pair.responder.session.state]
        expect([order, ...stands]).toEqual([order, ...states])
        expect([...pair.requester.aborts, ...pair.responder.aborts]).toEqual([])
        if (states === closed) expectOver(pair)
        else expectGoingOn(pair, purpose)
        return made
      })
      expect(orders).toBeGreaterThan(1)
    })
  },
)

/** Each side was told, whoever won; and only the file can be left, which leaves the line as good as new. */
function expectOver(pair: Pair): void {
  const { requester, responder, told } = pair
  for (const who of ['requester', 'responder'] as const)
    expect(told[who].filter((type) => /^interrupt/.test(type))).toHaveLength(1)
  expect(() => requester.command({ type: 'open' })).toThrow(ProtocolError)
  requester.command({ type: 'close' })
  deliverAll(pair)
  requester.command({ type: 'deselect' })
  deliverAll(pair)
  expect([requester.session.state, responder.session.state]).toEqual(['CN03', 'CN03'])
}

/** Both count from the same place, and the rest of the transfer ends well. */
function expectGoingOn(pair: Pair, purpose: 'write' | 'read'): void {
  const { requester, responder } = pair
  expect(requester.session.counts).toEqual({
    dataBytes: 100,
    articles: 1,
    lastSync: 1,
    lastAcknowledged: 1,
  })
  expect(responder.session.counts).toEqual(requester.session.counts)
  const sender = purpose === 'write' ? requester : responder
  for (const command of [data(), { type: 'sync' }, ended] as const) sender.command(command)
  deliverAll(pair)
  requester.command(transferEnd)
  deliverAll(pair)
  expect([requester.session.state, responder.session.state]).toEqual(['OF02', 'OF02'])
  expect(pair.told.requester).toContain('transfer-answered')
  expect(responder.session.counts.dataBytes).toBe(200)
}

describe('the codes of an interruption', () => {
  test.each([4, 8, 12, 16] as const)('%i reaches the other side, either way', (endCode) => {
    for (const who of ['requester', 'responder'] as const) {
      const codes: number[] = []
      const pair = inTransfer('write')
      const other = who === 'requester' ? pair.responder : pair.requester
      pair[who].command(idt(endCode))
      const piece = pair[who].out.shift()
      const output = other.session.receive(piece ?? new Uint8Array(0), 0)
      for (const event of output.events) if (event.type === 'interrupted') codes.push(event.endCode)
      expect(codes).toEqual([endCode])
      expect(other.session.state).toBe('OF02')
    }
  })
})
