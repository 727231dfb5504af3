// How long the other side may take, by the requester's state (PeSIT E §4.6, timers Tp and Tc). Pure.

import type { RequesterOptions } from './options.ts'

/** undefined: nothing is awaited of the peer. `owesAcknowledgement`: a sync point is not acknowledged yet. */
export function timeAllowedMs(
  state: string,
  { answerMs, longAnswerMs, connectMs }: RequesterOptions['timers'],
  owesAcknowledgement: boolean,
): number | undefined {
  switch (state) {
    case 'PC01A':
    case 'CN02A':
      return connectMs
    case 'SF01A':
    case 'SF02A':
    case 'MG04A':
    case 'TDE08A':
    case 'TDL08A':
      return longAnswerMs
    case 'TDE02A':
      return owesAcknowledgement ? longAnswerMs : undefined
    case 'CN01':
    case 'CN03':
    case 'SF03':
    case 'OF02':
    case 'MG02A':
    case 'TDE04A':
    case 'TDL04A':
    case 'TDE07A':
    case 'TDL07A':
      return undefined
    default:
      return answerMs
  }
}
