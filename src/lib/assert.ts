// Our own bugs. A failed assertion stops the process: systemd starts it again and recovery does its work.

import nodeAssert from 'node:assert'

export function assert(condition: unknown, message: string): asserts condition {
  nodeAssert.ok(condition, message)
}

/** The value, when the code knows better than the type that it is there. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} must be there`)
  return value
}
