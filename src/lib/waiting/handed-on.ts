// Hands things from a station that has begun to one that begins later.

/** What is found before the station that takes it has begun waits for it. */
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
