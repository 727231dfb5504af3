import { expect, test } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Move, MoveOutcome } from '../../src/ledger/contract/moves.ts'
import { moveNewest } from '../../src/ledger/move-newest.ts'
import { saying } from '../helpers/messages.ts'

const version = (number: number) => ({ id: 'one', version: number }) as Transfer

/** A ledger that gives these outcomes, one after the other. */
function ledgerWith(...outcomes: readonly MoveOutcome[]) {
  const versions: number[] = []
  const left = [...outcomes]
  return {
    versions,
    move(move: Move) {
      versions.push(move.version)
      return Promise.resolve(left.shift() ?? { kind: 'unknown' as const })
    },
  }
}

const step = { event: 'told', sentence: saying('It was told.') } as const

test('a transfer that was moved meanwhile is moved from its newest version', async () => {
  const fact = {} as Extract<MoveOutcome, { kind: 'moved' }>['fact']
  const ledger = ledgerWith(
    { kind: 'stale', transfer: version(2) },
    { kind: 'stale', transfer: version(5) },
    { kind: 'moved', transfer: version(6), fact },
  )
  expect(await moveNewest(ledger, version(1), step)).toEqual({
    kind: 'moved',
    transfer: version(6),
    fact,
    before: version(5),
  })
  expect(ledger.versions).toEqual([1, 2, 5])
})

test.each([{ kind: 'refused', transfer: version(3) }, { kind: 'unknown' }] as const)(
  'what the table does not allow is not tried again: $kind',
  async (outcome) => {
    const ledger = ledgerWith(outcome)
    expect(await moveNewest(ledger, version(1), step)).toEqual(outcome)
    expect(ledger.versions).toEqual([1])
  },
)
