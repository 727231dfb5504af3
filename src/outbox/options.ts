// What the daemon tells an outbox.

import type { ReadyRule } from './readiness.ts'

export interface OutboxOptions {
  readonly virtualFile: string
  readonly folder: string
  readonly bank: string
  readonly take: readonly string[]
  readonly leave: readonly string[]
  /** Upper and lower case are the same in names. */
  readonly ignoreCase: boolean
  readonly ready: ReadyRule
  /** Wait for the last bytes of formats that we know. */
  readonly checkComplete: boolean
  readonly firstStart: 'hold' | 'send'
  readonly priority: 0 | 1 | 2
  readonly inOrder: boolean
  readonly everyMs: number
  readonly everyOnNetworkMs: number
  /** Never rely on events. */
  readonly alwaysPoll: boolean
  /** What lies there for so long without being taken is reported. */
  readonly stuckAfterMs: number
  readonly maximumClaimed: number
  /** A file `x.xml.cancel` orders to cancel x.xml. */
  readonly cancelByFile: boolean
  readonly dataFolder: string
}
