// Are the facts what was written? Looked at when a ledger is opened, as far as a start has time for: SQLite
// has no checksums of its pages, so a bit that flipped inside a text is valid to it. Each fact has a keyed
// hash of itself and of the one before. Pure.
//
// A key that was lost and made anew, or put back from a backup, makes a long run of facts disagree, and is no
// damage. A flipped bit makes one fact disagree, or two where it struck the hash itself, among others that
// agree.

import { type ChainedFact, linkOf } from './audit.ts'

/** Facts that a flipped bit can spoil at once. */
const maximumBySpoiledBit = 2

/**
 * The first fact that is not what was written; null: none is. Of the first one here only the first of all is
 * known.
 */
export function spoiledFact(
  key: Uint8Array,
  facts: readonly ChainedFact[],
): Pick<ChainedFact, 'sequence' | 'transferId'> | null {
  const from = facts[0]?.sequence === 1 ? 0 : 1
  const bad: ChainedFact[][] = []
  let goods = 0
  let wasBad = false
  for (let at = from; at < facts.length; at += 1) {
    const [before, fact] = [facts[at - 1], facts[at]]
    if (fact === undefined) break
    const isBad = linkOf(key, before?.chain ?? '', fact) !== fact.chain
    if (!isBad) goods += 1
    else if (wasBad) bad.at(-1)?.push(fact)
    else bad.push([fact])
    wasBad = isBad
  }
  if (goods === 0) return null
  return bad.find((run) => run.length <= maximumBySpoiledBit)?.[0] ?? null
}
