// Messages about what a person orders of a transfer and is refused. Pure.

import { entry } from '../entry.ts'

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
} as const
