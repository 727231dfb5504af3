// The road in, walked against what is written here by hand, and against the promises.

import { describe, expect, test } from 'vitest'
import {
  inbound,
  type InboundEvent,
  type InboundState,
} from '../../../src/journey/moves/inbound.ts'
import { nextState } from '../../../src/journey/moves/next-state.ts'
import { edgesOf, reachable } from '../walk.ts'

/** Event by event, where it leads; a state that is not named does not know the event. */
const expected: Record<InboundEvent, Partial<Record<InboundState, InboundState>>> = {
  'attempt-started': { asked: 'receiving', waiting: 'receiving' },
  committed: { receiving: 'committed' },
  'already-received': { receiving: 'archived' },
  'bank-confirmed': { committed: 'confirmed', delivered: 'delivered', archived: 'archived' },
  named: { committed: 'committed', confirmed: 'confirmed' },
  published: { committed: 'delivered', confirmed: 'delivered' },
  cut: { asked: 'waiting', receiving: 'waiting' },
  'bank-refused': { asked: 'failed', receiving: 'failed' },
  'bank-deferred': { asked: 'waiting', receiving: 'waiting' },
  'context-lost': { asked: 'cancelled', receiving: 'cancelled', waiting: 'cancelled' },
  'attempts-spent': { receiving: 'failed', waiting: 'failed' },
  held: { receiving: 'held' },
  released: { held: 'waiting' },
  retried: { waiting: 'waiting', failed: 'waiting' },
  cancelled: {
    asked: 'cancelled',
    receiving: 'cancelled',
    waiting: 'cancelled',
    held: 'cancelled',
    failed: 'cancelled',
  },
  archived: { delivered: 'archived' },
  'offered-again': {
    committed: 'committed',
    confirmed: 'confirmed',
    delivered: 'delivered',
    archived: 'archived',
  },
  'handed-over': { delivered: 'delivered', archived: 'archived' },
  told: {
    committed: 'committed',
    confirmed: 'confirmed',
    delivered: 'delivered',
    archived: 'archived',
  },
}

const states = Object.keys(inbound) as InboundState[]
const events = Object.keys(expected) as InboundEvent[]
const edges = edgesOf(inbound)
const pairs = states.flatMap((state) => events.map((event) => ({ state, event })))
const isOurs = ['committed', 'confirmed', 'delivered', 'archived'] as const
const into = (state: string) => edges.filter(({ from, to }) => to === state && from !== state)

describe('the table of moves in', () => {
  test.each(pairs)('$state, $event', ({ state, event }) => {
    expect(nextState('in', state, event)).toBe(expected[event][state])
  })

  test('knows no event but those walked here, and leads to no state but its own', () => {
    expect(new Set(edges.map(({ event }) => event))).toEqual(new Set(events))
    for (const { to } of edges) expect(states).toContain(to)
  })
})

describe('a statement is neither lost nor shown twice', () => {
  test('a committed file is never given up, requested again, or held back: it is delivered', () => {
    for (const state of isOurs)
      for (const found of reachable(inbound, [state])) expect(isOurs).toContain(found)
  })

  test('nothing is shown in an inbox, or confirmed to the bank, before it is committed', () => {
    const uncommitted = reachable(inbound, ['asked'], ({ event }) => event !== 'committed')
    expect(uncommitted).not.toContain('delivered')
    expect(uncommitted).not.toContain('confirmed')
  })

  test('it is shown once: nothing leads from delivered to publishing again', () => {
    const after = reachable(inbound, ['delivered'])
    const publishing = edges.filter(({ from, event }) => after.has(from) && event === 'published')
    expect(publishing).toEqual([])
  })

  test('it may be shown with or without the word of the bank, and the word may come later', () => {
    expect(nextState('in', 'committed', 'published')).toBe('delivered')
    expect(nextState('in', 'confirmed', 'published')).toBe('delivered')
    expect(nextState('in', 'delivered', 'bank-confirmed')).toBe('delivered')
  })

  test('only a delivered file, or one that we had already, becomes archived', () => {
    expect(into('archived')).toEqual([
      { from: 'receiving', event: 'already-received', to: 'archived' },
      { from: 'delivered', event: 'archived', to: 'archived' },
    ])
  })
})

describe('no state lasts for ever', () => {
  test('cancelled is the end, and archived stays archived', () => {
    expect(edges.filter(({ from }) => from === 'cancelled')).toEqual([])
    expect(reachable(inbound, ['archived'])).toEqual(new Set(['archived']))
  })

  const open = states.filter((state) => state !== 'archived' && state !== 'cancelled')
  test.each(open)('from %s there is a way to an end', (state) => {
    const found = reachable(inbound, [state])
    expect(found.has('archived') || found.has('cancelled')).toBe(true)
    expect(edges.some(({ from, to }) => from === state && to !== state)).toBe(true)
  })

  test.each(states)('%s is reached from asking', (state) => {
    expect(reachable(inbound, ['asked'])).toContain(state)
  })

  test('failed and held are left by no machine', () => {
    const byItself = ({ event }: { event: string }) =>
      !['released', 'retried', 'cancelled'].includes(event)
    for (const state of ['failed', 'held'])
      expect(reachable(inbound, [state], byItself)).toEqual(new Set([state]))
  })
})
