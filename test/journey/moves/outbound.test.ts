// The road out, walked against what is written here by hand, and against the promises.

import { describe, expect, test } from 'vitest'
import { nextState } from '../../../src/journey/moves/next-state.ts'
import {
  outbound,
  type OutboundEvent,
  type OutboundState,
} from '../../../src/journey/moves/outbound.ts'
import { edgesOf, reachable } from '../walk.ts'

/** Event by event, where it leads; a state that is not named does not know the event. */
const expected: Record<OutboundEvent, Partial<Record<OutboundState, OutboundState>>> = {
  sealed: { claimed: 'sealed', held: 'held' },
  'claim-lost': { claimed: 'failed' },
  'check-passed': { sealed: 'queued' },
  'check-failed': { sealed: 'rejected' },
  held: {
    claimed: 'held',
    sealed: 'held',
    queued: 'held',
    sending: 'held',
    waiting: 'held',
  },
  released: { held: 'queued', rejected: 'queued', replaced: 'queued' },
  replaced: { held: 'replaced', rejected: 'replaced', failed: 'replaced' },
  linked: { held: 'held', rejected: 'rejected', failed: 'failed' },
  'attempt-started': { queued: 'sending', waiting: 'sending' },
  identified: { sending: 'sending' },
  finishing: { sending: 'finishing' },
  'bank-acknowledged': { finishing: 'sent', 'in-doubt': 'sent' },
  'bank-refused': { sending: 'failed', finishing: 'failed', 'in-doubt': 'failed' },
  'bank-deferred': { sending: 'waiting', finishing: 'waiting' },
  'end-unsent': { finishing: 'sending' },
  cut: { sending: 'waiting', finishing: 'in-doubt' },
  retried: { queued: 'queued', waiting: 'queued', failed: 'queued' },
  reassigned: { queued: 'held', waiting: 'held', held: 'held' },
  'attempts-spent': { sending: 'failed', waiting: 'failed' },
  cancelled: {
    claimed: 'cancelled',
    sealed: 'cancelled',
    rejected: 'cancelled',
    held: 'cancelled',
    queued: 'cancelled',
    sending: 'cancelled',
    waiting: 'cancelled',
    failed: 'cancelled',
    replaced: 'cancelled',
  },
  asked: { 'in-doubt': 'in-doubt' },
  'confirmed-received': { held: 'sent', 'in-doubt': 'sent' },
  'resend-ordered': { 'in-doubt': 'queued' },
  told: {
    held: 'held',
    queued: 'queued',
    'in-doubt': 'in-doubt',
    waiting: 'waiting',
    sent: 'sent',
    failed: 'failed',
    cancelled: 'cancelled',
    replaced: 'replaced',
    archived: 'archived',
  },
  archived: { sent: 'archived' },
  'original-changed': { archived: 'archived' },
}

const states = Object.keys(outbound) as OutboundState[]
const events = Object.keys(expected) as OutboundEvent[]
const edges = edgesOf(outbound)
const pairs = states.flatMap((state) => events.map((event) => ({ state, event })))

/** The bank's own word, a person's order, or that the bank was never asked to take it. */
const decisions = new Set(['bank-refused', 'bank-deferred', 'resend-ordered', 'end-unsent'])
const mayHaveIt = ['finishing', 'in-doubt'] as const
const into = (state: string) => edges.filter(({ from, to }) => to === state && from !== state)
const eventsInto = (state: string) => new Set(into(state).map(({ event }) => event))

describe('the table of moves out', () => {
  test.each(pairs)('$state, $event', ({ state, event }) => {
    expect(nextState('out', state, event)).toBe(expected[event][state])
  })

  test('knows no event but those walked here, and leads to no state but its own', () => {
    expect(new Set(edges.map(({ event }) => event))).toEqual(new Set(events))
    for (const { to } of edges) expect(states).toContain(to)
  })
})

describe('never twice', () => {
  test('once the bank may have the file, only its word, an order, or that the end never left sends it again', () => {
    const found = reachable(outbound, mayHaveIt, ({ event }) => !decisions.has(event))
    expect(found).toEqual(new Set([...mayHaveIt, 'sent', 'archived']))
  })

  test('a cut while finishing is doubt, and doubt is left by no cut', () => {
    expect(nextState('out', 'finishing', 'cut')).toBe('in-doubt')
    expect(nextState('out', 'in-doubt', 'cut')).toBeUndefined()
  })

  test('once in doubt, nobody can say any more that the end never left', () => {
    expect(nextState('out', 'in-doubt', 'end-unsent')).toBeUndefined()
  })

  test('doubt is left only by the bank or by a person, and never to wait for another try', () => {
    const ways = edges.filter(({ from, to }) => from === 'in-doubt' && to !== from)
    expect(new Set(ways.map(({ event }) => event))).toEqual(
      new Set(['bank-acknowledged', 'bank-refused', 'confirmed-received', 'resend-ordered']),
    )
    expect(ways.map(({ to }) => to)).not.toContain('waiting')
  })

  test('what was sent is sent for ever', () => {
    expect(reachable(outbound, ['sent'])).toEqual(new Set(['sent', 'archived']))
  })

  test('sending begins only by an attempt that was taken, and ends come only through finishing or by the word of a person', () => {
    expect(eventsInto('sending')).toEqual(new Set(['attempt-started', 'end-unsent']))
    expect(into('sending').filter(({ event }) => event === 'end-unsent')).toEqual([
      { from: 'finishing', event: 'end-unsent', to: 'sending' },
    ])
    expect(into('finishing')).toEqual([{ from: 'sending', event: 'finishing', to: 'finishing' }])
    const withoutIntent = reachable(
      outbound,
      ['claimed'],
      ({ event }) => event !== 'finishing' && event !== 'confirmed-received',
    )
    expect(withoutIntent).not.toContain('sent')
    expect(withoutIntent).not.toContain('in-doubt')
  })
})

describe('never failed while the bank may have it', () => {
  test('a transfer fails when its file was lost before we had it, when the bank refuses, or when its attempts are spent', () => {
    expect(eventsInto('failed')).toEqual(new Set(['claim-lost', 'bank-refused', 'attempts-spent']))
  })

  test('after the intent only a no of the bank is a failure', () => {
    for (const state of mayHaveIt) {
      const failing = edges.filter(({ from, to }) => from === state && to === 'failed')
      expect(failing.map(({ event }) => event)).toEqual(['bank-refused'])
    }
  })

  test('a transfer is never cancelled or held after the intent', () => {
    for (const state of [...mayHaveIt, 'sent', 'archived'] as const) {
      expect(nextState('out', state, 'cancelled')).toBeUndefined()
      expect(nextState('out', state, 'held')).toBeUndefined()
    }
  })

  test('a transfer is sent only after a positive answer of the bank, to us or to a person', () => {
    expect(into('sent')).toEqual([
      { from: 'held', event: 'confirmed-received', to: 'sent' },
      { from: 'finishing', event: 'bank-acknowledged', to: 'sent' },
      { from: 'in-doubt', event: 'bank-acknowledged', to: 'sent' },
      { from: 'in-doubt', event: 'confirmed-received', to: 'sent' },
    ])
  })
})

describe('what a person must order', () => {
  const byItself = ({ event }: { event: string }) =>
    !['released', 'retried', 'cancelled', 'resend-ordered', 'confirmed-received'].includes(event)

  test.each(['held', 'rejected', 'failed', 'replaced'])('%s is sent by no machine', (state) => {
    expect(reachable(outbound, [state], byItself)).toEqual(new Set([state, 'replaced']))
  })

  test('a file is queued by itself only after its check', () => {
    const ways = into('queued').filter(byItself)
    expect(ways).toEqual([{ from: 'sealed', event: 'check-passed', to: 'queued' }])
  })
})

describe('no state lasts for ever', () => {
  test.each(['archived', 'cancelled'])('%s is the end', (state) => {
    expect(edges.filter(({ from, to }) => from === state && to !== state)).toEqual([])
  })

  const open = states.filter((state) => state !== 'archived' && state !== 'cancelled')
  test.each(open)('from %s there is a way to an end', (state) => {
    const found = reachable(outbound, [state])
    expect(found.has('archived') || found.has('cancelled')).toBe(true)
    expect(edges.some(({ from, to }) => from === state && to !== state)).toBe(true)
  })

  test.each(states)('%s is reached from the claim', (state) => {
    expect(reachable(outbound, ['claimed'])).toContain(state)
  })
})
