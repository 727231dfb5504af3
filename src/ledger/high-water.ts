// How far a counter of PI 13 has been handed out, told outside the ledger. A ledger that was restored from
// an older copy would hand out numbers again, and a bank drops a file whose number it has seen. Numbers
// are reserved in blocks: the mark is durable before the first number of its block is used.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, readJson, writeDurably } from '../lib/files.ts'

export interface HighWater {
  /** The highest number that may have been used; 0 when none was. */
  read(counter: string): Promise<number>
  write(counter: string, mark: number): Promise<void>
}

export const blockOfNumbers = 1000

export function highWaterIn(folder: string): HighWater {
  const pathOf = (counter: string) =>
    join(folder, `${createHash('sha256').update(counter).digest('hex').slice(0, 32)}.json`)
  return {
    async read(counter) {
      const kept = (await readJson(pathOf(counter))) as { counter: string; mark: number } | null
      return kept?.mark ?? 0
    },
    async write(counter, mark) {
      await makeFolderDurably(folder)
      await writeDurably(pathOf(counter), JSON.stringify({ counter, mark }))
    },
  }
}
