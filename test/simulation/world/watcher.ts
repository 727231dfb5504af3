// `chokidar` for one life: a hint that something changed in a folder, late, sometimes not at all.

import { EventEmitter } from 'node:events'
import type { Life } from './life.ts'
import type { Inode } from './disk.ts'

const everyMs = 1_000

export function watchModuleFor(life: Life): object {
  return { watch: (folder: string) => new Watcher(life, folder) }
}

class Watcher extends EventEmitter {
  private isClosed = false
  private readonly life: Life
  private readonly folder: string
  private seen: bigint

  constructor(life: Life, folder: string) {
    super()
    this.life = life
    this.folder = folder
    this.seen = this.found()?.changedNs ?? 0n
    this.lookLater()
  }

  close(): Promise<void> {
    this.isClosed = true
    return Promise.resolve()
  }

  private found(): Inode | null {
    try {
      return this.life.disk.place(this.folder, 'watch').inode
    } catch {
      return null
    }
  }

  private lookLater(): void {
    this.life.after(everyMs, () => {
      if (this.isClosed) return
      const changed = this.found()?.changedNs ?? 0n
      if (changed !== this.seen) {
        this.seen = changed
        if (this.life.chance.often(0.8)) this.emit('raw', 'change', this.folder, {})
      }
      this.lookLater()
    })
  }
}
