// Passes items from a station that has started to one that starts later.

/** Items that are passed before the receiving station has started wait for it. */
export function handedOn<T>(): {
  readonly hand: (one: T) => void
  to(take: (one: T) => void): void
} {
  const waiting: T[] = []
  let taken: ((one: T) => void) | null = null
  return {
    hand: (one) => (taken === null ? void waiting.push(one) : taken(one)),
    to(take) {
      taken = take
      for (const one of waiting.splice(0)) take(one)
    },
  }
}
