// The progress of a running attempt: known to the process that runs it, never stored.

export interface Progress {
  readonly id: string
  readonly bank: string
  readonly name: string
  readonly sentBytes: number
  readonly sizeBytes: number
  readonly sinceMs: number
}
