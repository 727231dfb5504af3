// The states in which a transfer is finished, and those in which it can still act, as SQL lists them.

import { stateNames, type TransferState } from '../../journey/moves/next-state.ts'

const overStates: readonly TransferState[] = ['archived', 'cancelled', 'replaced']

export const over = quoted(overStates)
export const unfinished = quoted(stateNames.filter((state) => !overStates.includes(state)))

function quoted(states: readonly string[]): string {
  return states.map((state) => `'${state}'`).join(', ')
}
