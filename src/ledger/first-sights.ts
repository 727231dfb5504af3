// Since when what is not taken lies in an outbox, so that a restart does not begin to wait anew. A bounded
// number of names an outbox: whoever writes them bounds them (outbox/untaken/first-sights.ts).

export interface FirstSight {
  readonly name: string
  /** By the wall clock. */
  readonly sinceMs: number
  /** So long it lay there surely, by a clock that nobody sets. */
  readonly lainMs: number
}

export interface FirstSights {
  firstSights(folder: string): Promise<readonly FirstSight[]>
  /** Writes some, and forgets others: all or none. */
  keepFirstSights(
    folder: string,
    change: { readonly put: readonly FirstSight[]; readonly drop: readonly string[] },
  ): Promise<void>
  /** Forgets those of every folder but these. */
  dropFirstSights(except: readonly string[]): Promise<void>
}
