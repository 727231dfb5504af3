// What a user of this machine could do himself with a file that he names by path without a key. The service
// reads and writes on his behalf, and may do more than he may. The judgement looks only at the owner of a
// file and the permission bits for its owner and for others. It ignores groups and access lists: a user who
// relies on those calls with a key.
//
//   send      the file is his, or others may read it and he can reach it
//   replace   the file is his; or it belongs to the service, as an earlier copy does, and he could remove it
//             himself
//   create    he may write in the folder, and can reach it
//
// He can reach a file if he may search its folder and every folder above it.

import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemErrorCode } from '../../lib/files/files.ts'

/** undefined: a caller with a key, who may use everything that the service may use. */
export type LocalUid = number | undefined

type Owned = Pick<Stats, 'uid' | 'mode'>
const [mayReadBit, mayWriteBit, maySearchBit, stickyBit] = [0o4, 0o2, 0o1, 0o1000]

/** The permission bits that apply to a user: those of the owner, or those of others. */
function has({ uid, mode }: Owned, user: number, bits: number): boolean {
  return ((uid === user ? mode >> 6 : mode) & bits) === bits
}

/** Root may do everything. */
function isFree(user: LocalUid): user is 0 | undefined {
  return user === undefined || user === 0
}

/** `place`: the real path of the open file. */
export async function maySend(user: LocalUid, file: Owned, place: string): Promise<boolean> {
  if (isFree(user) || file.uid === user) return true
  return has(file, user, mayReadBit) && (await reaches(user, dirname(place)))
}

/** `folder`: a real path. `target`: the file in it that would be replaced or created. */
export async function mayPut(user: LocalUid, folder: string, target: string): Promise<boolean> {
  if (isFree(user)) return true
  const there = await entryAt(target)
  if (there?.uid === user) return true
  if (there !== null && there.uid !== process.geteuid?.()) return false
  const about = await stat(folder)
  if (!has(about, user, mayWriteBit | maySearchBit)) return false
  // In a sticky folder only the owner of a file may remove it.
  if (there !== null && (about.mode & stickyBit) !== 0 && about.uid !== user) return false
  return reaches(user, folder)
}

/** Whether a user may search a real folder and every folder above it. */
export async function reaches(user: LocalUid, folder: string): Promise<boolean> {
  if (isFree(user)) return true
  if (!has(await stat(folder), user, maySearchBit)) return false
  const above = dirname(folder)
  return above === folder || reaches(user, above)
}

/** A link counts as itself, because the link would be replaced. */
async function entryAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}
