// One session at a time for a transfer: a newer line cuts the older one. The older one may be delayed (by a
// slow disk, or on purpose) and notice late, with bytes of its dead line still to be read. It must then
// change nothing of the transfer. Therefore it asks before each step that leaves something behind, and the
// newer line waits until a step that has begun is over.

import type { Line } from '../pesit-socket/line.ts'

export interface TransferLocks {
  /** Cuts the older line, and resolves when no step of it is running. */
  acquire(key: string, line: LockHolder): Promise<void>
  release(key: string, line: LockHolder): void
  /** Does the step, unless a newer line has the transfer: then null. */
  whileHeld<Result>(
    key: string,
    line: LockHolder,
    step: () => Promise<Result>,
  ): Promise<Result | null>
}

export type LockHolder = Pick<Line, 'destroy'>

export function createTransferLocks(): TransferLocks {
  const holders = new Map<string, LockHolder>()
  const steps = new Map<string, Promise<unknown>>()
  return {
    async acquire(key, line) {
      const older = holders.get(key)
      if (older !== undefined && older !== line)
        older.destroy('the same transfer came on another line')
      holders.set(key, line)
      await steps.get(key)?.catch(() => undefined)
    },
    release(key, line) {
      if (holders.get(key) === line) holders.delete(key)
    },
    async whileHeld(key, line, step) {
      if (holders.get(key) !== line) return null
      const begun = step()
      const running = Promise.allSettled([steps.get(key), begun])
      steps.set(key, running)
      void running.then(() => {
        if (steps.get(key) === running) steps.delete(key)
      })
      return begun
    },
  }
}
