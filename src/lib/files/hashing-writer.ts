// Writes what comes in pieces to a file, in order, and hashes it on the way. Pieces are gathered into large
// writes; while one is on its way to the disk, the same bytes are hashed and the next are gathered. Nothing
// is copied: whoever gave a piece must not write into it any more.

import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

const gatherBytes = 1024 * 1024

export interface HashingWriter {
  /** Bytes taken so far, the kept beginning included. */
  readonly bytes: number
  /** Resolves when there is room for more. Rejects with what an earlier write failed of. */
  write(pieces: readonly Uint8Array[], dataBytes: number): Promise<void>
  /** Resolves when everything taken so far is handed to the file system. */
  flush(): Promise<void>
  /** Of everything, after a flush; the writer is of no more use then. */
  digest(): string
}

/** `offset`: where to go on; `hash` has seen what lies before. `shift` moves the place in the file against it. */
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
  /** Begins the next write once the one before is done. */
  const handOut = async (): Promise<void> => {
    const pieces = gathered
    const at = handedOut
    gathered = []
    handedOut = taken
    await writing
    writing = writeOut(pieces, at, handedOut - at)
    // A failure is told to the next who writes or flushes, not to nobody.
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

/** A write that came short: the rest, once more, until it is all there or the disk says why not. */
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
