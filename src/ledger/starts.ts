// Which ledger this is, and which starts of the daemon it knows. Each start has a random token, and counts
// its signs of life. The same token and count are written into the folders of outboxes (share/owner/owner.ts),
// always after they are on record here. So a folder that shows a start, or a sign, that this ledger does not
// know was written after the ledger was: the ledger is from the past.

export interface Start {
  readonly token: string
  /** The first start of a ledger is 1. */
  readonly number: number
  /** How many signs of life it may have given. */
  readonly signs: number
}

export interface Starts {
  /** When the newest fact was written, by the clock of that moment; null: there is none. */
  newestMs(): Promise<number | null>
  /** A start of the daemon begins. The ledger gets its own id with the first one, and keeps it for ever. */
  beginStart(token: string): Promise<{ readonly ledgerId: string; readonly number: number }>
  /** It may give so many signs of life from now on. The number never goes down. */
  recordSigns(token: string, signs: number): Promise<void>
  /** null: no start of this ledger, or one that it has forgotten because it is from the past. */
  findStart(token: string): Promise<Start | null>
}
