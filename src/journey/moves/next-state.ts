// The only file that reads the tables of moves.

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

/** Returns the state that follows, or undefined when the table has no such move. */
export function nextState(
  direction: Direction,
  state: TransferState,
  event: TransferEvent,
): TransferState | undefined {
  const moves = own(tables[direction], state)
  return moves === undefined ? undefined : own(moves, event)
}

/** Properties that every object inherits are neither states nor events. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Every state of both directions, once. */
export const stateNames = [
  ...new Set([...Object.keys(outbound), ...Object.keys(inbound)]),
] as TransferState[]
