// Copies one open file into another and hashes the bytes. A failed read is an error of the source folder;
// every other error is one of the copy, and the caller knows where the copy is.

import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { ReportProgress } from '../../lib/waiting/progress-deadline.ts'
import { knownFault } from '../fault.ts'

export interface Copied {
  readonly sizeBytes: number
  readonly sha256: string
}

const blockBytes = 1024 * 1024

export interface Source {
  readonly handle: FileHandle
  /** The folder that the error names when the file cannot be read. */
  readonly folder: string
  /** The size before the copy. At most one more byte is read: it shows that the file grew. */
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
    throw knownFault(folder, error)
  }
}

async function writeAll(copy: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const rest = bytes.length - written
    written += (await copy.write(bytes, written, rest, position + written)).bytesWritten
  }
}
