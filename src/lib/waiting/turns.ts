// A limit for concurrent tasks with fair turns: each task belongs to a row (a folder), and the rows take
// turns, so that a thousand tasks of one row do not delay one task of another.
//
// Rows that can wait (their bank has enough to do) go after all others, and one at a time. A task that takes
// long (a folder that hangs, a full disk) delays its own row only: after a while it no longer counts towards
// the limit.

import { type Clock, systemClock } from '../time/clock.ts'

export interface TurnsOptions {
  readonly atOnce: number
  readonly ofOneRow: number
  /** Called each time that a turn is given. */
  readonly canWait?: (row: string) => Promise<boolean>
  readonly clock?: Clock
}

export type Turns = <T>(row: string, task: () => Promise<T>) => Promise<T>

/** After this time a task delays its own row only. */
export const longMs = 5_000

interface Row {
  readonly waiting: (() => Promise<void>)[]
  running: number
}

interface Chosen {
  readonly row: string
  readonly canWait: boolean
}

export function createTurns(options: TurnsOptions): Turns {
  const rows = new Map<string, Row>()
  const counts = { all: 0, patient: 0 }
  const start = ({ row: name, canWait }: Chosen): void => {
    const row = rows.get(name)
    const task = row?.waiting.shift()
    if (row === undefined || task === undefined) return
    // Moves to the end of all rows.
    rows.delete(name)
    rows.set(name, row)
    row.running += 1
    const leave = entered(counts, canWait)
    void whileItCounts(options.clock ?? systemClock, task, () => {
      if (leave()) giveTurns()
    }).finally(() => {
      row.running -= 1
      if (row.running === 0 && row.waiting.length === 0) rows.delete(name)
      giveTurns()
    })
  }
  const giveTurns = oneAtATime(async () => {
    while (counts.all < options.atOnce) {
      const chosen = await choose(rows, options)
      if (chosen === null || (chosen.canWait && counts.patient > 0)) return
      start(chosen)
    }
  })
  return (name, task) =>
    new Promise((resolve, reject) => {
      const row = rows.get(name) ?? { waiting: [], running: 0 }
      rows.set(name, row)
      row.waiting.push(() => task().then(resolve, reject))
      giveTurns()
    })
}

async function choose(
  rows: ReadonlyMap<string, Row>,
  { ofOneRow, canWait = () => Promise.resolve(false) }: TurnsOptions,
): Promise<Chosen | null> {
  let patient: Chosen | null = null
  for (const [row, { waiting, running }] of [...rows]) {
    if (waiting.length === 0 || running >= ofOneRow) continue
    if (!(await canWait(row))) return { row, canWait: false }
    patient ??= { row, canWait: true }
  }
  return patient
}

/** Counts one more; returns the function that removes it again, which returns true the first time. */
function entered(counts: { all: number; patient: number }, isPatient: boolean): () => boolean {
  let isIn = true
  counts.all += 1
  if (isPatient) counts.patient += 1
  return () => {
    if (!isIn) return false
    isIn = false
    counts.all -= 1
    if (isPatient) counts.patient -= 1
    return true
  }
}

/** Calls `leave` at the end of the task, or before it when it takes long. */
async function whileItCounts(
  clock: Clock,
  task: () => Promise<void>,
  leave: () => void,
): Promise<void> {
  const ended = new AbortController()
  void clock.sleep(longMs, ended.signal).then(leave)
  await task()
  leave()
  ended.abort()
}

/** Runs the work again if it was requested while it ran, and never twice at once. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running = false
  let again = false
  const run = async (): Promise<void> => {
    running = true
    while (again) {
      again = false
      await work()
    }
    running = false
  }
  return () => {
    again = true
    if (!running) void run()
  }
}
