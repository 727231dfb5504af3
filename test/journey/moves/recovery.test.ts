// Every row of the truth table at start, against what is written here by hand, and against its rules.

import { describe, expect, test } from 'vitest'
import { nextState } from '../../../src/journey/moves/next-state.ts'
import { outbound, type OutboundState } from '../../../src/journey/moves/outbound.ts'
import {
  decideRecovery,
  decideUpload,
  type NoteFinding,
  type RecoveryDecision,
  recoveryTable,
  type SpoolFinding,
} from '../../../src/journey/moves/recovery.ts'

const spools: readonly SpoolFinding[] = ['whole', 'missing', 'wrong-size']
const notes: readonly NoteFinding[] = ['none', 'identity', 'intent']

/** For each finding in the spool, what is done with no note, with an identity, with an intent. */
const expected: Record<OutboundState, string> = {
  claimed: 'seal hold hold | seal hold hold | seal hold hold',
  sealed: 'check hold hold | hold hold hold | hold hold hold',
  queued: 'leave leave hold | hold hold hold | hold hold hold',
  waiting: 'leave leave hold | hold hold hold | hold hold hold',
  sending: 'cut cut doubt | hold hold doubt | hold hold doubt',
  finishing: 'doubt cut doubt | doubt doubt doubt | doubt doubt doubt',
  'in-doubt': 'leave leave leave | leave leave leave | leave leave leave',
  replaced: 'leave leave leave | leave leave leave | leave leave leave',
  rejected: 'leave leave leave | leave leave leave | leave leave leave',
  held: 'leave leave leave | leave leave leave | leave leave leave',
  failed: 'leave leave leave | leave leave leave | leave leave leave',
  cancelled: 'leave leave leave | leave leave leave | leave leave leave',
  sent: 'leave leave leave | leave leave leave | leave leave leave',
  archived: 'leave leave leave | leave leave leave | leave leave leave',
}

const states = Object.keys(outbound) as OutboundState[]
const rows = states.flatMap((state) =>
  spools.flatMap((spool, across) =>
    notes.map((note, at) => {
      const cell = expected[state].split(' | ')[across]?.split(' ')[at]
      return { state, spool, note, decision: cell as RecoveryDecision }
    }),
  ),
)

describe('the truth table', () => {
  test.each(rows)('$state, bytes $spool, note $note: $decision', ({ decision, ...found }) => {
    expect(decideRecovery(found)).toBe(decision)
  })
})

describe('its rules', () => {
  const sendsByItself = new Set<RecoveryDecision>(['seal', 'check', 'cut'])

  test('where the note has an intent, nothing is done that sends the file again', () => {
    for (const row of rows.filter(({ note }) => note === 'intent')) {
      expect(sendsByItself).not.toContain(row.decision)
      if (row.state === 'queued' || row.state === 'waiting') expect(row.decision).not.toBe('leave')
    }
  })

  test('nothing is left to be sent whose bytes are not whole', () => {
    for (const { state, spool, decision } of rows)
      if (spool !== 'whole' && ['sealed', 'queued', 'waiting', 'sending'].includes(state))
        expect(['hold', 'doubt']).toContain(decision)
  })

  test('every decision is a move that the table has, and done once it changes nothing more', () => {
    for (const { state, spool, note, decision } of rows) {
      const after = stateAfter(state, decision)
      expect(after).toBeDefined()
      if (after === undefined || decision === 'seal' || decision === 'check') continue
      expect(decideRecovery({ state: after, spool, note })).toBe('leave')
    }
  })
})

function stateAfter(state: OutboundState, decision: RecoveryDecision): OutboundState | undefined {
  const go = (
    from: OutboundState | undefined,
    event: 'cut' | 'held' | 'finishing' | 'sealed' | 'end-unsent',
  ) =>
    from === undefined ? undefined : (nextState('out', from, event) as OutboundState | undefined)
  switch (decision) {
    case 'leave':
      return state
    case 'seal':
      return go(state, 'sealed')
    case 'check':
      return nextState('out', state, 'check-passed') as OutboundState | undefined
    case 'cut':
      return go(state === 'finishing' ? go(state, 'end-unsent') : state, 'cut')
    case 'hold':
      return go(state, 'held')
    case 'doubt':
      return go(state === 'sending' ? go(state, 'finishing') : state, 'cut')
  }
}

describe('uploads', () => {
  const states = [...Object.keys(recoveryTable)] as OutboundState[]

  test.each([true, false])('without a row they go, placed or not (%s)', (placed) => {
    expect(decideUpload({ state: null, placed })).toBe('drop')
  })

  test.each(states)('of one that is %s they get their place once', (state) => {
    expect(decideUpload({ state, placed: false })).toBe(state === 'archived' ? 'drop' : 'place')
    expect(decideUpload({ state, placed: true })).toBe('drop')
  })
})
