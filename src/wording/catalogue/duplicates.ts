// Messages about files whose bytes or payments were seen before. Pure.

import { entry } from '../entry.ts'

/** The earlier transfer, as a person recognizes it. */
export type Twin = {
  readonly id: string
  readonly name: string
  readonly bank: string
  readonly takenMs: number
  /** null: the bank has not acknowledged it. */
  readonly acknowledgedMs: number | null
}

export const duplicates = {
  DUPLICATE: entry<{
    readonly name: string
    /** The same bytes, or the same payments in other bytes. */
    readonly same: 'file' | 'payments'
    readonly twin: Twin
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
