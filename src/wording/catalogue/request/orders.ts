// Messages about what a person orders of a transfer and is refused. Pure.

import { entry } from '../../entry.ts'

export const orders = {
  'NOT-IN-DOUBT': entry<{
    readonly id: string
    readonly name: string
    readonly bank: string
    readonly state: string
    /** What the person said of a doubt that is not there. */
    readonly said: 'received' | 'resend'
    readonly canBeCancelled: boolean
    readonly canBeReleased: boolean
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** A release that says nothing of what the bank's desk said, where only the desk knows. */
  'ASK-FIRST': entry<{
    readonly id: string
    readonly name: string
    readonly bank: string
    /** PI 13 and PI 3 under which the bank knows it; null and '': none was given to it. */
    readonly number: number | null
    readonly partner: string
    /** Otherwise it is held, and the note beside its bytes says that its end may have been sent. */
    readonly inDoubt: boolean
    /** It can be said of it that the bank has it. */
    readonly canBeConfirmed: boolean
  }>({ scope: 'file', severity: 'error', fault: 'operator', heals: false }),
  /** Our copy of a file cannot be read when it is to be compared with all that went before. */
  'COPY-UNREADABLE': entry<{
    readonly id: string
    readonly name: string
    readonly why: string
  }>({ scope: 'file', severity: 'error', fault: 'machine', heals: false }),
} as const
