// The ledger itself: its room on the disk, the clock of the machine, its end.

export interface Upkeep {
  /**
   * Whether what begins now can surely be written down: otherwise nothing is claimed, called or taken
   * (room.ts).
   */
  hasReserve(): boolean
  /**
   * The clock was set back. A transfer that waits, and was last moved at a time that is still to come, waits
   * from now on only as long as it was meant to; the same for notices to programs. Conditions from the future
   * began now. Returns how many transfers were changed.
   */
  clockSetBack(nowMs: number): Promise<number>
  close(): Promise<void>
}
