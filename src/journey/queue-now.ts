// How the queue of one bank stands at a moment, as the daemon alone knows it.

/** The bank is left alone for a while. */
export interface Rest {
  readonly untilMs: number
  /** After which code, and what happened. */
  readonly code: string
  readonly what: string
}

export interface QueueNow {
  readonly bank: string
  readonly connections: number
  /** `no`: it refused our identification. `once`: a person lets one call through. */
  readonly mayCall: 'yes' | 'once' | 'no'
  readonly rest: Rest | null
  /** Transfers that hold a connection. */
  readonly running: readonly string[]
}
