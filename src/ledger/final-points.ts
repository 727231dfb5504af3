// What is remembered of banks and the sync point behind the last byte, as every ledger keeps it.

/** What is remembered of a bank and the sync point after the last byte. */
export interface FinalPointMemory {
  /** Which settings of the bank it was seen with. */
  readonly settings: string
  /** Times in a row that the line broke while that point was unanswered. */
  readonly breaks: number
  /** It is not sent to this bank any more. */
  readonly refused: boolean
}
