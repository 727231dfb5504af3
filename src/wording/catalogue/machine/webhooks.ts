// Messages about receivers of webhooks that do not take what they are sent. Pure.

import { entry } from '../../entry.ts'

const receiver = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const

export const webhooks = {
  'WEBHOOK-FAILING': entry<{
    /** Without its query, which may be secret. */
    readonly url: string
    readonly sinceMs: number
    readonly error: string
  }>({ ...receiver, fault: 'network', heals: true }),
  /** It answered 410: gone for good. */
  'WEBHOOK-DISABLED': entry<{ readonly url: string }>(receiver),
  /** It was not told of these facts, each tried for three days. */
  'WEBHOOK-DEAD-LETTERS': entry<{ readonly url: string; readonly count: number }>(receiver),
} as const
