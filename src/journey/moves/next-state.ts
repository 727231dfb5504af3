// The only reader of the tables of moves.

import { type InboundEvent, type InboundState, inbound } from './inbound.ts'
import { type OutboundEvent, type OutboundState, outbound } from './outbound.ts'

export type Direction = 'out' | 'in'
export type TransferState = OutboundState | InboundState
export type TransferEvent = OutboundEvent | InboundEvent

const tables: Record<
  Direction,
  Readonly<Record<string, Readonly<Record<string, TransferState>>>>
> = {
  out: outbound,
  in: inbound,
}

/** The state that follows, or undefined when the table has no such move. */
export function nextState(
  direction: Direction,
  state: TransferState,
  event: TransferEvent,
): TransferState | undefined {
  const moves = own(tables[direction], state)
  return moves === undefined ? undefined : own(moves, event)
}

/** What every object inherits is no state and no event. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** States that a file never leaves by itself and that owe nobody anything. */
export function isOver(state: TransferState): boolean {
  return state === 'archived' || state === 'cancelled' || state === 'replaced'
}

/** States in which a person must act. */
export function needsPerson(state: TransferState): boolean {
  return state === 'held' || state === 'in-doubt' || state === 'failed' || state === 'rejected'
}

const waitingEnds: Readonly<Record<Direction, ReadonlySet<TransferState>>> = {
  out: new Set([
    'sent',
    'archived',
    'failed',
    'rejected',
    'replaced',
    'cancelled',
    'held',
    'in-doubt',
    'waiting',
  ]),
  in: new Set(['delivered', 'archived', 'failed', 'cancelled', 'held', 'waiting']),
}

/**
 * States at which a caller who waits for the end is answered: the transfer has ended, or will not end soon.
 */
export function endsWaiting(direction: Direction, state: TransferState): boolean {
  return waitingEnds[direction].has(state)
}

/** Every state of both roads, once. */
export const stateNames = [
  ...new Set([...Object.keys(outbound), ...Object.keys(inbound)]),
] as TransferState[]
