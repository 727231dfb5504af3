// The space that the ledger reserves on its disk. A disk may become full at any moment, and work that has
// begun by then must still be recorded: the row of a file that was claimed, the answer of a bank, the trouble
// itself. So a file of some megabytes, `ledger.reserve`, lies beside the ledger. The procedure:
//
//   in place   The reserve has its full size, and there is free space on the disk beside it. Only then may
//              work begin that must be recorded later: a claim, an attempt, an upload, a fetch.
//   released   A commit found the disk full. The file is truncated to nothing, and the commit is tried once
//              more in the space that became free. From then on no new work begins.
//   restored   There is space for twice the reserve: the file is written anew and synced.
//
// A crash at any point leaves a file of any length; a start completes it, or releases it when the disk is
// full. The file is never read. It holds random bytes, because a file system that compresses would reserve
// no space for zeros.

import { randomBytes } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode, freeBytes } from '../lib/files/files.ts'

export interface LedgerReserve {
  /** Whether work that begins now can surely be recorded. */
  stands(): boolean
  /** Releases the reserve to the disk. False when there was nothing to release. */
  release(): boolean
  /** Looks at the disk, and writes the reserve anew if there is space for it; true when it is in place. */
  restore(): Promise<boolean>
  /** The free space that restoring needs. */
  neededBytes(): number
}

/** For a ledger without a disk of its own. */
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
/** With less free space than this, beside the reserve, the disk counts as full. */
export const minimumFreeBytes = 256 * 1024

/**
 * The size of the reserve on a disk of which `leftFreeBytes` are to be left free: a batch of claims and the
 * log of the database fit into it.
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
      // The file is gone, or the disk is in a worse state than full: there is nothing to release.
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
        // Space that was just freed may be used up at once: the reserve takes no more than half of it.
        needed = minimumFreeBytes + (missing === 0 ? 0 : missing + bytes)
        isFree = (await freeBytes(folder)) >= needed
        if (isFree && missing > 0) await writeNoise(path, bytes)
        isWhole = missing === 0 || isFree
      } catch {
        // Whatever is wrong with the disk: it is better to free half a reserve than to keep it.
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
