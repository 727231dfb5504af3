// How many banks may be connected to our listener at once. A caller counts only after it was identified.

export interface ConnectionLimit {
  /** False: the limit is reached. A line counts once, however often it calls this. */
  take(line: object): boolean
  leave(line: object): void
}

export function createConnectionLimit(maximum: number): ConnectionLimit {
  const taken = new Set<object>()
  return {
    take(line) {
      if (!taken.has(line) && taken.size >= maximum) return false
      taken.add(line)
      return true
    },
    leave: (line) => void taken.delete(line),
  }
}
