// Messages that say for what a file waits that is ready to be sent. Pure.

import { entry } from '../../entry.ts'

const info = { scope: 'file', severity: 'info', fault: 'nobody', heals: true } as const

export const waiting = {
  'WAITS-DAEMON': entry<Record<string, never>>({ ...info, fault: 'operator', heals: false }),
  'WAITS-BANK-GONE': entry<{ readonly bank: string }>({
    ...info,
    fault: 'operator',
    heals: false,
  }),
  'WAITS-ACCESS': entry<{
    readonly bank: string
    /** What the bank said, `3-304`; '' when it said it of another bank with the same account. */
    readonly diagnostic: string
    readonly sinceMs: number | null
  }>({ ...info, fault: 'operator', heals: false }),
  'WAITS-OUTBOX': entry<{ readonly folder: string }>({ ...info, fault: 'machine' }),
  'WAITS-ORDER': entry<{
    readonly id: string
    readonly name: string
    readonly state: string
    /** That one waits for a person itself. */
    readonly isForPerson: boolean
  }>(info),
  'WAITS-TIME': entry<{
    readonly bank: string
    readonly atMs: number
    /** Why not now, as a sentence. */
    readonly what: string
  }>(info),
  'WAITS-REST': entry<{
    readonly bank: string
    readonly untilMs: number
    /** After which it rests, `PESIT-3-303`. */
    readonly code: string
    /** What happened, as a sentence. */
    readonly what: string
  }>({ ...info, fault: 'bank' }),
  'WAITS-TURN': entry<{
    readonly bank: string
    readonly before: number
    /** There are more than that. */
    readonly isMore: boolean
    readonly firstId: string
    readonly firstName: string
    readonly running: number
    readonly connections: number
  }>(info),
  'WAITS-CONNECTION': entry<{
    readonly bank: string
    readonly running: number
    readonly connections: number
  }>(info),
  'WAITS-NEXT': entry<{ readonly bank: string }>(info),
} as const
