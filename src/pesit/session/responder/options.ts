// The options of a responder: limits and timers. Pure.

import type { SyncOption } from '../../parameters/parameters.ts'
import { type PaceLimits, usualPace } from '../pace.ts'
import type { SessionOptions } from '../state.ts'

export interface ResponderOptions extends SessionOptions {
  readonly timers: {
    readonly connectMs: number
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly idleMs: number
  }
  /** The largest interval and window that we grant; larger ones are reduced. */
  readonly maximumSync: SyncOption
  /** PI 23: RESYN is possible when the requester wants it too. */
  readonly resync?: boolean
}

/** The limits of a session that was called: no caller may keep its connection for ever. */
export const calledPace: PaceLimits = { ...usualPace, lineMs: 12 * 3600_000 }

/**
 * How long the peer may take in a state (PeSIT E §4.6, timers Tp, Tc and Td); undefined: nothing is awaited
 * of it. `awaitsAcknowledgement`: a sync point that we sent is not acknowledged yet.
 */
export function responderTimeoutMs(
  state: string,
  { connectMs, answerMs, longAnswerMs, idleMs }: ResponderOptions['timers'],
  awaitsAcknowledgement: boolean,
): number | undefined {
  switch (state) {
    case 'CN01':
      return connectMs
    case 'CN03':
      return idleMs
    case 'TDE02B':
    case 'TDE07B':
    case 'SF03':
    case 'OF02':
    case 'MG02B':
    case 'TDE03B':
    case 'TDL03B':
    case 'TDE05B':
    case 'TDL05B':
      return answerMs
    case 'TDL07B':
      return longAnswerMs // the caller commits before TRANS.END
    case 'TDL02B':
      return awaitsAcknowledgement ? longAnswerMs : undefined
    default:
      return undefined
  }
}
