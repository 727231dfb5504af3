// What every ledger must do, whatever database stands behind it. A ledger is one when this passes.

import { describe } from 'vitest'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { type FakeClock, fakeClock } from '../helpers/fake-clock.ts'
import { aheadContract } from './ledger-ahead.ts'
import { admittingContract } from './ledger-admitting.ts'
import { callsContract } from './ledger-calls.ts'
import { findingContract } from './ledger-finding.ts'
import { keysContract } from './ledger-keys.ts'
import { lastingContract } from './ledger-lasting.ts'
import { messagesContract } from './ledger-messages.ts'
import { movesContract } from './ledger-moves.ts'
import { receiversContract } from './ledger-receivers.ts'
import { searchingContract } from './ledger-searching.ts'
import { takingContract } from './ledger-taking.ts'
import { tracesContract } from './ledger-traces.ts'
import { wordingContract } from './ledger-wording.ts'

/**
 * One ledger, empty at first, that can be opened again after it was closed. Cleans up when the test is over.
 */
export interface Place {
  open(): Promise<Ledger>
}

export type OpenPlace = (clock: FakeClock) => Place

export interface Given {
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly place: Place
}

export type Begin = () => Promise<Given>

export function ledgerContract(name: string, placeOf: OpenPlace): void {
  const begin: Begin = async () => {
    const clock = fakeClock()
    const place = placeOf(clock)
    return { ledger: await place.open(), clock, place }
  }
  describe(`${name} is a ledger`, () => {
    movesContract(begin)
    admittingContract(begin)
    takingContract(begin)
    aheadContract(begin)
    findingContract(begin)
    searchingContract(begin)
    tracesContract(begin)
    wordingContract(begin)
    messagesContract(begin)
    receiversContract(begin)
    callsContract(begin)
    keysContract(begin)
    lastingContract(begin)
  })
}
