// The chain of facts, as an audit reads it.

import type { ChainedFact, Head } from '../audit/audit.ts'

export interface FactChain {
  /** The newest fact's number and link. */
  head(): Promise<Head>
  /** When the newest fact was written, by the clock of that moment; null: there is none. */
  newestMs(): Promise<number | null>
  /** Facts with their links, oldest first, after a number. */
  chainedFacts(query: {
    readonly after: number
    readonly limit: number
  }): Promise<readonly ChainedFact[]>
}
