// Copies from one open file into another while hashing what goes by. A failure to read is the source
// folder's; every other one is the copy's, and the caller knows where that lies.

import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { blame } from '../fault.ts'

export interface Copied {
  readonly sizeBytes: number
  readonly sha256: string
}

const blockBytes = 1024 * 1024

export interface Source {
  readonly handle: FileHandle
  /** Blamed when it cannot be read. */
  readonly folder: string
  /** Its size before. A writer that goes on and on is not followed: a byte more tells that it grew. */
  readonly sizeBytes: number
}

export async function copyHashing(
  source: Source,
  copy: FileHandle,
  reportProgress: ReportProgress,
): Promise<Copied> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(blockBytes)
  let sizeBytes = 0
  for (;;) {
    const wantedBytes = Math.min(blockBytes, source.sizeBytes + 1 - sizeBytes)
    const bytesRead = await readAt(source, buffer.subarray(0, wantedBytes), sizeBytes)
    if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex') }
    const bytes = buffer.subarray(0, bytesRead)
    hash.update(bytes)
    await writeAll(copy, bytes, sizeBytes)
    sizeBytes += bytesRead
    reportProgress()
  }
}

async function readAt(
  { handle, folder }: Source,
  buffer: Buffer,
  position: number,
): Promise<number> {
  if (buffer.length === 0) return 0
  try {
    return (await handle.read(buffer, 0, buffer.length, position)).bytesRead
  } catch (error) {
    throw blame(folder, error)
  }
}

async function writeAll(copy: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const rest = bytes.length - written
    written += (await copy.write(bytes, written, rest, position + written)).bytesWritten
  }
}
