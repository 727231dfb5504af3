// The named sets of states: each state has its place, and the sets that depend on each other fit.

import { describe, expect, test } from 'vitest'
import { inbound } from '../../../src/journey/moves/inbound.ts'
import { outbound } from '../../../src/journey/moves/outbound.ts'
import type { TransferState } from '../../../src/journey/moves/next-state.ts'
import {
  attemptStates,
  beforeQueueStates,
  comingStates,
  deliveredStates,
  endsWaiting,
  incompleteStates,
  isOver,
  needsPerson,
  queuedStates,
  receivedStates,
  sendingByItselfStates,
  undeliveredStates,
  unsentStates,
} from '../../../src/journey/moves/state-sets.ts'

const [outgoing, incoming] = [Object.keys(outbound), Object.keys(inbound)] as TransferState[][]
const all = [...new Set([...(outgoing ?? []), ...(incoming ?? [])])]

describe('every set holds states of its own direction, each once', () => {
  test.each([
    ...Object.entries({ beforeQueueStates, queuedStates, unsentStates, sendingByItselfStates }).map(
      ([name, states]) => ({ name, states, table: outgoing }),
    ),
    ...Object.entries({
      ...{ incompleteStates, undeliveredStates, deliveredStates, receivedStates, comingStates },
    }).map(([name, states]) => ({ name, states, table: incoming })),
    { name: 'attemptStates', states: attemptStates, table: all },
  ])('$name', ({ states, table }) => {
    expect(new Set(states).size).toBe(states.length)
    expect(table).toEqual(expect.arrayContaining([...states]))
  })
})

test('an outgoing file is unsent unless it was sent, was given up, or is over', () => {
  const rest = outgoing?.filter((state) => !unsentStates.includes(state))
  expect(rest?.sort()).toEqual([
    ...['archived', 'cancelled', 'failed', 'rejected', 'replaced', 'sent'],
  ])
})

test('an incoming file comes, is delivered, waits for a person, or is over', () => {
  const rest = incoming?.filter(
    (state) => ![...comingStates, ...deliveredStates].includes(state) && !needsPerson(state),
  )
  expect(rest?.every(isOver)).toBe(true)
})

test('archived, cancelled and replaced are over, and nothing else is', () => {
  expect(all.filter(isOver).sort()).toEqual(['archived', 'cancelled', 'replaced'])
})

test('held, in doubt, failed and rejected wait for a person, and nothing else does', () => {
  expect(all.filter(needsPerson).sort()).toEqual(['failed', 'held', 'in-doubt', 'rejected'])
})

test('a caller waits for a sent or received file until it has ended or will not end soon', () => {
  expect(all.filter((state) => endsWaiting('out', state)).sort()).toEqual(
    [
      ...['archived', 'cancelled', 'failed', 'held', 'in-doubt', 'rejected', 'replaced'],
      ...['sent', 'waiting'],
    ].sort(),
  )
  expect(all.filter((state) => endsWaiting('in', state)).sort()).toEqual(
    ['archived', 'cancelled', 'delivered', 'failed', 'held', 'waiting'].sort(),
  )
})
