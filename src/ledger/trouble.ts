// What a condition asks of people. One judgement for `status`, its exit code, `/health/ready` and whoever
// else tells: they cannot contradict each other. Pure.
//
// `told`: it goes on, and a person should know. `heals`: it stands still now, and ends by itself. `person`:
// it ends only when a person does something. What heals by itself becomes a matter for a person when it has
// lasted for so long that it will hardly do so.

import { entryOf } from '../wording/catalogue.ts'
import { healsByItself } from '../wording/healing.ts'
import type { Condition } from './contract/conditions.ts'

export type Concern = 'told' | 'heals' | 'person'

export interface Moment {
  readonly nowMs: number
  /** After so long a trouble is one for a person, whatever it is (`http.trouble`). */
  readonly troubleMs: number
}

/** While it lasts nothing that is handed over can be taken: whoever distributes calls must know at once. */
const atOnce: ReadonlySet<string> = new Set(['LEDGER-FULL'])

type Judged = Pick<Condition, 'code' | 'message' | 'sinceMs'>

export function concernOf(condition: Judged, moment: Moment): Concern {
  const { code, message } = condition
  if (message !== null && entryOf(message.code).severity !== 'error') return 'told'
  const heals = message === null ? healsByItself(code) : entryOf(message.code).heals
  return heals && !isPastLimit(condition, moment) ? 'heals' : 'person'
}

/** It has lasted too long for an instance that calls itself fit. What is only told never has. */
export function isPastLimit(
  { code, message, sinceMs }: Judged,
  { nowMs, troubleMs }: Moment,
): boolean {
  if (message !== null && entryOf(message.code).severity !== 'error') return false
  if (atOnce.has(code)) return true
  return nowMs - sinceMs >= troubleMs
}
