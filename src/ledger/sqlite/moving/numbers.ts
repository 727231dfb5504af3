// Numbers for PI 13. A bank drops a file whose number it has seen, so no number is given twice, not even by a
// ledger that was restored from an older copy. Two places record the counter: the ledger, exactly; and a file
// outside the ledger (ledger/high-water.ts), in blocks:
//
//   reserve   the file records the end of the block, durably, before the first number of the block is given
//   take      the ledger records the number, in one transaction, and never one beyond the block
//
// Each start begins a new block beyond the mark of the file, even when the ledger looks up to date: a copy
// that was made within the last block cannot be told from the newest state. A crash or a restart wastes at
// most one block.
//
// Both counts grow without end; the number is the count reduced to three bytes. After 16,777,215 numbers it
// begins again at 1. At a thousand files a day that is after 45 years, and PI 51 differs by then.

import { assert } from '../../../lib/assert.ts'
import { blockOfNumbers, type HighWater } from '../../high-water.ts'
import type { Committer } from '../database/commit.ts'
import type { Statements } from '../database/statements.ts'

/** PI 13 has three bytes. */
const highestNumber = 16_777_215

interface Deps {
  readonly sql: Statements
  readonly committer: Committer
  readonly highWater: HighWater
}

/** Counts that may be given: from the first one up to the last one. */
interface Block {
  readonly first: number
  readonly last: number
}

export function createNumbers(deps: Deps): (counter: string, atLeast: number) => Promise<number> {
  const blocks = new Map<string, Block>()
  const reserving = new Map<string, Promise<void>>()

  const reserveOnce = (counter: string, atLeast: number): Promise<void> => {
    const running = reserving.get(counter)
    if (running !== undefined) return running
    const begun = reserve(deps, { counter, atLeast, before: blocks.get(counter) })
      .then((block) => void blocks.set(counter, block))
      .finally(() => reserving.delete(counter))
    reserving.set(counter, begun)
    return begun
  }
  return async (counter, atLeast) => {
    assert(
      Number.isSafeInteger(atLeast) && atLeast <= highestNumber,
      `a transfer number is at most ${highestNumber}, not ${atLeast}`,
    )
    for (;;) {
      const count = await deps.committer.run(() =>
        take(deps.sql, { counter, atLeast, block: blocks.get(counter) }),
      )
      if (count !== null) return numberOf(count)
      await reserveOnce(counter, atLeast)
    }
  }
}

async function reserve(
  { sql, committer, highWater }: Deps,
  {
    counter,
    atLeast,
    before,
  }: { readonly counter: string; readonly atLeast: number; readonly before: Block | undefined },
): Promise<Block> {
  const used = await committer.read(() => usedOf(sql, counter))
  const known = before?.first ?? (await highWater.read(counter)) + 1
  const first = countFrom(Math.max(used + 1, known), atLeast)
  const last = first + blockOfNumbers - 1
  await highWater.write(counter, last)
  return { first, last }
}

/** The next count, recorded; null when the block does not hold it. */
function take(
  sql: Statements,
  {
    counter,
    atLeast,
    block,
  }: { readonly counter: string; readonly atLeast: number; readonly block: Block | undefined },
): number | null {
  if (block === undefined) return null
  const count = countFrom(Math.max(usedOf(sql, counter) + 1, block.first), atLeast)
  if (count > block.last) return null
  sql.run(
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    counter,
    count,
  )
  return count
}

function usedOf(sql: Statements, counter: string): number {
  const row = sql.one('SELECT value FROM counters WHERE name = ?', counter)
  return row === null ? 0 : (row['value'] as number)
}

/** The first count, from here on, whose number is not below the minimum. */
function countFrom(count: number, atLeast: number): number {
  return count + Math.max(0, atLeast - numberOf(count))
}

function numberOf(count: number): number {
  return ((count - 1) % highestNumber) + 1
}
