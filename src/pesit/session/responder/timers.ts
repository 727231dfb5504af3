// How long the other side may take, by the responder's state (PeSIT E §4.6, timers Tp, Tc and Td). Pure.

import { type PaceLimits, usualPace } from '../pace.ts'
import type { ResponderOptions } from './options.ts'

/** Nobody who calls may keep his place for ever. */
export const calledPace: PaceLimits = { ...usualPace, lineMs: 12 * 3600_000 }

/** undefined: nothing is awaited of the peer. `owesAcknowledgement`: a sync point is not acknowledged yet. */
export function timeAllowedMs(
  state: string,
  { connectMs, answerMs, longAnswerMs, idleMs }: ResponderOptions['timers'],
  owesAcknowledgement: boolean,
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
      return owesAcknowledgement ? longAnswerMs : undefined
    default:
      return undefined
  }
}
