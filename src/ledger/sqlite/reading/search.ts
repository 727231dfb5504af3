// Searches transfers one page at a time, for any filter, without delaying anyone else. SQLite works on the
// thread of the event loop: a filter that few of a million transfers match would block it for seconds. So:
//
//   1. When few transfers have the requested state, bank or virtual file, these few are read by their index.
//   2. Otherwise transfers are read in their order, one slice at a time; a slice is as large as some
//      milliseconds allow. Between two slices the event loop has its turn, and so have other searches.
//   3. A walk that has worked for long ends with what it has found, and says where to go on.
//
// Each slice sees what is committed when it is read, and so does each page.

import { setImmediate as eventLoop } from 'node:timers/promises'
import type { Transfer } from '../../../journey/transfer.ts'
import { createLimit } from '../../../lib/waiting/limit.ts'
import type {
  Found,
  SearchPosition,
  SearchQuery,
  Total,
  TransferSearch,
} from '../../contract/searching.ts'
import { pathOf, narrowPath, type Path } from './search-path.ts'
import { readSlice, selectSlice, skipSlice, totalsOf } from './search-slice.ts'
import type { Statements } from '../database/statements.ts'

type Soon = <T>(read: () => T) => Promise<T>

const maximumPerPage = 10_000
const sliceMs = 8
const firstSlice = 512
const maximumInSlice = 100_000
const maximumWorkMs = 2_000

export function createSearching(sql: Statements, soon: Soon): Omit<TransferSearch, 'named'> {
  const turns = createLimit(1)
  const inTurn: Soon = (read) =>
    turns(async () => {
      await eventLoop()
      return soon(read)
    })
  let counting: Promise<readonly Total[]> | null = null
  return {
    async search(query) {
      const wanted = { ...query, limit: Math.max(0, Math.min(query.limit, maximumPerPage)) }
      const narrow = await soon(() => narrowPath(sql, wanted))
      if (narrow !== null)
        return pageOf(await soon(() => selectSlice(sql, wanted, narrow)), wanted.limit)
      const path = pathOf(wanted)
      const after = await skipped({ sql, inTurn }, wanted, path)
      return after === 'past the end'
        ? { transfers: [], next: null }
        : walk({ sql, soon, inTurn }, { ...wanted, after }, path)
    },
    totals(localUid) {
      if (localUid !== undefined) return count(sql, inTurn, localUid)
      counting ??= count(sql, inTurn).finally(() => (counting = null))
      return counting
    },
  }
}

interface Deps {
  readonly sql: Statements
  readonly soon: Soon
  readonly inTurn: Soon
}

async function walk({ sql, soon, inTurn }: Deps, query: SearchQuery, path: Path): Promise<Found> {
  const { limit } = query
  const found: Transfer[] = []
  let { after } = query
  let size = firstSlice
  let workedMs = 0
  // A search that the first slice answers, as most pages do, does not wait for other searches.
  for (let read = soon; ; read = inTurn) {
    const left = limit + 1 - found.length
    const slice = await read(() => timed(() => readSlice(sql, query, { path, after, size, left })))
    found.push(...slice.value.transfers)
    if (found.length > limit || slice.value.end === null) return pageOf(found, limit)
    workedMs += slice.tookMs
    if (workedMs >= maximumWorkMs) return { transfers: found, next: slice.value.end }
    after = slice.value.end
    size = sizeAfter(size, slice.tookMs)
  }
}

/** The position after the last transfer that is skipped. */
async function skipped(
  { sql, inTurn }: Pick<Deps, 'sql' | 'inTurn'>,
  query: SearchQuery,
  path: Path,
): Promise<SearchPosition | null | 'past the end'> {
  let { after } = query
  for (let left = query.skip ?? 0; left > 0; ) {
    const size = Math.min(left, maximumInSlice)
    const from = after
    const end = await inTurn(() => skipSlice(sql, query, { path, after: from, size }))
    if (end === null) return 'past the end'
    after = end
    left -= size
  }
  return after
}

async function count(sql: Statements, inTurn: Soon, localUid?: number): Promise<readonly Total[]> {
  const totals = new Map<Total['state'], Total>()
  let size = firstSlice
  for (let after = 0; ; ) {
    const from = after
    const slice = await inTurn(() => timed(() => totalsOf(sql, from, size, localUid)))
    for (const { state, count: more, bytes } of slice.value.totals) {
      const before = totals.get(state) ?? { count: 0, bytes: 0 }
      totals.set(state, { state, count: before.count + more, bytes: before.bytes + bytes })
    }
    if (slice.value.end === null) return [...totals.values()]
    after = slice.value.end
    size = sizeAfter(size, slice.tookMs)
  }
}

function pageOf(found: readonly Transfer[], limit: number): Found {
  const transfers = found.slice(0, limit)
  return { transfers, next: found.length > limit ? (transfers.at(-1) ?? null) : null }
}

function timed<T>(work: () => T): { readonly value: T; readonly tookMs: number } {
  const beganMs = performance.now()
  return { value: work(), tookMs: performance.now() - beganMs }
}

function sizeAfter(size: number, tookMs: number): number {
  const factor = Math.max(0.25, Math.min(4, sliceMs / Math.max(tookMs, 0.1)))
  return Math.max(64, Math.min(Math.round(size * factor), maximumInSlice))
}
