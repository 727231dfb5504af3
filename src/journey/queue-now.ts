// The state of the queue of one bank at a moment. Only the daemon knows it.

/** The bank is not called for a while. */
export interface Rest {
  readonly untilMs: number
  /** The code after which the rest began, and what happened. */
  readonly code: string
  readonly what: string
}

export interface QueueNow {
  readonly bank: string
  readonly connections: number
  /** `no`: the bank refused our identification. `once`: a person allowed one call. */
  readonly mayCall: 'yes' | 'once' | 'no'
  readonly rest: Rest | null
  /** Ids of the transfers that hold a connection. */
  readonly running: readonly string[]
}
