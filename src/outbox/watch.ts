// Hints that a folder is worth a look now. Only hints: events get lost in bursts, and never come from
// network shares, so the periodic look is the truth and this only makes it sooner. No file is remembered:
// everything in the folder is ignored and only the raw event counts.

import { resolve } from 'node:path'
import { watch } from 'chokidar'

export interface Hints {
  close(): Promise<void>
}

export function watchFolder(
  folder: string,
  on: { readonly hint: () => void; readonly trouble: (error: unknown) => void },
): Hints {
  const root = resolve(folder)
  const watcher = watch(root, {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: true,
    persistent: true,
    ignored: (path) => resolve(path) !== root,
  })
  watcher.on('raw', on.hint)
  watcher.on('error', on.trouble)
  return { close: () => watcher.close() }
}
