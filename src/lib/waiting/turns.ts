// At most so many at once, and in turns: whoever asks stands in a row of their own (a folder), and the rows go one
// after the other, so that a thousand from one row do not stand before one of another.
//
// Rows that can wait (their bank has enough to do) go after all that cannot, and one at a time. Who takes long, a
// folder that hangs or a disk that is full, holds up its own row only: after a while it does not count any more.

import { type Clock, systemClock } from '../time/clock.ts'

export interface TurnsOptions {
  readonly atOnce: number
  readonly ofOneRow: number
  /** Asked each time that a turn is given. */
  readonly canWait?: (row: string) => Promise<boolean>
  readonly clock?: Clock
}

export type Turns = <T>(row: string, task: () => Promise<T>) => Promise<T>

/** Who has not ended by then is waited for by its own row only. */
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
    // To the end of all rows.
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

/** Counts one more; gives how to take it off again, which is true the first time. */
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

/** The work once more when it was asked for while it ran, and never twice at once. */
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
