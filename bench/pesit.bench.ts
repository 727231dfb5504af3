// What PeSIT itself costs: `npx tsx bench/pesit.bench.ts [codec|transfers|window] [FOLDER] [BYTES] [WAY]`.
// Prints tables. Both ends are those of the program, in processes of their own; the folder should be in
// memory (/dev/shm), or the figures are those of the disk.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchCodec } from './pesit/codec.ts'
import { benchTransfers } from './pesit/transfers.ts'
import { benchWindow } from './pesit/window.ts'

const [what = 'all', place = tmpdir(), bytes = '400000000', only = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(place, 'pesit-drop-bench-'))
const asked = (one: string) => what === 'all' || what === one
try {
  if (asked('codec')) console.table(benchCodec())
  if (asked('transfers')) console.table(await benchTransfers(folder, Number(bytes), only))
  if (asked('window')) console.table(await benchWindow(folder, Number(bytes)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
