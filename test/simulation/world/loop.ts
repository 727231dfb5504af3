// Simulated time: what is to happen, in order of its moment. Between two happenings everything that is ready
// to run (promises, nextTick) runs to its end, so that a run depends on nothing but its seed.

export interface Owner {
  readonly dead: boolean
}

export interface Happening {
  readonly atMs: number
  readonly order: number
  readonly owner: Owner | null
  run: (() => void) | null
}

export interface Loop {
  /** Milliseconds since the world began. */
  readonly nowMs: number
  readonly steps: number
  /** Runs it after the delay, unless it is cancelled or its owner has died by then. */
  after(delayMs: number, owner: Owner | null, run: () => void): Happening
  cancel(happening: Happening): void
  /** The next happening and all that follows from it at once; false when nothing is left to happen. */
  step(): Promise<boolean>
}

export function createLoop(): Loop {
  const heap: Happening[] = []
  let nowMs = 0
  let order = 0
  let steps = 0
  return {
    get nowMs() {
      return nowMs
    },
    get steps() {
      return steps
    },
    after(delayMs, owner, run) {
      order += 1
      const happening = { atMs: nowMs + Math.max(0, delayMs), order, owner, run }
      push(heap, happening)
      return happening
    },
    cancel(happening) {
      happening.run = null
    },
    async step() {
      for (;;) {
        const next = pop(heap)
        if (next === undefined) return false
        const { run, owner } = next
        next.run = null
        if (run === null || owner?.dead === true) continue
        nowMs = next.atMs
        steps += 1
        run()
        await settled()
        return true
      }
    },
  }
}

/** When no promise and no nextTick is left to run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

const isBefore = (a: Happening, b: Happening) =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

function push(heap: Happening[], happening: Happening): void {
  let at = heap.length
  heap.push(happening)
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above] as Happening
    if (!isBefore(happening, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = happening
}

function pop(heap: Happening[]): Happening | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    const right = heap[below + 1]
    if (right !== undefined && isBefore(right, heap[below] as Happening)) below += 1
    if (!isBefore(heap[below] as Happening, last)) break
    heap[at] = heap[below] as Happening
    at = below
  }
  heap[at] = last
  return first
}
