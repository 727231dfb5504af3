// Remembers for the next start which mount a shared folder was on: if a network share is not mounted then,
// the path would show the empty folder beneath it, as if nothing had been dropped, and would accept
// statements that nobody reads. Only network shares are remembered: names of local disks change from start to
// start.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, writeDurably } from '../../disk/durable.ts'
import { forget, readJson } from '../../lib/files/files.ts'
import type { Mount } from './mounts.ts'

const place = (dataFolder: string) => join(dataFolder, 'folders')
const pathOf = (dataFolder: string, folder: string) =>
  join(place(dataFolder), `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`)

export async function recallMount(dataFolder: string, folder: string): Promise<Mount | null> {
  const kept = (await readJson(pathOf(dataFolder, folder))) as { readonly mount?: Mount } | null
  return kept?.mount ?? null
}

export async function rememberMount(
  dataFolder: string,
  folder: string,
  mount: Mount | null,
): Promise<void> {
  const path = pathOf(dataFolder, folder)
  const known = await recallMount(dataFolder, folder)
  if (mount?.network !== true) {
    if (known !== null) await forget(path)
    return
  }
  if (JSON.stringify(known) === JSON.stringify(mount)) return
  await makeFolderDurably(place(dataFolder))
  await writeDurably(path, `${JSON.stringify({ folder, mount })}\n`)
}
