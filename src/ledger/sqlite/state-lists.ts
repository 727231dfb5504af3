// Sets of states as SQL lists them.

import { stateNames, type TransferState } from '../../journey/moves/next-state.ts'
import {
  beforeQueueStates,
  overStates,
  receivedStates,
  unsentStates,
} from '../../journey/moves/state-sets.ts'

export const over = quoted(overStates)
/** A transfer in these states can still act. */
export const unfinished = quoted(stateNames.filter((state) => !overStates.includes(state)))
/** The index of lanes has the same list. */
export const unsent = quoted(unsentStates)
export const beforeQueue = quoted(beforeQueueStates)
export const received = quoted(receivedStates)

function quoted(states: readonly TransferState[]): string {
  return states.map((state) => `'${state}'`).join(', ')
}
