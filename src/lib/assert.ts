// Assertions, for our own bugs. A failed one ends the process: systemd starts it again, and recovery follows.

import nodeAssert from 'node:assert'

export function assert(condition: unknown, message: string): asserts condition {
  nodeAssert.ok(condition, message)
}

/** Returns a value that cannot be absent, although its type allows it. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} must be there`)
  return value
}
