// The options of a requester: who it is, what it proposes, how long it waits. Pure.

import type { SyncOption } from '../../parameters/parameters.ts'
import type { PaceLimits } from '../pace.ts'
import type { Framing } from '../../wire/framing.ts'
import type { PreConnection } from '../../wire/pre-connection.ts'

export interface RequesterOptions {
  readonly requester: string // PI 3
  readonly server: string // PI 4
  readonly password?: string // PI 5, characters 1-8
  /** PI 5, characters 9-16: from the next connection on. */
  readonly newPassword?: string
  readonly accessType: 'write' | 'read' | 'mixed' // PI 22
  readonly sync?: SyncOption // PI 7
  /** PI 1: the responder must follow, or refuse the connection. */
  readonly crc?: boolean
  /** PI 23: RESYN is possible when the responder wants it too. */
  readonly resync?: boolean
  readonly framing: Framing
  readonly preConnection?: PreConnection
  /** 1 … 255. */
  readonly connectionId: number
  readonly abortForm: 'raw' | 'parameter'
  /** The largest PI 25 that we accept. */
  readonly maximumEntityBytes: number
  readonly freeText?: string
  readonly pace?: PaceLimits
  readonly timers: {
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly connectMs: number
  }
}

/**
 * How long the peer may take in a state (PeSIT E §4.6, timers Tp and Tc); undefined: nothing is awaited of
 * it. `awaitsAcknowledgement`: a sync point that we sent is not acknowledged yet.
 */
export function requesterTimeoutMs(
  state: string,
  { answerMs, longAnswerMs, connectMs }: RequesterOptions['timers'],
  awaitsAcknowledgement: boolean,
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
      return awaitsAcknowledgement ? longAnswerMs : undefined
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
