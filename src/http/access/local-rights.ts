// What a user of this machine might do himself with a file that he names by its path, without a key: the
// service reads and writes for him, and may do more than he. Judged by the owner and the bits of owner and
// others alone; groups and ACLs are not looked at, and whoever relies on them calls with a key.
//
//   send      the file is his, or others may read it and he can reach it
//   replace   the file is his; or it is the service's, as an earlier copy is, and he might remove it himself
//   create    he may write in the folder and can reach it
//
// He reaches what lies in folders that he may search, each of them up to the root.

import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../../lib/files/files.ts'

/** undefined: no user of this machine, but a key; it may use whatever the service may. */
export type LocalUid = number | undefined

type Owned = Pick<Stats, 'uid' | 'mode'>
const [mayReadBit, mayWriteBit, maySearchBit, stickyBit] = [0o4, 0o2, 0o1, 0o1000]

/** The bits that hold for a user: those of the owner, or of others. */
function has({ uid, mode }: Owned, user: number, bits: number): boolean {
  return ((uid === user ? mode >> 6 : mode) & bits) === bits
}

/** Root may do all. */
function isFree(user: LocalUid): user is 0 | undefined {
  return user === undefined || user === 0
}

/** `place`: where the open file really lies. */
export async function maySend(user: LocalUid, file: Owned, place: string): Promise<boolean> {
  if (isFree(user) || file.uid === user) return true
  return has(file, user, mayReadBit) && (await reaches(user, dirname(place)))
}

/** `folder`: a real one. `target`: the file in it that would be replaced, or made. */
export async function mayPut(user: LocalUid, folder: string, target: string): Promise<boolean> {
  if (isFree(user)) return true
  const there = await entryAt(target)
  if (there?.uid === user) return true
  if (there !== null && there.uid !== process.geteuid?.()) return false
  const about = await stat(folder)
  if (!has(about, user, mayWriteBit | maySearchBit)) return false
  // In a sticky folder nobody removes what is another's, but its owner.
  if (there !== null && (about.mode & stickyBit) !== 0 && about.uid !== user) return false
  return reaches(user, folder)
}

/** Whether a user may search a real folder and all above it. */
export async function reaches(user: LocalUid, folder: string): Promise<boolean> {
  if (isFree(user)) return true
  if (!has(await stat(folder), user, maySearchBit)) return false
  const above = dirname(folder)
  return above === folder || reaches(user, above)
}

/** A link counts as itself: it is what would be replaced. */
async function entryAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
