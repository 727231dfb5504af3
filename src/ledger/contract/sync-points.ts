// What an attempt needs besides moves: sync points, what is remembered of the sync point after the last byte,
// and transfer numbers.

import type { SyncPoint } from '../../journey/transfer.ts'

/** What is remembered of a bank and the sync point after the last byte. */
export interface FinalPointMemory {
  /** The settings of the bank under which it was observed. */
  readonly settings: string
  /** How many times in a row the line broke while that sync point was not acknowledged. */
  readonly breaks: number
  /** It is not sent to this bank any more. */
  readonly refused: boolean
}

export interface SyncPoints {
  /**
   * Writes a sync point and drops those with a higher number. When an unconfirmed sync point comes again as
   * confirmed, only that is noted and nothing is dropped: later ones may be on their way.
   */
  saveSync(transferId: string, point: SyncPoint): Promise<void>
  syncPoints(transferId: string): Promise<readonly SyncPoint[]>
}

export interface FinalPoints {
  /** null: nothing is remembered. */
  finalPoint(bank: string): Promise<FinalPointMemory | null>
  saveFinalPoint(bank: string, memory: FinalPointMemory | null): Promise<void>
}

export interface TransferNumbers {
  /**
   * The next PI 13 of a counter (bank and partner): 1 … 16,777,215, never below `atLeast`, and none a second
   * time before all others were given.
   */
  nextNumber(counter: string, atLeast: number): Promise<number>
}
