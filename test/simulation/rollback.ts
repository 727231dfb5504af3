// The data folder goes back to a copy, while outboxes and banks go on. Copied and put back between two lives,
// when nobody works in it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import type { Scene } from './scene.ts'
import type { Disk, Inode } from './world/disk.ts'

export interface Copies {
  /** Puts both on the calendar; `endLife` ends the life that runs, if there is one. */
  begin(endLife: () => void): void
  close(): void
}

export function copiesOf(scene: Scene): Copies {
  const { rollback } = scene.plan
  const place = rollback === null ? null : mkdtempSync(join(tmpdir(), 'pesit-drop-copy-'))
  return {
    begin(endLife) {
      const { loop, ours, watch, tell } = scene
      if (rollback === null || place === null) return
      let copy: Inode | null = null
      loop.after(rollback.copiedMs, null, () => {
        endLife()
        // A copy without a ledger that knows who it is would be another ledger: a person must take the folder
        // over.
        if (!hasLedgerId(ours)) return
        copy = copyOfData(ours, place)
        tell('the data folder is copied')
      })
      loop.after(rollback.restoredMs, null, () => {
        endLife()
        if (copy === null) return
        const counters = ours.root.entries.get('data')?.entries.get('counters')
        if (rollback.keepsCounters && counters !== undefined) ours.hang(copy, 'counters', counters)
        ours.hang(ours.root, 'data', copy)
        watch.rolledBack()
        tell('THE DATA FOLDER IS RESTORED')
      })
    },
    close() {
      if (place !== null) rmSync(place, { recursive: true, force: true })
    },
  }
}

function hasLedgerId(disk: Disk): boolean {
  const ledger = disk.root.entries.get('data')?.entries.get('ledger.db')
  const database = (ledger?.database ?? null) as InstanceType<typeof DatabaseSync> | null
  if (database === null) return false
  const made = "SELECT 1 FROM sqlite_master WHERE name = 'ledger_ids'"
  if (database.prepare(made).get() === undefined) return false
  return database.prepare('SELECT 1 FROM ledger_ids').get() !== undefined
}

function copyOfData(disk: Disk, place: string): Inode {
  let count = 0
  return disk.copyOf(disk.find('/data', 'copy'), (inode) => {
    const database = inode.database as InstanceType<typeof DatabaseSync>
    count += 1
    const path = join(place, `${count}.db`)
    database.exec(`VACUUM INTO '${path}'`)
    return new DatabaseSync(path)
  })
}
