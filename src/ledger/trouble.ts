// How urgent a condition is for people. `status`, its exit code, `/health/ready` and all others use this one
// judgement, so they cannot contradict each other. Pure.
//
// `told`: work goes on, and a person should know. `heals`: work has stopped, and resumes by itself. `person`:
// it ends only when a person acts. A condition that heals by itself becomes a matter for a person when it has
// lasted so long that healing is unlikely.

import { entryOf } from '../wording/catalogue.ts'
import type { Condition } from './contract/conditions.ts'

export type Concern = 'told' | 'heals' | 'person'

export interface Moment {
  readonly nowMs: number
  /** After this time any trouble is one for a person (`http.trouble`). */
  readonly troubleMs: number
}

/** While one of these lasts, no handed-over file can be taken: a load balancer must know at once. */
const atOnce: ReadonlySet<string> = new Set(['LEDGER-FULL'])

type Judged = Pick<Condition, 'code' | 'message' | 'sinceMs'>

export function concernOf(condition: Judged, moment: Moment): Concern {
  const { severity, heals } = entryOf(condition.message.code)
  if (severity !== 'error') return 'told'
  return heals && !isPastLimit(condition, moment) ? 'heals' : 'person'
}

/** It has lasted too long for an instance that reports itself healthy. Never true for what is only told. */
export function isPastLimit(
  { code, message, sinceMs }: Judged,
  { nowMs, troubleMs }: Moment,
): boolean {
  if (entryOf(message.code).severity !== 'error') return false
  if (atOnce.has(code)) return true
  return nowMs - sinceMs >= troubleMs
}
