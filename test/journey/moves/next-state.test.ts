// The reader of the tables of moves.

import { describe, expect, test } from 'vitest'
import {
  nextState,
  type TransferEvent,
  type TransferState,
} from '../../../src/journey/moves/next-state.ts'

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
