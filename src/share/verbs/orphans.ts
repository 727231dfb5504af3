// Lists the files in our own folders inside a shared folder, for recovery at start.

import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { syncFolder } from '../../disk/durable.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { answering } from '../fault.ts'
import { entryPath, type Folder, inFolder, type FolderStep } from '../folder-handle.ts'
import { claimedFolder, incomingFolder, isPlainName } from '../places.ts'
import type { OrphansOutcome } from '../share.ts'
import type { FolderIdentity } from '../looking.ts'

/**
 * Lists the files in our own folders, and makes each durable in its place before it is reported: an earlier
 * process may have died between the rename and its fsync.
 */
export function orphans(
  request: {
    readonly folder: string
    readonly after: { look: string; name: string } | null
    readonly limit: number
    readonly expected?: FolderIdentity | null
  },
  reportProgress: ReportProgress = () => undefined,
): Promise<OrphansOutcome> {
  const { folder, after, limit, expected = null } = request
  return answering<OrphansOutcome>(folder, async () => {
    const { identity, looks } = await inFolder(folder, expected, async (step) => ({
      identity: expected ?? step.identity,
      looks: await folders(await step.find(claimedFolder)),
    }))
    const claimed: Orphan[] = []
    let more = false
    for (const look of looks) {
      if (after !== null && look < after.look) continue
      // One step for each folder: there may be more of them than a process can have open.
      const found = await inFolder(folder, identity, (step) =>
        orphansIn(step, look, after?.look === look ? after.name : null),
      )
      more = found.length > limit - claimed.length
      claimed.push(...found.slice(0, limit - claimed.length))
      if (more) break
      reportProgress()
    }
    return inFolder(folder, identity, async (step) => {
      if (claimed.length > 0) await settle(step)
      const incoming = more ? [] : await entries(await step.find(incomingFolder))
      return { kind: 'found', claimed, incoming: incoming.slice(0, limit), more }
    })
  })
}

interface Orphan {
  readonly look: string
  readonly name: string
  readonly sizeBytes: number
}

/** Regular files with any number of links: a file that got a second link while it was claimed counts too. */
async function orphansIn(step: FolderStep, look: string, after: string | null): Promise<Orphan[]> {
  const place = await step.find(claimedFolder, look)
  if (place === null) return []
  const found: Orphan[] = []
  for (const name of await entries(place)) {
    if (after !== null && name <= after) continue
    const state = await stateOf(place, name)
    if (state?.isFile() === true) found.push({ look, name, sizeBytes: state.size })
  }
  if (found.length > 0) await syncFolder(place.at)
  return found
}

/** null: it was removed meanwhile. */
export async function stateOf(place: Folder, name: string): Promise<Stats | null> {
  try {
    return await lstat(entryPath(place, name))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Syncs the folders above the folders of the scans. */
async function settle(step: FolderStep): Promise<void> {
  for (const place of [await step.find(claimedFolder), await step.find(), step.top])
    if (place !== null) await syncFolder(place.at)
}

async function entries(place: Folder | null): Promise<string[]> {
  return place === null ? [] : (await readdir(place.at)).filter(isPlainName).sort()
}

/** Files and links among the folders of the scans contain nothing of ours and are skipped. */
async function folders(root: Folder | null): Promise<string[]> {
  const found: string[] = []
  for (const name of await entries(root))
    if (root !== null && (await stateOf(root, name))?.isDirectory() === true) found.push(name)
  return found
}
