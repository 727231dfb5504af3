// The reader of the tables, and what is said of a state.

import { describe, expect, test } from 'vitest'
import { inbound } from '../../../src/journey/moves/inbound.ts'
import {
  isOver,
  needsPerson,
  nextState,
  type TransferEvent,
  type TransferState,
  endsWaiting,
} from '../../../src/journey/moves/next-state.ts'
import { outbound } from '../../../src/journey/moves/outbound.ts'

const all = [...new Set([...Object.keys(outbound), ...Object.keys(inbound)])] as TransferState[]

describe('the next state', () => {
  test('is read from the table of the direction', () => {
    expect(nextState('out', 'waiting', 'retried')).toBe('queued')
    expect(nextState('in', 'waiting', 'retried')).toBe('waiting')
    expect(nextState('out', 'held', 'released')).toBe('queued')
    expect(nextState('in', 'held', 'released')).toBe('waiting')
  })

  test('is nothing for a state of the other direction', () => {
    expect(nextState('out', 'asked', 'cut')).toBeUndefined()
    expect(nextState('in', 'finishing', 'cut')).toBeUndefined()
  })

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', ''])(
    'is nothing for %j, as an event and as a state',
    (name) => {
      expect(nextState('out', 'queued', name as TransferEvent)).toBeUndefined()
      expect(nextState('out', name as TransferState, 'held')).toBeUndefined()
      expect(nextState('in', name as TransferState, name as TransferEvent)).toBeUndefined()
    },
  )
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
