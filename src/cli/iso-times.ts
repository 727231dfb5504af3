// Times in the JSON of commands, as in the API: `createdAt` in ISO 8601 where we count `createdMs`. Pure.

/** Names of moments, counted in milliseconds since 1970. Durations keep their number. */
const moments: ReadonlyMap<string, string> = new Map([
  ['atMs', 'at'],
  ['confirmedMs', 'confirmedAt'],
  ['createdMs', 'createdAt'],
  ['dueMs', 'dueAt'],
  ['endedMs', 'endedAt'],
  ['lookedMs', 'lookedAt'],
  ['nextMs', 'nextAt'],
  ['oldestMs', 'oldestAt'],
  ['originalDueMs', 'originalDueAt'],
  ['sinceMs', 'sinceAt'],
  ['untilMs', 'untilAt'],
  ['updatedMs', 'updatedAt'],
])

/** The same value with its moments in ISO 8601, UTC. Arguments of messages stay as they are stored. */
export function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIsoTimes)
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'arguments') return [key, inner]
      const name = moments.get(key)
      if (name === undefined) return [key, withIsoTimes(inner)]
      return [name, typeof inner === 'number' ? new Date(inner).toISOString() : inner]
    }),
  )
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
