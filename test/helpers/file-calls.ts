// Something that happens right before the n-th file call of a step: every moment at which another process
// could come between two calls of ours. Modules that are imported after this one make their calls through it.

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

let beforeEach: (() => void) | null = null

type Call = (...values: unknown[]) => unknown

function watched(real: Call): Call {
  return (...values) => {
    beforeEach?.()
    return real(...values)
  }
}

const promised = fs.promises as unknown as Record<string, Call>
for (const name of [
  ...['open', 'lstat', 'stat', 'access', 'rename', 'link', 'unlink', 'mkdir', 'rmdir'],
  ...['readdir', 'opendir', 'readlink', 'readFile'],
])
  promised[name] = watched((promised[name] as Call).bind(fs.promises))
const called = fs as unknown as Record<string, Call>
for (const name of ['open', 'fstat']) called[name] = watched(called[name] as Call)
syncBuiltinESMExports()

/** How many file calls the work makes. */
export async function countCalls(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  beforeEach = () => (count += 1)
  try {
    await work()
  } finally {
    beforeEach = null
  }
  return count
}

/** Does the work; `act` comes right before its n-th file call, or after the last. */
export async function whenCalling<T>(
  n: number,
  act: () => void,
  work: () => Promise<T>,
): Promise<T> {
  let count = 0
  beforeEach = () => {
    count += 1
    if (count === n) act()
  }
  try {
    return await work()
  } finally {
    beforeEach = null
    if (count < n) act()
  }
}
