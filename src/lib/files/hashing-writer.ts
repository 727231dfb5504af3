// Writes pieces to a file, in order, and hashes them meanwhile. Pieces are gathered into large writes; while
// one is being written, the same bytes are hashed and the next pieces are gathered. Nothing is copied: the
// caller must not change a piece after it was handed over.

import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

const gatherBytes = 1024 * 1024

export interface HashingWriter {
  /** Bytes accepted so far, including the beginning that was kept. */
  readonly bytes: number
  /** Resolves when more can be accepted. Rejects with the error of an earlier write. */
  write(pieces: readonly Uint8Array[], dataBytes: number): Promise<void>
  /** Resolves when everything accepted so far is handed to the file system. */
  flush(): Promise<void>
  /** The hash of everything, after a flush. The writer cannot be used afterwards. */
  digest(): string
}

/**
 * `offset`: where to continue; `hash` has been given everything before it. `shift`: by how much the place in
 * the file differs from the offset.
 */
export function createHashingWriter(
  file: FileHandle,
  start: { readonly offset: number; readonly hash?: Hash; readonly shift?: number },
): HashingWriter {
  const { offset, hash = createHash('sha256'), shift = 0 } = start
  let gathered: Uint8Array[] = []
  let taken = offset
  let handedOut = offset
  let writing: Promise<void> = Promise.resolve()

  const writeOut = async (pieces: Uint8Array[], at: number, length: number): Promise<void> => {
    const written = file.writev(pieces, at - shift)
    for (const piece of pieces) hash.update(piece)
    const { bytesWritten } = await written
    if (bytesWritten !== length)
      await writeRest(file, pieces, { at: at - shift, skip: bytesWritten })
  }
  /** Begins the next write when the previous one is done. */
  const handOut = async (): Promise<void> => {
    const pieces = gathered
    const at = handedOut
    gathered = []
    handedOut = taken
    await writing
    writing = writeOut(pieces, at, handedOut - at)
    // The next write or flush rejects with the failure.
    writing.catch(() => undefined)
  }
  return {
    get bytes() {
      return taken
    },
    async write(pieces, dataBytes) {
      for (const piece of pieces) gathered.push(piece)
      taken += dataBytes
      if (taken - handedOut >= gatherBytes) await handOut()
    },
    async flush() {
      if (taken > handedOut) await handOut()
      await writing
    },
    digest: () => hash.digest('hex'),
  }
}

/** Completes a short write, until everything is written or the disk reports an error. */
async function writeRest(
  file: FileHandle,
  pieces: readonly Uint8Array[],
  { at, skip }: { at: number; skip: number },
): Promise<void> {
  const rest = Buffer.concat(pieces).subarray(skip)
  for (let done = 0; done < rest.length; ) {
    const { bytesWritten } = await file.write(rest, done, rest.length - done, at + skip + done)
    if (bytesWritten === 0)
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    done += bytesWritten
  }
}

/**
 * Adds the beginning of a file to a hash, for writing on behind it. `reportProgress` is called after each
 * piece.
 */
export async function hashPrefix(
  file: FileHandle,
  hash: Hash,
  untilBytes: number,
  reportProgress: () => void = () => undefined,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  for (let position = 0; position < untilBytes; ) {
    const { bytesRead } = await file.read(
      buffer,
      0,
      Math.min(buffer.length, untilBytes - position),
      position,
    )
    if (bytesRead === 0) return
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
    reportProgress()
  }
}
