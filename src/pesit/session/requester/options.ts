// What a requester is told: who it is, what it offers, how long it waits.

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
  /** PI 1: the responder must do as it is told, or refuse the connection. */
  readonly crc?: boolean
  /** PI 23: RESYN is possible when the responder wants it too. */
  readonly resync?: boolean
  readonly framing: Framing
  readonly preConnection?: PreConnection
  /** 1 … 255. */
  readonly connectionId: number
  readonly abortForm: 'raw' | 'parameter'
  /** PI 25 that we take. */
  readonly maximumEntityBytes: number
  readonly freeText?: string
  readonly pace?: PaceLimits
  readonly timers: {
    readonly answerMs: number
    readonly longAnswerMs: number
    readonly connectMs: number
  }
}
