// A limit for concurrent tasks; later ones wait, first come, first served.

export type Limit = <T>(task: () => Promise<T>) => Promise<T>

export function createLimit(atOnce: number): Limit {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      // When a task is waiting, the slot is passed to it without being freed, so that no other task can take
      // it.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
