// A hint that a folder is worth a look now. Only a hint: events get lost in bursts, and never come from
// network shares, so the periodic look is the truth and this only makes it sooner.
//
// It hints once and is over: the watcher reads the whole folder again at each event, so a burst of a hundred
// thousand files would keep it busy for minutes and grow it by hundreds of MB. Whoever looks arms it anew
// before the look, so that nothing falls between two hints. No file is remembered: all are ignored, and
// only the raw event counts.

import { resolve } from 'node:path'
import { watch } from 'chokidar'

export interface Hint {
  readonly over: boolean
  close(): Promise<void>
}

export function watchOnce(
  folder: string,
  on: { readonly hint: () => void; readonly trouble: (error: unknown) => void },
): Hint {
  const root = resolve(folder)
  const watcher = watch(root, {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: true,
    persistent: true,
    ignored: (path) => resolve(path) !== root,
  })
  let over = false
  const end = (): Promise<void> => {
    over = true
    return watcher.close()
  }
  watcher.on('error', on.trouble)
  watcher.on('raw', () => {
    if (over) return
    void end()
    on.hint()
  })
  return {
    get over() {
      return over
    },
    close: end,
  }
}
