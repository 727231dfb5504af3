// What a responder is told: limits and timers.

import type { SyncOption } from '../../parameters/parameters.ts'
import type { CoreOptions } from '../role.ts'

export interface ResponderOptions extends CoreOptions {
  readonly timers: {
    readonly connectMs: number
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly idleMs: number
  }
  /** What we grant at most; a larger interval or window is reduced. */
  readonly maximumSync: SyncOption
  /** PI 23: RESYN is possible when the requester wants it too. */
  readonly resync?: boolean
}
