// Removes files that were kept for long enough. Days of the archive are removed by their name, never by the
// time of a file, and only folders that are named like a day. Copies that programs fetched into our own
// folders (`received`) are removed by the time at which we wrote them: nobody else writes there, and the
// archive keeps their bytes for as long.

import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../disk/durable.ts'
import { systemErrorCode } from '../lib/files/files.ts'
import { archiveFolder } from './places.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The days whose retention has ended. Pure. */
export function expiredDays(
  names: readonly string[],
  nowMs: number,
  keepMs: number,
): readonly string[] {
  return names.filter((name) => {
    const dayAtMs = /^\d{4}-\d{2}-\d{2}$/.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN
    return !Number.isNaN(dayAtMs) && dayAtMs + dayMs + keepMs < nowMs
  })
}

/** @returns the days that were removed. */
export async function removeExpired(
  dataFolder: string,
  nowMs: number,
  keepMs: number,
): Promise<readonly string[]> {
  const folder = archiveFolder(dataFolder)
  const expired = expiredDays(await namesIn(folder), nowMs, keepMs)
  for (const day of expired) await rm(join(folder, day), { recursive: true })
  if (expired.length > 0) await syncFolder(folder)
  return expired
}

/** Removes files `received/<bank>/<virtual file>/<file>`. @returns how many were removed. */
export async function removeReceived(
  dataFolder: string,
  nowMs: number,
  keepMs: number,
): Promise<number> {
  const top = join(dataFolder, 'received')
  let removed = 0
  for (const bank of await namesIn(top))
    for (const virtualFile of await namesIn(join(top, bank))) {
      const folder = join(top, bank, virtualFile)
      const before = removed
      for (const name of await namesIn(folder)) {
        const stat = await lstat(join(folder, name))
        if (!stat.isFile() || stat.mtimeMs + dayMs + keepMs >= nowMs) continue
        await rm(join(folder, name))
        removed += 1
      }
      if (removed > before) await syncFolder(folder)
    }
  return removed
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return []
    throw error
  }
}
