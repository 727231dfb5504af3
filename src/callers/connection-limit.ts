// Lines of banks that are known: so many at once. Who has not said yet who it is takes none of these places.

export interface Places {
  /** False: all are taken. A line has one place, however often it asks. */
  take(line: object): boolean
  leave(line: object): void
}

export function createPlaces(most: number): Places {
  const taken = new Set<object>()
  return {
    take(line) {
      if (!taken.has(line) && taken.size >= most) return false
      taken.add(line)
      return true
    },
    leave: (line) => void taken.delete(line),
  }
}
