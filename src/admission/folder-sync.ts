// One fsync of the spool folder for everybody who waits for one: a sync that begins after I asked covers me.

import { syncFolder } from '../lib/files.ts'

export function sharedSync(folder: string): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  return async () => {
    if (running === undefined) {
      running = syncFolder(folder).finally(() => {
        running = undefined
      })
      return running
    }
    const before = running
    next ??= before
      .catch(() => undefined)
      .then(() => {
        next = undefined
        running = syncFolder(folder).finally(() => {
          running = undefined
        })
        return running
      })
    return next
  }
}
