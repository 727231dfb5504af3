// Takes the beginning of a file into a hash: what was there before goes on counting.

import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'

/** `alive` is called after each piece. */
export async function hashPrefix(
  file: FileHandle,
  hash: Hash,
  untilBytes: number,
  alive: () => void = () => undefined,
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
    alive()
  }
}
