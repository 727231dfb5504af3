// Checks that the facts are as they were written. A start checks as many as it has time for when it opens
// the ledger: SQLite has no checksums of its pages, so a bit that flipped inside a text is valid to it. Each
// fact has a keyed hash of itself and of the fact before it. Pure.
//
// A key that was lost and created anew, or restored from a backup, makes a long run of facts disagree; that
// is no damage. A flipped bit makes one fact disagree, or two when it hit the hash itself, among others that
// agree.

import { type ChainedFact, linkOf } from './audit.ts'

/** The number of facts that one flipped bit can spoil. */
const maximumBySpoiledBit = 2

/**
 * The first fact that is not as it was written; null when all are. The first fact given can be checked only
 * when it is the first of the whole chain: otherwise its predecessor is not known.
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
