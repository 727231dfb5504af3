// When did pesit-drop first watch a folder? Files that were there before are held, not sent: a backlog sent
// by surprise is a double payment. Remembered outside the ledger, durable before the first claim, by the
// clock of the folder's own file system.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolderDurably, readJson, writeDurably } from '../lib/files.ts'
import type { SeenFile } from '../share/share.ts'

export interface FirstStart {
  /** Whether the file was in the folder before. */
  isOld(file: SeenFile): boolean
}

export async function rememberFirstStart(request: {
  readonly dataFolder: string
  readonly folder: string
  readonly policy: 'hold' | 'send'
  readonly shareNowNs: string
}): Promise<FirstStart> {
  const { dataFolder, folder, policy, shareNowNs } = request
  if (policy === 'send') return { isOld: () => false }
  const place = join(dataFolder, 'outboxes')
  const path = join(place, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`)
  const kept = (await readJson(path)) as { readonly firstNs: string } | null
  const firstNs = BigInt(kept?.firstNs ?? shareNowNs)
  if (kept === null) {
    await makeFolderDurably(place)
    await writeDurably(path, JSON.stringify({ folder, firstNs: String(firstNs) }))
  }
  // The inode's change time says when the file came into the folder under this name: a writer cannot set it.
  return { isOld: (file) => BigInt(file.changedNs) < firstNs }
}
