// The room that the ledger keeps for itself on its disk. A disk may be full from one moment to the next, and
// what has begun by then must still be written down: the row of a file that was claimed, the answer of a
// bank, the trouble itself. So a file of some megabytes lies beside the ledger, `ledger.reserve`. The
// procedure:
//
//   stands     the reserve is there in its full size, and the disk is not full beside it. Only then may
//              something begin that must be written down later: a claim, an attempt, an upload, a fetch.
//   gives way  a commit found the disk full. The file is cut to nothing and the commit is tried once more, in
//              the room that became free. From then on nothing begins.
//   restored   there is room for twice the reserve: the file is written anew, synced, and stands again.
//
// A crash at any point leaves a file of any length; a start makes it whole, or gives it away when the disk is
// full. Nothing is read from it ever. It holds noise, since a file system that compresses would keep no room
// for zeros.

import { randomBytes } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode, freeBytes } from '../lib/files/files.ts'

export interface LedgerReserve {
  /** Whether what begins now can surely be written down. */
  stands(): boolean
  /** Gives the reserve to the disk. False when there was none to give. */
  release(): boolean
  /** Looks at the disk, and makes the reserve anew where there is room for it; true when it stands. */
  restore(): Promise<boolean>
  /** What must be free on the disk for that. */
  neededBytes(): number
}

/** Of a ledger that has no disk to share. */
export const withoutReserve: LedgerReserve = {
  stands: () => true,
  release: () => false,
  restore: () => Promise.resolve(true),
  neededBytes: () => 0,
}

const reserveName = 'ledger.reserve'
const pieceBytes = 256 * 1024
const maximumBytes = 4 * 1024 * 1024
const minimumBytes = 64 * 1024
/** With less than this beside the reserve the disk counts as full. */
export const minimumFreeBytes = 256 * 1024

/**
 * How much, on a disk of which so much is to be left free: a batch of claims and the log of the database fit
 * in.
 */
export function ledgerReserveBytes(leftFreeBytes: number): number {
  return Math.max(minimumBytes, Math.min(maximumBytes, leftFreeBytes))
}

export function openReserve(folder: string, bytes: number): LedgerReserve {
  const path = join(folder, reserveName)
  let isWhole = false
  let isFree = false
  const release = (): boolean => {
    const stood = isWhole
    isWhole = false
    isFree = false
    try {
      truncateSync(path, 0)
      return stood
    } catch {
      // Gone, or its disk is worse than full: then there is nothing to give.
      return false
    }
  }
  let needed = minimumFreeBytes
  return {
    stands: () => isWhole && isFree,
    neededBytes: () => needed,
    release,
    async restore() {
      try {
        const missing = isWhole ? 0 : Math.max(0, bytes - (await sizeOf(path)))
        // Room that is just made may be gone at once: the reserve takes no more than half of it.
        needed = minimumFreeBytes + (missing === 0 ? 0 : missing + bytes)
        isFree = (await freeBytes(folder)) >= needed
        if (isFree && missing > 0) await writeNoise(path, bytes)
        isWhole = missing === 0 || isFree
      } catch {
        // Whatever is wrong with the disk: half a reserve is better free.
        release()
      }
      return isWhole && isFree
    },
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}

async function writeNoise(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    for (let done = 0; done < bytes; done += pieceBytes)
      await handle.writeFile(randomBytes(Math.min(pieceBytes, bytes - done)))
    await handle.sync()
  } finally {
    await handle.close()
  }
}
