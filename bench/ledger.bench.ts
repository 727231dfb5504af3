// How fast the ledger is: `npx tsx bench/ledger.bench.ts [FOLDER]`. Prints a table. The figures are those of
// the disk under the folder (the system's temporary folder by default): each promise costs an fsync.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/lib/time/clock.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { openLedger } from '../src/ledger/open.ts'
import { born } from './born.ts'
import { saying } from '../test/helpers/messages.ts'

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'pesit-drop-bench-'))
const many = 100_000
const rows: { what: string; 'a second': number; 'ms each': string }[] = []

async function measure(what: string, count: number, work: () => Promise<unknown>): Promise<void> {
  const beginMs = performance.now()
  await work()
  const tookMs = performance.now() - beginMs
  rows.push({
    what,
    'a second': Math.round((count / tookMs) * 1000),
    'ms each': (tookMs / count).toFixed(3),
  })
}

async function recordMany(ledger: Ledger, count: number, lane = ''): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const births = Array.from({ length: Math.min(1_000, count - ids.length) }, () => born(lane))
    await ledger.record(births)
    ids.push(...births.map(({ id }) => id))
  }
  return ids
}

async function moveAll(
  ledger: Ledger,
  ids: readonly string[],
  { at, version, event }: { at: number; version: number; event: 'sealed' | 'check-passed' },
): Promise<void> {
  for (let begin = 0; begin < ids.length; begin += at) {
    const some = ids.slice(begin, begin + at)
    await Promise.all(
      some.map((id) => ledger.move({ id, version, event, sentence: saying('Moved.') })),
    )
  }
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await work()
}

const ledger = await openLedger({ folder, clock: systemClock })
try {
  const some = await recordMany(ledger, 2_000)
  await measure('moves, one by one', 2_000, () =>
    moveAll(ledger, some, { at: 1, version: 1, event: 'sealed' }),
  )
  const others = await recordMany(ledger, 8_000)
  await measure('moves, 8 at a time', 8_000, () =>
    moveAll(ledger, others, { at: 8, version: 1, event: 'sealed' }),
  )
  const queue = await recordMany(ledger, many)
  await measure('moves, 1,000 at a time', many, () =>
    moveAll(ledger, queue, { at: 1_000, version: 1, event: 'sealed' }),
  )
  await moveAll(ledger, queue, { at: 1_000, version: 2, event: 'check-passed' })
  await measure('takeDue, 100,000 queued, one by one', 1_000, () =>
    times(1_000, () => ledger.takeDue('bnp', 0)),
  )
  await measure('takeDue, nothing due at another bank', 1_000, () =>
    times(1_000, () => ledger.takeDue('other', 0)),
  )
  await measure('summary, 110,000 on the road', 10, () => times(10, () => ledger.summary(0)))
  await measure('list of 50, newest', 200, () => times(200, () => ledger.list({ limit: 50 })))
  await measure('list of 50, held of one bank', 200, () =>
    times(200, () => ledger.list({ states: ['held'], bank: 'bnp', limit: 50 })),
  )
  await measure('next number', 2_000, () => times(2_000, () => ledger.nextNumber('bnp', 1)))
  await ledger.close()
  await measure('opening it again, looked through whole', 1, async () =>
    (await openLedger({ folder, clock: systemClock })).close(),
  )
  console.table(rows)
} finally {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
}
