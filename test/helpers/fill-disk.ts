// Fills the disk of a folder, to the last byte but those that are to be left.

import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from '../../src/lib/files/files.ts'

/** Gives what makes the room again. */
export function fillDisk(folder: string, leaveBytes = 0): () => void {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  const { bavail, bsize } = statfsSync(folder)
  const block = Buffer.alloc(bsize)
  const most = leaveBytes === 0 ? Number.POSITIVE_INFINITY : bavail - Math.ceil(leaveBytes / bsize)
  try {
    for (let written = 0; written < most; written += 1) writeSync(file, block)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
  return () => rmSync(path)
}
