// Sets of states that have a meaning of their own, each written once. The ledger builds the lists of its SQL
// from them, in the order that they have here: a partial index is used only where the list is the same.

import type { Direction, TransferState } from './next-state.ts'

type States = readonly TransferState[]

/** States that a file never leaves by itself and in which nothing remains to be done. */
export const overStates: States = ['archived', 'cancelled', 'replaced']

/** States in which a person must act. */
export const personStates: States = ['held', 'in-doubt', 'failed', 'rejected']

/** An attempt is running. */
export const attemptStates: States = ['sending', 'finishing', 'receiving']

/** Outgoing: the file is not queued yet, or a person held it. */
export const beforeQueueStates: States = ['claimed', 'sealed', 'held']

/** Outgoing: the file is sent as soon as its turn and its time come. */
export const queuedStates: States = ['queued', 'waiting']

/** Outgoing: the file is ours, and nothing has decided yet that the bank has it or never will. */
export const unsentStates: States = [
  ...beforeQueueStates,
  'queued',
  'sending',
  'finishing',
  'in-doubt',
  'waiting',
]

/** Outgoing: the same, without those that wait for a person. */
export const sendingByItselfStates = unsentStates.filter((state) => !personStates.includes(state))

/** Incoming: the file is not received whole yet. */
export const incompleteStates: States = ['asked', 'receiving', 'waiting']

/** Incoming: the file is received whole, and is not in its inbox yet. */
export const undeliveredStates: States = ['committed', 'confirmed']

/** Incoming: the file was put into its inbox. */
export const deliveredStates: States = ['delivered', 'archived']

/** Incoming: the file is received whole. */
export const receivedStates: States = [...undeliveredStates, ...deliveredStates]

/** Incoming: the file goes on by itself, until it is in its inbox. */
export const comingStates: States = [...incompleteStates, ...undeliveredStates]

export function isOver(state: TransferState): boolean {
  return overStates.includes(state)
}

export function needsPerson(state: TransferState): boolean {
  return personStates.includes(state)
}

const waitingEnds: Readonly<Record<Direction, States>> = {
  out: [...overStates, ...personStates, 'sent', 'waiting'],
  in: ['delivered', 'archived', 'failed', 'cancelled', 'held', 'waiting'],
}

/**
 * States in which a caller who waits for the end gets an answer: the transfer has ended, or will not end
 * soon.
 */
export function endsWaiting(direction: Direction, state: TransferState): boolean {
  return waitingEnds[direction].includes(state)
}
