// Every state of both roles, and in it everything that can happen: each FPDU of the other side, each thing
// asked for, silence, ABORT. The tables are those copied from the specification.

import {
  type Expected,
  expectedRequester,
  expectedResponder,
} from '../pesit/session/expected-tables.ts'
import { commands, dataCommands, type RoleName, samples } from '../pesit/session/walk.ts'

const tables: Readonly<Record<RoleName, Expected>> = {
  requester: expectedRequester,
  responder: expectedResponder,
}

export function stateCell(role: RoleName, state: string, event: string): string {
  return `${role} ${state}: ${event}`
}

export interface StateRow {
  readonly role: RoleName
  readonly state: string
  readonly cells: readonly string[]
  /** Why nothing but passing through it can be tried; null: a session can stay there. */
  readonly passing: string | null
}

/** Passed through within one call of a session: nothing else can happen in them. */
const passing: Readonly<Record<string, string>> = {
  MG02A: 'a message in segments leaves at once',
  TDE06A: 'IDT is acknowledged at once',
  TDE06B: 'IDT is acknowledged at once',
  TDL06A: 'IDT is acknowledged at once',
  TDL06B: 'IDT is acknowledged at once',
}

const heard = Object.keys(samples).map((key) => `rcv ${key}`)

export const stateRows: readonly StateRow[] = (['requester', 'responder'] as const).flatMap(
  (role) =>
    Object.keys(tables[role]).map((state): StateRow => {
      const why = passing[state] ?? null
      const asked = Object.keys({ ...commands[role], ...dataCommands })
      const events = why === null ? [...heard, ...asked, 'silence', 'ABORT'] : ['passed through']
      return {
        role,
        state,
        cells: events.map((event) => stateCell(role, state, event)),
        passing: why,
      }
    }),
)
