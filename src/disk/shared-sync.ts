// One fsync of a folder serves everybody who waits for one: a sync that begins after a request covers it.

import { syncFolder } from './durable.ts'

function sharedSync(folder: string): () => Promise<void> {
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

/** The same for any folder: all who need a folder synced now share one fsync. */
export function sharedSyncs(): (folder: string) => Promise<void> {
  const folders = new Map<string, () => Promise<void>>()
  return (folder) => {
    const known = folders.get(folder) ?? sharedSync(folder)
    folders.set(folder, known)
    return known()
  }
}
