// Keeps the first items of a long sequence, in order, in memory for these alone.

export interface FirstOf<T> {
  add(value: T): void
  inOrder(): T[]
}

export function createFirstOf<T>(limit: number, compare: (a: T, b: T) => number): FirstOf<T> {
  // Twice the limit is gathered before it is sorted and cut, which costs no more than a heap and reads
  // easier.
  let kept: T[] = []
  let worst: T | undefined
  const cut = () => {
    kept.sort(compare)
    if (kept.length > limit) kept = kept.slice(0, limit)
    worst = kept.length === limit ? kept[limit - 1] : undefined
  }
  return {
    add(value) {
      if (worst !== undefined && compare(value, worst) >= 0) return
      kept.push(value)
      if (kept.length >= 2 * limit) cut()
    },
    inOrder() {
      cut()
      return [...kept]
    },
  }
}
