// How far a counter of PI 13 has been handed out, recorded outside the ledger. A ledger that was restored
// from
// an older copy would hand out numbers again, and a bank drops a file whose number it has seen. Numbers are
// reserved in blocks: the mark is durable before the first number of its block is used. A person who restores
// a data folder must leave these files as they are, or the mark is set back together with the ledger.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, writeDurably } from '../disk/durable.ts'
import { readJson, errorText } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import { message } from '../wording/catalogue.ts'

export interface HighWater {
  /**
   * The highest count that may have been used; 0 when none has been used. @throws KnownError LEDGER-DAMAGED.
   */
  read(counter: string): Promise<number>
  write(counter: string, mark: number): Promise<void>
}

/** The size of a block: a start wastes at most this many numbers, and each block costs one durable write. */
export const blockOfNumbers = 100

export function highWaterIn(folder: string): HighWater {
  const pathOf = (counter: string) =>
    join(folder, `${createHash('sha256').update(counter).digest('hex').slice(0, 32)}.json`)
  return {
    read: (counter) => readMark(pathOf(counter), counter),
    async write(counter, mark) {
      await makeFolderDurably(folder)
      await writeDurably(pathOf(counter), JSON.stringify({ counter, mark }))
    },
  }
}

async function readMark(path: string, counter: string): Promise<number> {
  let kept: unknown
  try {
    kept = await readJson(path)
  } catch (cause) {
    throw unreadable({ path, counter }, errorText(cause), cause)
  }
  if (kept === null) return 0
  if (typeof kept === 'object' && 'counter' in kept && 'mark' in kept) {
    const { mark } = kept
    if (kept.counter === counter && Number.isSafeInteger(mark) && Number(mark) >= 0)
      return Number(mark)
  }
  throw unreadable({ path, counter }, '')
}

function unreadable(
  place: { readonly path: string; readonly counter: string },
  error: string,
  cause?: unknown,
): KnownError {
  return new KnownError(message('LEDGER-DAMAGED', { why: 'counter', ...place, error }), { cause })
}
